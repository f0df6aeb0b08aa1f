"""The text of a postmortem, part by part. A question is a section with a number."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from postmortems.enums import Answer

from .record import RecordQuerySet
from .template import SectionShape

SECTION_LIMIT = 100_000


class SectionQuerySet(RecordQuerySet):
    def questions(self):
        return self.exclude(number=None)


class Section(SectionShape):
    """One part of the text, in Markdown as typed, with its rendered HTML beside it.

    Written by ``domain/section.py`` alone. ``version`` is the number of the last version
    row; a save names the one it started from.
    """

    INCIDENT_PATH = "postmortem__incident"

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="sections"
    )
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    answer = models.CharField(max_length=20, choices=Answer, default=Answer.OPEN, editable=False)
    answer_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )

    objects = SectionQuerySet.as_manager()

    class Meta(SectionShape.Meta):
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "key"], name="section_once"),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="section_answer_known"
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.NOT_KNOWN) | Q(answer_owner__isnull=False),
                name="section_not_known_has_owner",
            ),
        ]

    def __str__(self):
        return self.heading

    def get_absolute_url(self):
        return reverse("postmortems:section", args=[self.postmortem_id, self.key])

    @property
    def is_question(self):
        return self.number is not None


class SectionVersion(models.Model):
    """One text that somebody saved. ``number`` is empty for a text that came too late:

    it was set aside, never lost, and its author is shown both. ``is_live``: where a burst
    of writing together ended; without an author if several people wrote in it.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(null=True)
    base = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    is_live = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="section_version_once")
        ]

    def __str__(self):
        return f"{self.section} {self.number or 'set aside'}"

    @property
    def is_set_aside(self):
        return self.number is None

    @property
    def authorship(self):
        """Who wrote it, in words; load ``author`` with it."""
        if self.author:
            return self.author.name
        return "several people" if self.is_live else "someone who left"
