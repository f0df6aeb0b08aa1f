"""What calendar programs are told of review meetings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reviews.enums import FeedKind


class CalendarEvent(models.Model):
    """How often a meeting was changed for calendars, and what they were told last.

    ``sequence`` only rises: a calendar program keeps the highest it saw of one UID. ``face``
    is a digest of what was told (when, where, who leads it), so the same is told once.
    """

    meeting = models.OneToOneField(
        "reviews.Meeting", on_delete=models.CASCADE, related_name="calendar"
    )
    sequence = models.PositiveIntegerField(default=0)
    face = models.CharField(max_length=64)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.meeting}, told {self.sequence + 1} times"


class CalendarInvitation(models.Model):
    """One meeting in one person's calendar, put there by mail.

    ``mail`` is the newest mail about it: an older one that has not left yet is not sent any
    more. ``face`` is what that mail told, ``told`` how many there were.
    """

    meeting = models.ForeignKey(
        "reviews.Meeting", on_delete=models.CASCADE, related_name="calendar_invitations"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mail = models.ForeignKey(
        "accounts.OutboxMail", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    face = models.CharField(max_length=64)
    told = models.PositiveIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="calendar_invitation_once")
        ]

    def __str__(self):
        return f"{self.meeting} in the calendar of {self.user}"


class CalendarFeed(models.Model):
    """A link that a calendar program reads without signing in. Only its digest is kept."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    kind = models.CharField(max_length=20, choices=FeedKind)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="calendar_feed_once"),
            models.CheckConstraint(
                condition=Q(kind__in=FeedKind.values), name="calendar_feed_kind_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, for {self.person}"
