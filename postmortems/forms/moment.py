"""When something happened: a date, and a time where one is known, in a named zone."""

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django import forms
from django.core.exceptions import ValidationError

FIRST_YEAR, LAST_YEAR = 1970, 2199


@dataclass(frozen=True)
class Moment:
    """An aware time; ``day_only`` where just the day is known (then it is its midnight)."""

    at: datetime
    day_only: bool = False


class MomentWidget(forms.MultiWidget):
    """The browser's own date and time inputs, side by side; each says what it is."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, with_time=True):
        self.zone = UTC
        widgets = {"day": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        if with_time:
            widgets["time"] = forms.TextInput(attrs={"type": "time", "step": "any"})
        super().__init__(widgets)

    def decompress(self, value):
        """The two texts of a ``Moment``; the time is left out where the day alone is known."""
        if value is None:
            return [None] * len(self.widgets)
        if isinstance(value, datetime):
            value = Moment(value)
        local = value.at.astimezone(self.zone)
        return [local.date(), "" if value.day_only else clock(local)][: len(self.widgets)]


def clock(local):
    """A time as the browser's input takes it: seconds only where there are any."""
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


class MomentField(forms.MultiValueField):
    """A date with an optional time, read in ``zone``; cleans to a ``Moment`` or ``None``.

    Give the zone when the form is made: ``field.set_zone(name)``. ``time_required`` is
    for meetings and the like, where a day alone is not enough. ``kept`` is the moment
    that is being edited: typed unchanged, it is kept to the second (and on the same side
    of a clock change), which two short texts could not tell.
    """

    widget = MomentWidget
    default_error_messages = {
        "required": "Give a date.",
        "incomplete": "Give a date.",
        "no_date": "Give the date too.",
        "no_time": "Give the time too.",
        "year": f"Give a date between {FIRST_YEAR} and {LAST_YEAR}.",
        "gap": "That time did not exist there: the clocks were put forward.",
    }

    def __init__(self, *, zone="UTC", time_required=False, **kwargs):
        self.time_required = time_required
        self.kept = None
        fields = (
            forms.DateField(required=False, input_formats=["%Y-%m-%d"]),
            forms.TimeField(required=False, input_formats=["%H:%M", "%H:%M:%S"]),
        )
        super().__init__(fields, require_all_fields=False, **kwargs)
        self.set_zone(zone)

    def set_zone(self, name):
        self.zone_name = str(name)
        self.zone = self.widget.zone = zoneinfo.ZoneInfo(self.zone_name)

    def has_changed(self, initial, data):
        if self.disabled:
            return False
        return list(self.widget.decompress(initial)) != list(data or [None, None])

    def compress(self, values):
        day, at = (list(values) + [None, None])[:2]
        if day is None:
            if at is not None:
                raise ValidationError(self.error_messages["no_date"], code="no_date")
            return None
        return self.moment_of(day, at)

    def moment_of(self, day: date, at: time | None):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["year"], code="year")
        if at is None and self.time_required:
            raise ValidationError(self.error_messages["no_time"], code="no_time")
        if self.kept and self.is_unchanged(day, at):
            return self.kept
        local = datetime.combine(day, at or time(), tzinfo=self.zone)
        if at is not None and not exists(local):
            raise ValidationError(self.error_messages["gap"], code="gap")
        return Moment(local.astimezone(UTC), day_only=at is None)

    def is_unchanged(self, day, at):
        local = self.kept.at.astimezone(self.zone)
        shown = None if self.kept.day_only else local.time().replace(microsecond=0)
        return day == local.date() and at == shown

    def clean(self, value):
        """As Django's, but an absent value for either part is an empty one."""
        parts = value if isinstance(value, list | tuple) else [None, None]
        cleaned = super().clean([part or "" for part in parts])
        if cleaned is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned


def exists(local):
    """Whether a local time exists in its zone: clocks put forward leave a gap."""
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)
