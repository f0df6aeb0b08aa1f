"""The filters of the action list, kept in the address."""

from urllib.parse import urlencode

from django import forms
from django.forms.models import ModelChoiceIterator

from postmortems.domain import action_list
from postmortems.domain.severity import labels
from postmortems.enums import ActionKind, Priority

# What narrows a list further, beside whose actions it shows and in which state.
NARROWING = ("q", "kind", "priority", "severity", "service", "owner", "due_by")
CHOSEN = ("kind", "priority", "severity")


def severity_choices():
    return [("", "All severities"), *labels().items()]


SHORT = {"q": "Words"}
SHOWN = 60  # characters of something that was not understood


class OwnerChoices(ModelChoiceIterator):
    """*Everyone*, each owner, and last *nobody yet*."""

    def __iter__(self):
        yield from super().__iter__()
        yield action_list.NOBODY, "Nobody yet"


class OwnerField(forms.ModelChoiceField):
    """A person of the list, or *nobody*."""

    iterator = OwnerChoices

    def clean(self, value):
        return action_list.NOBODY if value == action_list.NOBODY else super().clean(value)

    def label_from_instance(self, person):
        return person.name


class ActionListForm(forms.Form):
    """Every choice is one that the reader's own list holds; what is not known is left out."""

    whose = forms.ChoiceField(choices=action_list.WHOSE, required=False)
    q = forms.CharField(label="Words, #action or PM-number", max_length=200, required=False)
    state = forms.ChoiceField(choices=action_list.STATES, required=False)
    sort = forms.ChoiceField(choices=action_list.SORTS, required=False, label="Order")
    kind = forms.ChoiceField(choices=[("", "All kinds"), *ActionKind.choices], required=False)
    priority = forms.ChoiceField(choices=[("", "Any"), *Priority.choices], required=False)
    severity = forms.TypedChoiceField(
        choices=severity_choices,
        required=False,
        coerce=int,
        empty_value=None,
    )
    service = forms.ModelChoiceField(queryset=None, required=False, empty_label="All services")
    owner = OwnerField(queryset=None, required=False, empty_label="Everyone")
    due_by = forms.DateField(
        label="Due by",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, data, *, user):
        super().__init__(data, auto_id="filter-%s")
        self.user = user
        self.fields["service"].queryset = action_list.services(user)
        self.fields["owner"].queryset = action_list.owners(user).order_by("name", "pk")
        for field in self.fields.values():
            is_text = isinstance(field, forms.CharField | forms.DateField)
            field.widget.attrs["class"] = "form-control" if is_text else "form-select"
        self.fields["q"].widget.input_type = "search"
        self.fields["q"].widget.attrs["placeholder"] = "Words, #12 or PM-3"
        self.is_valid()

    @property
    def whose_shown(self):
        """Members start with what is theirs, readers with everything."""
        usual = action_list.ALL if self.user.is_reader else action_list.MINE
        return self.cleaned_data.get("whose") or usual

    @property
    def state_shown(self):
        return self.cleaned_data.get("state") or action_list.TO_DO

    @property
    def sort_shown(self):
        return self.cleaned_data.get("sort") or action_list.usual_sort(self.state_shown)

    def criteria(self):
        """Arguments for ``action_list.find``: what was understood."""
        given = {name: self.cleaned_data.get(name) for name in NARROWING}
        found = {"state": self.state_shown, "sort": self.sort_shown, **given}
        found["text"] = (found.pop("q") or "").strip()
        return {name: value for name, value in found.items() if value}

    def query(self, **changes):
        """The address of the same list with some filters set, or left out (``None``)."""
        known = {name: self.data.get(name) for name in self.cleaned_data}
        kept = {name: value for name, value in (known | changes).items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    def narrowed(self):
        """(words, address without it) of each filter beside whose and which state."""
        return [
            (
                f"{SHORT.get(name, self[name].label)}: {self.words_of(name)}",
                self.query(**{name: None}),
            )
            for name in NARROWING
            if self.cleaned_data.get(name)
        ]

    def more(self):
        """The fields behind *more*, bound."""
        return [self[name] for name in (*NARROWING[1:], "sort")]

    def more_is_open(self):
        return any(self.data.get(name) for name in (*NARROWING[1:], "sort"))

    def words_of(self, name):
        value = self.cleaned_data[name]
        if name == "owner":
            return "nobody yet" if value == action_list.NOBODY else value.name
        if name == "due_by":
            return f"{value.day} {value:%b %Y}"
        choices = dict(getattr(self.fields[name], "choices", ())) if name in CHOSEN else {}
        return str(choices.get(value, value))

    def not_understood(self):
        """(label, what was given) of each filter that no list knows; it was left out."""
        return [(self[name].label, str(self.data.get(name))[:SHOWN]) for name in self.errors]
