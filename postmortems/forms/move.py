"""Moving a postmortem: some moves ask why."""

from crispy_forms.helper import FormHelper
from django import forms

from .people import reason_field


class ReasonForm(forms.Form):
    """A reason that is kept and shown; asked only where the move needs one."""

    reason = reason_field(label="Why", required=False)

    def __init__(self, *args, needed, help_text="", **kwargs):
        super().__init__(*args, **kwargs)
        if needed:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = help_text
        else:
            del self.fields["reason"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes the token once
