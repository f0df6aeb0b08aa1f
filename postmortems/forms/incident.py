"""Opening an incident in under a minute, and its facts."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.time_zone import TimeZoneField
from accounts.models import User
from accounts.models.user import known_time_zones
from postmortems.domain.severity import all_words, labels
from postmortems.enums import IncidentRole, Obligation, Severity, Visibility
from postmortems.models import MILESTONES, Incident, Postmortem, Service, Tag

from .layout import Beside, MomentLine, More, Row, helper_of
from .moment import Moment, MomentField
from .record import ReferencesField

MOST_NAMES = 20


class NamesField(forms.CharField):
    """Names of a catalogue, separated by commas; new ones join it. Cleans to a list."""

    def __init__(self, *, model, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 2000)
        self.model = model
        self.longest = model._meta.get_field("name").max_length
        super().__init__(**kwargs)
        self.known = []

    def know(self, list_id, person):
        """Offer the names on incidents that this person sees, through the datalist of this id."""
        visible = Incident.objects.visible_to(person).order_by().values("pk")
        names = self.model.objects.filter(incidents__in=visible).distinct()
        self.known = list(names.values_list("name", flat=True)[:500])
        self.widget.attrs.update({"list": list_id, "data-names": "", "autocomplete": "off"})

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value):
        names = {}
        for name in super().clean(value).replace("\n", ",").split(","):
            name = " ".join(name.split())
            if len(name) > self.longest:
                raise ValidationError(f"A name has up to {self.longest} characters.")
            if name:
                names.setdefault(name.casefold(), name)
        if len(names) > MOST_NAMES:
            raise ValidationError(f"Up to {MOST_NAMES} names, please.")
        return list(names.values())


class IncidentForm(forms.ModelForm):
    """The facts of an incident. Times are read in the zone that the form itself names."""

    MOMENTS = tuple(name for name, _ in MILESTONES)

    started_at = MomentField(required=False, label="Impact began")
    detected_at = MomentField(required=False, label="Detected")
    acknowledged_at = MomentField(required=False, label="Acknowledged")
    mitigated_at = MomentField(required=False, label="Mitigated")
    resolved_at = MomentField(required=False, label="Resolved")
    services = NamesField(
        model=Service, label="Services", help_text="Separated by commas; new ones join the list."
    )
    tags = NamesField(model=Tag, label="Tags", help_text="Separated by commas.")
    time_zone = TimeZoneField(help_text="Times on this page are in this zone.")

    class Meta:
        model = Incident
        fields = ["title", "severity", "detected_by", "detected_by_note", "time_zone"]
        labels = {"title": "What happened, in one line", "detected_by_note": "How exactly"}

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.moment_names():
            self.place_moment(name)
        for name in ("services", "tags"):
            self.fields[name].know(f"known-{name}", person)
        self.fields["detected_by"].choices = [
            ("", "Not recorded"),
            *self.fields["detected_by"].choices[1:],
        ]

    def moment_names(self):
        return [name for name in self.MOMENTS if name in self.fields]

    def zone_name(self):
        """The zone of this form: as typed where it is one, else as stored or suggested."""
        typed = self.data.get("time_zone") if self.is_bound else None
        known = known_time_zones()
        for name in (typed, self.initial.get("time_zone"), self.instance.time_zone):
            if name in known:
                return name
        return "UTC"

    def place_moment(self, name):
        field = self.fields[name]
        field.set_zone(self.zone_name())
        at = getattr(self.instance, name)
        if at:
            moment = Moment(at, name in self.instance.day_only)
            self.initial.setdefault(name, moment)
            if self.zone_name() == self.instance.time_zone:
                field.kept = moment

    def values(self):
        """The facts by model field, the day-only names among them."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields}
        moments = {name: self.cleaned_data[name] for name in self.moment_names()}
        values |= {name: moment.at if moment else None for name, moment in moments.items()}
        values["day_only"] = [name for name, one in moments.items() if one and one.day_only]
        return values

    def tell(self, error):
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class OpenForm(IncidentForm):
    """Three things first: what, how bad, since when. The rest can wait."""

    MOMENTS = ("started_at",)

    role = forms.ChoiceField(choices=IncidentRole, label="Your part in it", required=False)
    visibility = forms.ChoiceField(choices=Visibility, label="Who may see it", required=False)

    class Meta(IncidentForm.Meta):
        pass

    def __init__(self, *args, person, **kwargs):
        kwargs["initial"] = {
            "time_zone": person.time_zone,
            "role": IncidentRole.RESPONDER,
            "visibility": Visibility.ORGANIZATION,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, person=person, **kwargs)
        for name in ("detected_at", "acknowledged_at", "mitigated_at", "resolved_at"):
            del self.fields[name]
        self.fields["severity"].choices = severity_choices()
        self.fields["title"].widget.attrs["autofocus"] = True
        self.fields[
            "started_at"
        ].help_text = f"In {self.zone_name()}. The time, or all of it, may stay empty."
        self.helper = helper_of(
            "title",
            Row("severity", "services"),
            severity_guide(),
            MomentLine("started_at"),
            More(
                "tags",
                Row("detected_by", "detected_by_note"),
                Row("role", "visibility"),
                "time_zone",
                summary="More: tags, how it was detected, your part, who may see it",
            ),
        )

    def incident(self):
        """The new, unsaved incident."""
        for name, value in self.values().items():
            setattr(self.instance, name, value)
        self.instance.visibility = self.cleaned_data["visibility"] or Visibility.ORGANIZATION
        return self.instance

    def role_taken(self):
        return self.cleaned_data["role"] or IncidentRole.RESPONDER


def severity_choices():
    """The five by their labels; the first and the last say which end they are."""
    ends = {Severity.SEV1: ", the worst", Severity.SEV5: ", the least"}
    words = [(level, f"{label}{ends.get(level, '')}") for level, label in labels().items()]
    return [("", "Choose"), *words]


def severity_guide():
    """When each level is the right one, as administrators put it."""
    return Beside("postmortems/_severity_guide.html", levels=all_words())


class ChangeForm(IncidentForm):
    """All facts, with the version that was read beside them (in the template)."""

    related = ReferencesField(
        label="Related incidents", help_text="By their references: INC-12, PM-7."
    )

    class Meta(IncidentForm.Meta):
        pass

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        incident = self.instance
        self.initial.setdefault("services", [row.name for row in incident.services.all()])
        self.initial.setdefault("tags", [row.name for row in incident.tags.all()])
        visible = Incident.objects.visible_to(person)
        self.initial.setdefault("related", list(incident.related.visible_to(person)))
        self.fields["related"].queryset = visible.exclude(pk=incident.pk)
        self.fields["severity"].choices = severity_choices()[1:]
        self.helper = helper_of(
            "title",
            Row("severity", "services", "tags"),
            severity_guide(),
            *(MomentLine(name) for name in self.moment_names()),
            "time_zone",
            Row("detected_by", "detected_by_note"),
            "related",
        )


class ObligationForm(forms.Form):
    """Owed, voluntary, waived with a reason, or covered by another postmortem."""

    obligation = forms.ChoiceField(choices=Obligation, widget=forms.RadioSelect, label="It is")
    reason = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed when it is waived; shown on the incident.",
    )
    covered_by = forms.CharField(
        label="Covered by", required=False, max_length=20, help_text="PM-7. Needed when covered."
    )
    helper = helper_of("obligation", "reason", "covered_by")

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.visible = Postmortem.objects.visible_to(person).current()

    def clean_covered_by(self):
        text = self.cleaned_data["covered_by"].strip().upper().removeprefix("PM-")
        if not text:
            return None
        known = text.isascii() and text.isdecimal() and len(text) <= 9
        postmortem = self.visible.filter(pk=int(text)).first() if known else None
        if postmortem is None:
            raise ValidationError("That is not a postmortem you can see. Write it like PM-7.")
        return postmortem


class VisibilityForm(forms.Form):
    visibility = forms.ChoiceField(
        choices=Visibility, widget=forms.RadioSelect, label="Who may see it"
    )
    helper = helper_of("visibility")


class GrantForm(forms.Form):
    person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose who."},
    )
    helper = helper_of("person")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.active().order_by("name")
