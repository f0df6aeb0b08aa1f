"""The live text of a postmortem: a log of updates, the truth; sections hold what it says."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class LiveDocument(models.Model):
    """One postmortem's text as it is written by several people at once.

    ``head_seq`` is the number of the last update. It is raised by the very statement that
    asks whether the document is locked, in the transaction that stores the update: numbers
    are in the order of commits, and nothing is stored once it is locked, on any process.
    ``text_seq`` is the number up to which the sections' text was written from the log.
    ``key`` names the copy that a browser keeps of it: unlike the row's number, it never
    comes again in another installation. ``writers`` wrote since the last revision.
    """

    postmortem = models.OneToOneField(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="live"
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    head_seq = models.PositiveBigIntegerField(default=0, editable=False)
    text_seq = models.PositiveBigIntegerField(default=0, editable=False)
    is_locked = models.BooleanField(default=False, editable=False)
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(text_seq__lte=models.F("head_seq")), name="live_text_from_log"
            )
        ]

    def __str__(self):
        return f"live text of {self.postmortem_id}"


class LiveUpdate(models.Model):
    """One update as it was sent, to the byte. Written by ``domain/coediting.py`` alone."""

    document = models.ForeignKey(LiveDocument, on_delete=models.CASCADE, related_name="updates")
    seq = models.PositiveBigIntegerField()
    payload = models.BinaryField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["document", "seq"], name="live_update_once")]

    def __str__(self):
        return f"update {self.seq}"


class LiveSnapshot(models.Model):
    """The updates up to ``upto_seq`` in one, so that opening a long history stays quick."""

    document = models.OneToOneField(
        LiveDocument, primary_key=True, on_delete=models.CASCADE, related_name="compacted"
    )
    upto_seq = models.PositiveBigIntegerField()
    state = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"snapshot up to {self.upto_seq}"
