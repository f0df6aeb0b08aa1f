"""The fixed lists of words of reviews."""

from django.db import models


class MeetingFormat(models.TextChoices):
    FULL = "full", "Full review"
    SHORT = "short", "Short review"


class MeetingOutcome(models.TextChoices):
    SCHEDULED = "scheduled", "Scheduled"
    HELD = "held", "Held"
    ANOTHER = "another", "Another meeting needed"
    CANCELLED = "cancelled", "Cancelled"


class StopState(models.TextChoices):
    NOT_YET = "not-yet", "Not yet"
    DISCUSSED = "discussed", "Discussed"
    SKIPPED = "skipped", "Skipped"
    REVISIT = "revisit", "To revisit"


class Relation(models.TextChoices):
    """How someone present relates to the incident."""

    INVOLVED = "involved", "Involved"
    AFFECTED = "affected", "Affected"
    EXPERT = "expert", "Expert"
    INTERESTED = "interested", "Interested"


class JoinAnswer(models.TextChoices):
    """What became of a request to join a review."""

    WAITING = "waiting", "Waiting"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class Response(models.TextChoices):
    NOT_ANSWERED = "not-answered", "Not answered"
    ACCEPTED = "accepted", "Coming"
    TENTATIVE = "tentative", "Perhaps"
    DECLINED = "declined", "Not coming"


class CorrectionAnswer(models.TextChoices):
    """What became of a suggested correction."""

    WAITING = "waiting", "Waits for the owner"
    MADE = "made", "Taken into the text"
    DECLINED = "declined", "Left as it is"


class FeedKind(models.TextChoices):
    """What a calendar link lists."""

    MINE = "mine", "My reviews"
    ORGANIZATION = "organization", "All reviews open to the organization"


class InterviewStatus(models.TextChoices):
    """How far a conversation before the review came. Who is suggested has no row yet."""

    ASKED = "asked", "Asked"
    DONE = "done", "Talked"
    DECLINED = "declined", "Declined"
