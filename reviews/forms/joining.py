"""Saying that one is at a meeting."""

from django import forms

from postmortems.forms.layout import helper_of
from reviews.enums import Relation


class ComeForm(forms.Form):
    relation = forms.ChoiceField(
        label="You and the incident",
        choices=Relation.choices,
        widget=forms.RadioSelect,
        initial=Relation.INTERESTED,
    )
    is_first = forms.BooleanField(label="It is my first review", required=False)
    helper = helper_of("relation", "is_first")
