"""What a meeting writes down beside the records it changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from postmortems.enums import ThreadOutcome
from postmortems.models import LINE_LIMIT, TEXT_LIMIT, Record
from reviews.enums import CorrectionAnswer


class MeetingLine(Record):
    """One line of the meeting's notebook."""

    INCIDENT_PATH = "meeting__postmortem__incident"

    meeting = models.ForeignKey(
        "reviews.Meeting", on_delete=models.CASCADE, related_name="%(class)ss"
    )
    text = models.CharField(max_length=LINE_LIMIT)
    detail = models.TextField(max_length=TEXT_LIMIT, blank=True)

    class Meta(Record.Meta):
        abstract = True

    def __str__(self):
        return self.text


class OpenQuestion(MeetingLine):
    """A question the review could not answer at once. It ends answered, assigned, or unknown."""

    outcome = models.CharField(
        max_length=20, choices=ThreadOutcome, default=ThreadOutcome.OPEN, editable=False
    )
    outcome_note = models.TextField(max_length=TEXT_LIMIT, blank=True, editable=False)
    outcome_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="open_questions",
        editable=False,
    )
    outcome_due = models.DateField("to be found out by", null=True, blank=True, editable=False)

    class Meta(MeetingLine.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=ThreadOutcome.values), name="open_question_outcome_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ThreadOutcome.ASSIGNED) | Q(outcome_owner__isnull=False),
                name="open_question_assigned_has_owner",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ThreadOutcome.UNKNOWN) | ~Q(outcome_note=""),
                name="open_question_unknown_because",
            ),
        ]


class ParkedItem(MeetingLine):
    """Kept for another time, so that the walk can go on."""

    class Meta(MeetingLine.Meta):
        abstract = False


class Decision(MeetingLine):
    """Something the meeting agreed on."""

    class Meta(MeetingLine.Meta):
        abstract = False


class Correction(MeetingLine):
    """Something in the account to set right, suggested within 48 hours of the meeting.

    Whoever edits the postmortem takes it in, or says why it stays as it is.
    """

    answer = models.CharField(
        max_length=20,
        choices=CorrectionAnswer,
        default=CorrectionAnswer.WAITING,
        editable=False,
    )
    answer_note = models.TextField(max_length=TEXT_LIMIT, blank=True, editable=False)

    class Meta(MeetingLine.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=CorrectionAnswer.values), name="correction_answer_known"
            ),
            models.CheckConstraint(
                condition=~Q(answer=CorrectionAnswer.DECLINED) | ~Q(answer_note=""),
                name="correction_declined_with_reason",
            ),
        ]

    @property
    def is_waiting(self):
        return self.answer == CorrectionAnswer.WAITING
