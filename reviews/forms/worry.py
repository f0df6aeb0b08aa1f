"""What an invited person says before the meeting."""

from django import forms

from postmortems.forms.layout import helper_of
from reviews.models.worry import LONGEST


class BeforeForm(forms.Form):
    prefix = "before"

    is_first = forms.BooleanField(label="It is my first review", required=False)
    text = forms.CharField(
        label="Is there anything you are worried about?",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, leader, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = (
            f"Only {leader} reads it, on a page of their own. It is deleted when the meeting "
            "closes. Leave it empty to take it back."
        )
        self.helper = helper_of(*self.fields)
