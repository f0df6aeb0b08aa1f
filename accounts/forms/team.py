"""A team's name and people."""

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Q

from accounts.models import Team, User


class TeamForm(forms.Form):
    """Offers the active people, and those who are members already."""

    name = forms.CharField(label="Team name", max_length=Team._meta.get_field("name").max_length)
    members = forms.ModelMultipleChoiceField(
        label="Members",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, team=None, **kwargs):
        if team:
            kwargs.setdefault("initial", {"name": team.name, "members": team.members.all()})
        super().__init__(*args, **kwargs)
        people = Q(is_active=True)
        if team:
            people |= Q(pk__in=team.members.values("pk"))
        self.fields["members"].queryset = User.objects.filter(people).order_by("name", "email")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes the token once
