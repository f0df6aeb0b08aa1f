"""The statements people put their name to."""

from django import forms

from postmortems.forms.layout import helper_of
from postmortems.models import TEXT_LIMIT


def words(label, **kwargs):
    return forms.CharField(
        label=label, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 4}), **kwargs
    )


class StatementForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_of(*self.fields)


class DeclarationForm(StatementForm):
    directs_nobody = forms.BooleanField(
        label="I do not direct the work of anyone involved", required=False
    )
    exception = words(
        "Reason for an exception",
        required=False,
        help_text="Where you do direct someone's work, own the postmortem, took part in the "
        "incident or are named in a perspective: why it is right that you facilitate "
        "all the same. It is shown on the page.",
    )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("directs_nobody") and not cleaned.get("exception", "").strip():
            if "exception" in cleaned:
                raise forms.ValidationError(
                    "Tick the declaration, or write down the reason for an exception."
                )
        return cleaned


class CoveringForm(StatementForm):
    text = words(
        "How the earlier review covers the change",
        help_text="For example: only a date was corrected. It is shown on the published page.",
    )


class PartForm(StatementForm):
    agrees = forms.TypedChoiceField(
        label="Is your part told rightly?",
        choices=[("yes", "Yes, this is how it was for me"), ("no", "I see it otherwise")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    words = words(
        "In your words",
        required=False,
        help_text="Read by the facilitator and the owner, by nobody else.",
    )


class AnswerForm(StatementForm):
    response = forms.ChoiceField(
        label="Your answer",
        choices=[
            ("accepted", "I am coming"),
            ("tentative", "Perhaps"),
            ("declined", "I am not coming"),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="A word with it",
        max_length=200,
        required=False,
        help_text="For those who run the review: that you come later, for example.",
    )


class SignForm(forms.Form):
    """Carries the content version that the signer saw."""

    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
