"""Numbered snapshots of a whole document."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Revision(models.Model):
    """The whole document as it stood at one content version. Immutable, but for two things:

    a withdrawn perspective's texts are taken out of every snapshot that holds them, and a
    move that publishes this very snapshot is added to its reason. ``author`` had it kept
    (nobody: it was kept by itself), ``authors`` wrote since the one before.
    """

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    content_version = models.PositiveIntegerField()
    snapshot = models.JSONField()
    reason = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "number"], name="revision_once")
        ]

    def __str__(self):
        return f"revision {self.number}"

    @property
    def before(self):
        """The number of the one before; 0 at the first, which stands for the empty document."""
        return self.number - 1
