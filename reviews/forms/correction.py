"""Answering a suggested correction."""

from django import forms

from postmortems.forms.layout import helper_of
from postmortems.forms.version import BaseField
from postmortems.models import TEXT_LIMIT
from reviews.enums import CorrectionAnswer


class CorrectionAnswerForm(forms.Form):
    base = BaseField()
    answer = forms.ChoiceField(
        label="What becomes of it?",
        choices=[
            (CorrectionAnswer.MADE, "It is taken into the text"),
            (CorrectionAnswer.DECLINED, "The text stays as it is, because …"),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="A word on it",
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where the text stays as it is.",
    )
    helper = helper_of("base", "answer", "words")
