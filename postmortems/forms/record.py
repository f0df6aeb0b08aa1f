"""What the forms of all kinds of records have in common."""

from django import forms
from django.core.exceptions import ValidationError

from postmortems.models import Incident

from .layout import More, helper_of
from .moment import Moment, MomentField

MORE_THAN_ANY_ROW = 10**12


class LinkField(forms.ModelMultipleChoiceField):
    """Rows of the same incident that a record points at. Numbers beyond any row are unknown."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        for pk in value or []:
            text = str(pk)
            if text.isdecimal() and (len(text) > 12 or int(text) > MORE_THAN_ANY_ROW):
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": text[:20]},
                )
        return super().clean(value)


class RecordForm(forms.ModelForm):
    """One record of ``incident``, as ``user`` may see and link it.

    ``LINE`` is what a record is born from, ``MORE`` the rest (names or crispy layouts).
    ``MOMENTS`` maps each ``MomentField`` to the list or flag of the model that says
    *the day only*, or ``None``. ``LINKS`` names the many-to-many fields.
    """

    LINE = ()
    MORE = ()
    MORE_SUMMARY = "More"
    MOMENTS = {}
    LINKS = ()

    def __init__(self, *args, incident, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.incident, self.user = incident, user
        self.is_new = self.instance.pk is None
        for name in self.MOMENTS:
            self.place_moment(name)
        for field in self.fields.values():
            if type(field) is forms.TypedChoiceField and not field.required:
                field.choices = [
                    (value, text if value else "Not said") for value, text in field.choices
                ]
        self.prepare()
        rest = [More(*self.MORE, summary=self.MORE_SUMMARY)] if self.MORE else []
        self.helper = helper_of(*self.LINE, *rest)

    def prepare(self):
        """Where a kind narrows its choices to the incident and the person."""

    def place_moment(self, name):
        field = self.fields[name]
        field.set_zone(self.incident.time_zone)
        field.help_text = " ".join([field.help_text, f"In {self.incident.time_zone}."]).strip()
        at = getattr(self.instance, name)
        if at:
            field.kept = Moment(at, self.is_day_only(name))
            self.initial.setdefault(name, field.kept)

    def is_day_only(self, name):
        flag = self.MOMENTS[name]
        value = getattr(self.instance, flag) if flag else False
        return name in value if isinstance(value, list) else bool(value)

    def values(self):
        """What the verb is to set, by model field."""
        values = {
            name: self.cleaned_data[name] for name in self._meta.fields if name not in self.LINKS
        }
        for name, flag in self.MOMENTS.items():
            moment = self.cleaned_data[name]
            values[name] = moment.at if moment else None
            day_only = bool(moment and moment.day_only)
            if isinstance(getattr(self.instance, flag or "", None), list):
                names = set(values.get(flag, getattr(self.instance, flag))) - {name}
                values[flag] = sorted(names | ({name} if day_only else set()))
            elif flag:
                values[flag] = day_only
        return values

    def links(self):
        """Many-to-many names and rows; what is linked and not offered here stays linked."""
        links = {}
        for name in self.LINKS:
            chosen = list(self.cleaned_data[name])
            if not self.is_new:
                offered = self.fields[name].queryset
                chosen += list(
                    getattr(self.instance, name).exclude(pk__in=offered.order_by().values("pk"))
                )
            links[name] = chosen
        return links

    def record(self):
        """The new, unsaved record with everything set."""
        for name, value in self.values().items():
            setattr(self.instance, name, value)
        return self.instance

    def tell(self, error):
        """Put what a verb refused beside the field that it is about, or above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


def differences(mine, theirs):
    """(label, what stands now, what was typed) for every field where two forms differ.

    ``mine`` is the bound form, ``theirs`` an unbound one of the record as it stands.
    """
    rows = []
    for name in mine.fields:
        typed, stands = words(mine[name]), words(theirs[name])
        if typed != stands:
            rows.append((mine[name].label, stands, typed))
    return rows


def words(bound):
    """The value of a bound field as people read it."""
    value, field = bound.value(), bound.field
    if isinstance(field, MomentField):
        parts = value if isinstance(value, list) else field.widget.decompress(value)
        return " ".join(str(part) for part in parts if part)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(field, "choices"):
        labels = {str(key): str(label) for key, label in field.choices}
        picked = value if isinstance(value, list | tuple) else [value]
        picked = [str(getattr(one, "pk", one)) for one in picked if one is not None]
        return ", ".join(labels.get(one, one) for one in picked)
    return "" if value is None else str(value).replace("\r\n", "\n")


class ReferencesField(forms.CharField):
    """Incidents by their references, as text: *INC-7, PM-3*. Cleans to a list of incidents.

    ``queryset`` holds what the person may see: an incident that is hidden and one that
    does not exist read the same.
    """

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 300)
        super().__init__(**kwargs)
        self.queryset = Incident.objects.none()

    def prepare_value(self, value):
        if isinstance(value, list | tuple):
            return ", ".join(one.reference for one in value)
        return value

    def clean(self, value):
        text = super().clean(value)
        found = []
        for word in text.replace(",", " ").replace(";", " ").split():
            incident = self.named(word.upper())
            if incident is None:
                raise ValidationError(
                    f"“{word[:40]}” is not an incident you can see. Write it like INC-12 or PM-12."
                )
            if incident not in found:
                found.append(incident)
        return found

    def named(self, word):
        prefix, _, number = word.partition("-")
        if not (number.isascii() and number.isdecimal() and len(number) <= 9):
            return None
        lookup = {"INC": "pk", "PM": "postmortem__pk"}.get(prefix)
        return self.queryset.filter(**{lookup: int(number)}).first() if lookup else None
