"""One entry of the timeline: a time and a line; the rest behind *more*."""

from django import forms

from postmortems.enums import EntryKind, Precision
from postmortems.models import TimelineEntry

from .layout import MomentLine, Row
from .moment import Moment, MomentField
from .record import RecordForm


class TimelineForm(RecordForm):
    """The precision follows from what is given: no time means the day only."""

    LINE = (MomentLine("occurred_at"), "text")
    MORE = (
        Row("kind", "outcome", "phase_set"),
        "is_approximate",
        MomentLine("ended_at"),
        Row("source", "source_link"),
        "is_key_moment",
        "is_hidden",
    )
    MORE_SUMMARY = "More: kind, outcome, source"
    MOMENTS = {"occurred_at": "is_day_only", "ended_at": "is_day_only"}

    occurred_at = MomentField(label="When", help_text="The time may stay empty.")
    ended_at = MomentField(required=False, label="Until")
    is_approximate = forms.BooleanField(required=False, label="About this time, not exactly")

    class Meta:
        model = TimelineEntry
        fields = [
            "text",
            "kind",
            "outcome",
            "phase_set",
            "source",
            "source_link",
            "is_key_moment",
            "is_hidden",
        ]
        labels = {
            "text": "What happened",
            "outcome": "What the action brought",
            "phase_set": "Before, during or after",
            "source_link": "Link to the source",
            "is_key_moment": "A key moment",
            "is_hidden": "Keep from readers; it stays here for those who edit",
        }
        help_texts = {"phase_set": "Follows from the times when left empty."}
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def prepare(self):
        if not self.is_new:
            self.initial["is_approximate"] = self.instance.precision == Precision.APPROXIMATE

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("occurred_at"), cleaned.get("ended_at")
        if cleaned.get("outcome") and cleaned.get("kind") != EntryKind.ACTION:
            self.add_error("outcome", "Only an action has an outcome. Choose the kind Action.")
        if start and end and start.day_only != end.day_only:
            self.add_error("ended_at", "Give both times, or just the two days.")
        return cleaned

    def values(self):
        values = super().values()
        values.pop("is_day_only")
        values["precision"] = self.precision()
        return values

    def precision(self):
        if self.cleaned_data["occurred_at"].day_only:
            return Precision.DAY
        return Precision.APPROXIMATE if self.cleaned_data["is_approximate"] else Precision.EXACT


def first_moment(incident, last_entry):
    """The day that a new entry starts from: the last entry's, else the incident's own."""
    at = last_entry.occurred_at if last_entry else incident.started_at
    return Moment(at, day_only=True) if at else None
