"""Comments by readers on the published page."""

from django import forms

from postmortems.models import TEXT_LIMIT


class PageCommentForm(forms.Form):
    """A question or a remark; ``quote`` names the passage it is about."""

    text = forms.CharField(
        label="Your comment or question",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    quote = forms.CharField(label="About which passage", max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"


class PageReplyForm(forms.Form):
    text = forms.CharField(
        label="Your answer",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
