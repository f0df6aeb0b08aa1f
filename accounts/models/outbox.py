"""Mail that must leave: written in the transaction, delivered after it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import MailState

# With waits that grow to an hour: about five days, in which a worker that is there tries.
MAX_ATTEMPTS = 126


class OutboxMailQuerySet(models.QuerySet):
    def due(self):
        """Unsent mail whose time has come and that no worker holds."""
        now = timezone.now()
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(free, state=MailState.WAITING, next_at__lte=now).order_by(
            "next_at", "pk"
        )

    def failed(self):
        return self.filter(state=MailState.FAILED).order_by("-next_at", "-pk")


class OutboxMail(models.Model):
    """One message to one address. The row, not the job, is the truth about delivery.

    ``message_id`` is made with the row, so a repeat carries the same one. ``leased_by`` holds
    the row until ``leased_until``; only that worker says what became of the attempt.
    ``attempts`` are counted, ``next_at`` says when it is due (again). ``why`` is the last
    error, or the reason for which it was withdrawn.

    A mail with a ``person`` tells them of notifications (``kind``, or *digest*): it holds no
    words, they are put together when it leaves, from what the person may see then. Other
    mail holds its text, which leaves the row once it is sent: it may carry a link that lets
    its reader in. ``conversation`` is the Message-ID that mail programs thread it under.
    """

    to = models.EmailField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=20, blank=True)
    conversation = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=20, choices=MailState, default=MailState.WAITING)
    why = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=100, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "next_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known")
        ]

    def __str__(self):
        return f"{self.subject or self.kind} → {self.to}"
