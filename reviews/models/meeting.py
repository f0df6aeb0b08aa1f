"""The review meeting: when, with whom, along which stops."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from postmortems.models import LINE_LIMIT, TEXT_LIMIT, Incident, Record
from reviews.enums import MeetingFormat, MeetingOutcome, StopState

STILL_TO_COME = (StopState.NOT_YET, StopState.REVISIT)
CORRECTION_TIME = timedelta(hours=48)


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Meetings of incidents that this person may see."""
        visible = Incident.objects.visible_to(user).order_by()
        return self.filter(Exists(visible.filter(pk=OuterRef("postmortem__incident"))))

    def held(self):
        return self.filter(outcome=MeetingOutcome.HELD)

    def counting(self, postmortem):
        """Held since the last reopen or send back: those that can carry *reviewed*."""
        held = self.held().filter(postmortem=postmortem)
        if postmortem.returned_at:
            held = held.filter(closed_at__gte=postmortem.returned_at)
        return held

    def upcoming(self):
        return self.filter(outcome=MeetingOutcome.SCHEDULED).order_by("starts_at")

    def for_page(self):
        return self.select_related(
            "postmortem__incident", "postmortem__owner", "facilitator", "note_taker"
        )


class Meeting(models.Model):
    """One gathering. It records who facilitated it; closing it moves no state."""

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="meetings"
    )
    format = models.CharField(max_length=20, choices=MeetingFormat, default=MeetingFormat.FULL)
    starts_at = models.DateTimeField("when")
    minutes = models.PositiveSmallIntegerField("length in minutes", default=60)
    place = models.CharField("place or link", max_length=300, blank=True)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meetings_facilitated"
    )
    note_taker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings_noted",
    )
    outcome = models.CharField(
        max_length=20, choices=MeetingOutcome, default=MeetingOutcome.SCHEDULED, editable=False
    )
    outcome_reason = models.TextField(max_length=TEXT_LIMIT, blank=True, editable=False)
    notes = models.TextField(max_length=TEXT_LIMIT, blank=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=MeetingOutcome.values), name="meeting_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(format__in=MeetingFormat.values), name="meeting_format_known"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480), name="meeting_minutes_sane"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=MeetingOutcome.HELD) | Q(closed_at__isnull=False),
                name="meeting_held_is_closed",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=MeetingOutcome.CANCELLED) | ~Q(outcome_reason=""),
                name="meeting_cancelled_with_reason",
            ),
            models.UniqueConstraint(
                fields=["postmortem"],
                condition=Q(outcome=MeetingOutcome.SCHEDULED),
                name="meeting_one_scheduled",
                violation_error_message="A meeting is scheduled already. Change or cancel it.",
            ),
        ]

    def __str__(self):
        return f"review of {self.postmortem.reference}"

    def get_absolute_url(self):
        return reverse("reviews:meeting", args=[self.pk])

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def corrections_until(self):
        """Until when those who were there are asked for corrections; ``None`` before it closed."""
        return self.closed_at + CORRECTION_TIME if self.closed_at else None

    @property
    def is_open(self):
        """Scheduled: not closed, not cancelled."""
        return self.outcome == MeetingOutcome.SCHEDULED

    @property
    def is_held(self):
        return self.outcome == MeetingOutcome.HELD

    @property
    def is_cancelled(self):
        return self.outcome == MeetingOutcome.CANCELLED

    @property
    def is_short(self):
        return self.format == MeetingFormat.SHORT


class AgendaPart(Record):
    INCIDENT_PATH = "meeting__postmortem__incident"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    title = models.CharField(max_length=LINE_LIMIT)
    minutes = models.PositiveSmallIntegerField(default=5)
    notes = models.TextField(max_length=TEXT_LIMIT, blank=True)

    def __str__(self):
        return self.title


class Stop(Record):
    """A timeline entry chosen for the walk. Discussed, or skipped with one tap and, if somebody
    has a moment, a reason.
    """

    INCIDENT_PATH = "meeting__postmortem__incident"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="stops")
    entry = models.ForeignKey(
        "postmortems.TimelineEntry", on_delete=models.CASCADE, related_name="stops"
    )
    state = models.CharField(
        max_length=20, choices=StopState, default=StopState.NOT_YET, editable=False
    )
    notes = models.TextField(max_length=TEXT_LIMIT, blank=True)
    unsure = models.PositiveIntegerField(default=0, editable=False)
    skip_reason = models.CharField("why it is skipped", max_length=LINE_LIMIT, blank=True)
    asks = models.TextField("what to ask here first", max_length=TEXT_LIMIT, blank=True)
    views_differ = models.BooleanField("the views differ, and both stay", default=False)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "entry"],
                condition=Q(removed_at=None),
                name="stop_once",
                violation_error_message="This entry is a stop already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=StopState.values), name="stop_state_known"
            ),
        ]

    def __str__(self):
        return str(self.entry)

    @property
    def is_discussed(self):
        return self.state == StopState.DISCUSSED

    @property
    def is_skipped(self):
        return self.state == StopState.SKIPPED

    @property
    def own_prompts(self):
        """What the facilitator attached, a prompt on each line."""
        return self.asks.splitlines()

    @property
    def is_to_revisit(self):
        return self.state == StopState.REVISIT

    @property
    def is_waiting(self):
        """Neither discussed nor skipped: not yet, or to be taken up again."""
        return self.state in STILL_TO_COME


class QuestionNote(models.Model):
    """What was said in one meeting about one of the eight questions."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="question_notes")
    section = models.ForeignKey(
        "postmortems.Section", on_delete=models.CASCADE, related_name="review_notes"
    )
    text = models.TextField(max_length=TEXT_LIMIT, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["section__number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "section"], name="question_note_once")
        ]

    def __str__(self):
        return f"notes on {self.section}"
