"""Mail that must leave: written in the transaction, delivered after it."""

from django.db import models
from django.utils import timezone

MAX_ATTEMPTS = 8


class OutboxMailQuerySet(models.QuerySet):
    def due(self):
        """Unsent mail whose time has come, that no worker holds and that is not given up."""
        return self.filter(
            sent_at=None, attempts__lt=MAX_ATTEMPTS, next_at__lte=timezone.now()
        ).order_by("next_at", "pk")


class OutboxMail(models.Model):
    """One message to one address. The row, not the job, is the truth about delivery.

    The text leaves the row once it is sent: it may carry a link that lets its reader in.
    """

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    message_id = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["sent_at", "next_at"])]

    def __str__(self):
        return f"{self.subject} → {self.to}"
