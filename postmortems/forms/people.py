"""Who carries a postmortem: owner, contributors, facilitator."""

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Q

from accounts.models import User
from postmortems.models import TEXT_LIMIT

from .select import Names, PlainSelect

LONGEST_KEY = 18  # digits; SQLite's and PostgreSQL's whole numbers end after 19


class PersonField(forms.ModelChoiceField):
    """Choose one person by name. The form says among whom, by setting ``queryset``."""

    widget = PlainSelect
    iterator = Names

    def __init__(self, **kwargs):
        kwargs.setdefault("queryset", User.objects.none())
        kwargs.setdefault("empty_label", "Choose a person")
        super().__init__(**kwargs)

    def label_from_instance(self, person):
        return person.name


class PeopleField(forms.ModelMultipleChoiceField):
    """Choose any number of people by name."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        """A key that no row can have is an invalid choice, not an error of the database."""
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                message = self.error_messages["invalid_choice"]
                raise forms.ValidationError(message, "invalid_choice", {"value": key})
        return super().clean(value)

    def label_from_instance(self, person):
        return person.name


def choosable(incident, *, also=None):
    """Whom something can be given to: of a restricted incident, its people only.

    Being given a question, a comment or an action gives nobody access; being made owner,
    contributor or facilitator does, and is chosen from everyone. ``also`` is the key of
    someone who stays choosable all the same.
    """
    people = User.objects.assignable().order_by()
    if incident.is_restricted:
        people = people.filter(incident_access__incident=incident)
    return User.objects.filter(Q(pk__in=people.values("pk")) | Q(pk=also)).order_by("name")


def reason_field(**kwargs):
    return forms.CharField(
        max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 3}), **kwargs
    )


class PeopleForm(forms.Form):
    """One of the forms of the people page, told apart by ``do``."""

    do = ""

    def __init__(self, *args, postmortem, **kwargs):
        super().__init__(*args, auto_id=f"{self.do}-%s", **kwargs)
        self.postmortem = postmortem
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes the token once


class OwnerForm(PeopleForm):
    do = "owner"
    person = PersonField(label="New owner")
    reason = reason_field(label="Why", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.assignable().exclude(
            pk=self.postmortem.owner_id
        )


class ContributorsForm(PeopleForm):
    do = "contributors"
    people = PeopleField(
        queryset=User.objects.none(),
        label="Contributors",
        required=False,
        help_text="They edit the draft beside the owner and the facilitator.",
    )

    # Whom the page showed as chosen; whoever joined or left meanwhile stays so.
    shown = PeopleField(
        queryset=User.objects.none(), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = User.objects.assignable().exclude(pk=self.postmortem.owner_id)
        chosen = list(offered.filter(pk__in=self.postmortem.contributors.values("pk")))
        self.fields["people"].queryset = offered
        self.fields["shown"].queryset = User.objects.all()
        self.initial |= {"people": chosen, "shown": chosen}

    def clean_people(self):
        return list(self.cleaned_data["people"])


class FacilitatorForm(PeopleForm):
    """Name or replace the facilitator. ``hints``: person's key → reasons against."""

    do = "facilitator"
    person = PersonField(label="Facilitator")
    reason = reason_field(label="Why the facilitator changes", required=False)

    def __init__(self, *args, hints, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = (
            User.objects.assignable()
            .exclude(pk=self.postmortem.facilitator_id)
            .order_by("-volunteers", "name")
        )
        field.label_from_instance = lambda person: person_label(person, hints)
        if self.postmortem.facilitator_id is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True


def person_label(person, hints):
    """The name, whether they volunteer, and what speaks against them, in one line."""
    words = [person.name]
    if person.volunteers:
        words.append("volunteers")
    words += hints.get(person.pk, [])
    return " · ".join(words)
