"""Discarding a draft."""

from crispy_forms.helper import FormHelper
from django import forms

from .people import reason_field


class DiscardForm(forms.Form):
    reason = reason_field(
        label="Why it is discarded",
        help_text="Kept, and shown to whoever opens the draft later.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes the token once
