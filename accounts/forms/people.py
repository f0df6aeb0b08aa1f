"""What an administrator decides about a person."""

from crispy_forms.helper import FormHelper
from django import forms

from accounts.enums import Role
from accounts.models import User

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


class LeavingForm(forms.Form):
    """Who takes what somebody held: one choice for each kind, none of which must be made."""

    def __init__(self, *args, person, holdings, **kwargs):
        super().__init__(*args, **kwargs)
        takers = User.objects.assignable().exclude(pk=person.pk)
        for held in holdings:
            field = forms.ModelChoiceField(takers, required=False, label="Give them to")
            field.empty_label = "Leave it for now"
            self.fields[held.key] = field

    def takers(self):
        return {key: taker for key, taker in self.cleaned_data.items() if taker}
