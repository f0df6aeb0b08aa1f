"""What an administrator decides about a person."""

from crispy_forms.helper import FormHelper
from django import forms

from accounts.enums import Role

ROLE_HELP = (
    "Readers read published pages, comment and ask. Members read and write drafts. "
    "Administrators also look after people, teams and settings."
)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role, widget=forms.RadioSelect, help_text=ROLE_HELP)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes the token once
