"""The version that a form was opened at."""

from django import forms


class BaseField(forms.IntegerField):
    """Hidden; cleans to 0 where nothing was sent, which is the version of no saved row."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.HiddenInput)
        super().__init__(min_value=0, max_value=2**31 - 1, initial=0, required=False, **kwargs)

    def clean(self, value):
        return super().clean(value) or 0
