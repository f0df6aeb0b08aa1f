"""The two questions after a meeting."""

from django import forms

from postmortems.forms.layout import helper_of

YES_NO = [("yes", "Yes"), ("no", "No")]


def yes_or_no(label):
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )


class PollForm(forms.Form):
    learned = yes_or_no("Did you learn something that changes how you work?")
    again = yes_or_no("Would you come to a review like this again?")
    helper = helper_of("learned", "again")
