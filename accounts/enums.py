"""The fixed lists of words that the accounts app uses."""

from django.db import models


class Role(models.TextChoices):
    """What a person may do in the organization (facilitating is an assignment, not a role)."""

    ADMINISTRATOR = "administrator", "Administrator"
    MEMBER = "member", "Member"
    READER = "reader", "Reader"


class Theme(models.TextChoices):
    AUTO = "auto", "As the system says"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class MailState(models.TextChoices):
    """What became of a mail in the outbox."""

    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    WITHDRAWN = "withdrawn", "Not sent any more"
    FAILED = "failed", "Given up"


class NotificationKind(models.TextChoices):
    """What a person can be told of; each kind is told by mail as they choose."""

    MENTION = "mention", "Somebody mentions me"
    COMMENT = "comment", "Comments on what I own, and answers where I took part"
    ASSIGNED = "assigned", "A comment is given to me"
    PART = "part", "I become owner, contributor or facilitator"
    REVIEW = "review", "Invitations to reviews, and changes of their time"
    FINALIZED = "finalized", "A postmortem I was part of is finalized"
    ACTION = "action", "Actions that I own: given to me, due, overdue"
    CLOCK = "clock", "Due dates of drafts and reviews that I look after"


class Delivery(models.TextChoices):
    """How a kind of notification leaves as mail. The inbox always has it."""

    AT_ONCE = "at-once", "At once"
    DAILY = "daily", "Once a day"
    NONE = "none", "No mail"


# Quiet from the start: at once is what waits for this one person, the rest comes together.
FIRST_DELIVERY = {
    kind: Delivery.DAILY
    if kind in (NotificationKind.COMMENT, NotificationKind.FINALIZED, NotificationKind.ACTION)
    else Delivery.AT_ONCE
    for kind in NotificationKind
}
