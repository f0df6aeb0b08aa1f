"""Who did what, when: written with every change, and outliving what it tells of."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditRecordQuerySet(models.QuerySet):
    def of(self, stream):
        """All that happened in one stream (an incident's reference, or ``people``)."""
        return self.filter(stream=stream).order_by("-at", "-pk")


class AuditRecord(models.Model):
    """One change. It points at its subject by name and number, never by foreign key.

    ``stream`` is what the record may be read with: an incident's reference (``INC-7``;
    whoever may read that audit page may read all of it) or ``people``. Texts that must
    be able to leave the database (perspectives) are never copied here.
    """

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_name = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    stream = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    subject_name = models.CharField(max_length=200)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)

    objects = AuditRecordQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["stream", "-at"])]

    def __str__(self):
        return f"{self.actor_name} {self.verb} {self.subject_name}"
