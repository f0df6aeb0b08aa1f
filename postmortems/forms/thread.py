"""Comments beside the draft, and what became of them."""

from crispy_forms.helper import FormHelper
from django import forms

from postmortems.enums import ThreadOutcome
from postmortems.models import QUOTE_LIMIT, TEXT_LIMIT

from .people import PersonField, choosable


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
    """Start a thread on a passage, a section, a record, or on the whole (no section).

    ``place`` is the passage's place, from a browser that shows the live text. Words in
    ``replacement``, or ``leave_out``, make it a suggestion.
    """

    quote = forms.CharField(
        label="About the passage",
        max_length=QUOTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Copy the words it is about, if it is about some.",
    )
    replacement = forms.CharField(
        label="Words to stand there instead",
        max_length=TEXT_LIMIT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="An editor accepts them with one click. Your comment may stay empty then.",
    )
    leave_out = forms.BooleanField(label="Leave the passage out", required=False)
    section = forms.SlugField(required=False, widget=forms.HiddenInput)
    place = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "start-%s")
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False

    def clean_quote(self):
        return self.cleaned_data["quote"].replace("\r\n", "\n").replace("\r", "\n")

    def clean(self):
        words = super().clean()
        if not self.errors and not words["text"] and self.suggested() is None:
            self.add_error("text", "Write what you think, or suggest other words.")
        return words

    def suggested(self):
        """The words to stand there instead; ``None`` where none are suggested.

        The browser fills in the passage itself: as it stands, it suggests nothing.
        """
        if self.cleaned_data["leave_out"]:
            return ""
        words = self.cleaned_data["replacement"].replace("\r\n", "\n")
        return words if words.strip() and words.strip() != self.cleaned_data["quote"] else None


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
