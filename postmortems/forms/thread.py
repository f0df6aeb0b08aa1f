"""Comments beside the draft, and what became of them."""

from crispy_forms.helper import FormHelper
from django import forms

from postmortems.enums import ThreadOutcome
from postmortems.models import TEXT_LIMIT

from .people import PersonField, choosable

QUOTE_LIMIT = 300


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Comment", max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes the token once


class StartForm(CommentForm):
    """Start a thread on a section, or on the whole (no section)."""

    quote = forms.CharField(
        label="About the passage",
        max_length=QUOTE_LIMIT,
        required=False,
        help_text="Copy the words it is about, if it is about some.",
    )
    section = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "start-%s")
        super().__init__(*args, **kwargs)


class TakeForm(forms.Form):
    """Take a thread to the review, or back (``take`` unchecked)."""

    take = forms.BooleanField(required=False)


class SettleForm(forms.Form):
    """What became of a thread: answered, assigned to someone, left unknown *because*."""

    outcome = forms.ChoiceField(
        label="What became of it",
        choices=[choice for choice in ThreadOutcome.choices if choice[0] != ThreadOutcome.OPEN],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="In words",
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The answer; what is asked of whoever takes it on; or why it is left unknown.",
    )
    owner = PersonField(label="Who takes it on", required=False)

    def __init__(self, *args, thread, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = choosable(thread.postmortem.incident)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes the token once
