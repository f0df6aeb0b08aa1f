"""The timeline: before, during and after."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, F, Value, When

from postmortems.enums import EntryKind, EntrySource, Phase, Precision, StepOutcome

from .link import web_address
from .record import TEXT_LIMIT, Record, RecordQuerySet

TOLD_AT = Case(
    When(precision=Precision.DAY, then=F("occurred_at") + Value(timedelta(days=1, seconds=-1))),
    default=F("occurred_at"),
)


class TimelineQuerySet(RecordQuerySet):
    def in_order(self):
        """By time; what is known by the day alone stands at the end of its day."""
        return self.order_by(TOLD_AT, "position", "pk")

    def shown(self):
        """Entries that readers see; a hidden one stays for those who edit."""
        return self.kept().filter(is_hidden=False)

    def steps_tried(self):
        """Actions on the way to resolution, dead ends too."""
        return self.shown().filter(kind=EntryKind.ACTION).in_order()


class TimelineEntry(Record):
    """One thing that happened, was seen, decided or done.

    With precision *day*, ``occurred_at`` is that day's midnight in the incident's zone.
    """

    incident = models.ForeignKey(
        "postmortems.Incident", on_delete=models.CASCADE, related_name="timeline"
    )
    occurred_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    precision = models.CharField(max_length=20, choices=Precision, default=Precision.EXACT)
    text = models.TextField(max_length=TEXT_LIMIT)
    kind = models.CharField(max_length=20, choices=EntryKind, default=EntryKind.OTHER)
    outcome = models.CharField(max_length=20, choices=StepOutcome, blank=True)
    phase_set = models.CharField("phase", max_length=20, choices=Phase, blank=True)
    source = models.CharField(max_length=20, choices=EntrySource, default=EntrySource.MANUAL)
    source_link = models.CharField(max_length=2000, blank=True, validators=[web_address])
    payload = models.JSONField(null=True, blank=True, editable=False)
    is_key_moment = models.BooleanField("key moment", default=False)
    is_hidden = models.BooleanField("hidden from readers", default=False)

    objects = TimelineQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["occurred_at", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(precision__in=Precision.values), name="entry_precision_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=EntryKind.values), name="entry_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", *StepOutcome.values]),
                name="entry_outcome_known",
            ),
            models.CheckConstraint(
                condition=models.Q(phase_set__in=["", *Phase.values]), name="entry_phase_known"
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=EntrySource.values), name="entry_source_known"
            ),
        ]
        indexes = [models.Index(fields=["incident", "occurred_at"])]

    def __str__(self):
        return self.text[:120]

    @property
    def is_day_only(self):
        return self.precision == Precision.DAY

    @property
    def is_approximate(self):
        return self.precision == Precision.APPROXIMATE

    @property
    def is_gathered(self):
        """Whether it came from somewhere: a chat, an alert, somebody's memory."""
        return self.source != EntrySource.MANUAL

    @property
    def speaker(self):
        """Who is named at the source as saying it: for the review group, never for a page."""
        return str((self.payload or {}).get("speaker", ""))

    @property
    def phase(self):
        """Before, during or after: as set, else read off the incident's own times."""
        if self.phase_set:
            return Phase(self.phase_set)
        incident, until = self.incident, self.occurred_at
        if self.precision == Precision.DAY:
            until += timedelta(days=1, seconds=-1)
        if incident.started_at and until < incident.started_at:
            return Phase.BEFORE
        if incident.resolved_at and self.occurred_at > incident.resolved_at:
            return Phase.AFTER
        return Phase.DURING
