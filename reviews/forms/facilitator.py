"""Asking the pool for a facilitator."""

from django import forms

from postmortems.models import LINE_LIMIT

from .signature import StatementForm


class RequestForm(StatementForm):
    note = forms.CharField(
        label="A word to the volunteers",
        max_length=LINE_LIMIT,
        required=False,
        help_text="For example: best next week, in the morning.",
    )
