"""Whom to ask to read the draft before the meeting."""

from django import forms

from postmortems.forms.layout import helper_of

from .meeting import InviteField


class ReadersForm(forms.Form):
    people = InviteField(label="Whom to ask")

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].offer([(one.user, label_of(one)) for one in offered])
        self.helper = helper_of("people")

    def clean_people(self):
        if not self.cleaned_data["people"]:
            raise forms.ValidationError("Choose at least one person.")
        return self.cleaned_data["people"]


def label_of(one):
    return " · ".join([one.user.name, *dict.fromkeys(one.whys)])
