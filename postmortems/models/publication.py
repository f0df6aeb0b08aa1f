"""What readers see: the frozen page, and the preliminary note before it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from postmortems.enums import Severity, Visibility

from .incident import IncidentAccess
from .record import TEXT_LIMIT


class ReleasedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Released to the organization: everyone in it, readers too.

        The incident's current visibility always governs: once restricted, only its
        people and administrators find it.
        """
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if user.is_administrator:
            return self
        admitted = IncidentAccess.objects.filter(
            incident=OuterRef("postmortem__incident"), user=user
        )
        return self.filter(
            Q(postmortem__incident__visibility=Visibility.ORGANIZATION) | Exists(admitted)
        )

    def latest(self):
        """Newest first."""
        return self.order_by("-number")


class Publication(models.Model):
    """A frozen snapshot with its rendered page body, released by one person.

    ``body`` holds no page shell and no static addresses; ``body_version`` rises when a
    withdrawn perspective makes it anew. ``amendment`` says why there is one after the first.
    ``title``, ``severity``, ``summary`` (plain text), ``started_at``, services and tags are
    the snapshot's own, for lists and search, ``actions`` and ``attachments`` those the page shows:
    whoever may not see the draft finds and sees what was published, nothing later.

    ``learned`` is the first sentence of what was learned, ``minutes_lasted`` is empty where it
    can't be told, ``began_day`` holds month and day of the beginning as one number (229 is 29
    February) by the incident's own calendar: made by ``domain/page_facts.py``.
    """

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.PROTECT, related_name="publications"
    )
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(
        "postmortems.Revision", on_delete=models.PROTECT, related_name="publications"
    )
    snapshot = models.JSONField()
    body = models.TextField()
    body_version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200, default="")
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.SEV3)
    summary = models.TextField(default="", blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    minutes_lasted = models.PositiveIntegerField(null=True, blank=True)
    began_day = models.PositiveSmallIntegerField(null=True, blank=True)
    learned = models.TextField(default="", blank=True)
    services = models.ManyToManyField("postmortems.Service", related_name="publications")
    tags = models.ManyToManyField("postmortems.Tag", related_name="publications")
    actions = models.ManyToManyField("postmortems.ActionItem", related_name="publications")
    attachments = models.ManyToManyField("postmortems.Attachment", related_name="publications")
    reading_minutes = models.PositiveSmallIntegerField(default=1)
    amendment = models.TextField(max_length=TEXT_LIMIT, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    released_at = models.DateTimeField(default=timezone.now)

    objects = ReleasedQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "number"], name="publication_once")
        ]
        indexes = [models.Index(fields=["-released_at"]), models.Index(fields=["began_day"])]

    def __str__(self):
        return f"publication {self.number} of {self.postmortem_id}"


class PublishedWords(models.Model):
    """All that the newest page of a postmortem says, without letter case, for search.

    Apart from the page: a database would have to read through the whole page to get here.
    """

    postmortem = models.OneToOneField(
        "postmortems.Postmortem",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="published_words",
    )
    words = models.TextField()

    def __str__(self):
        return f"published words of {self.postmortem_id}"


class NoteQuerySet(ReleasedQuerySet):
    def visible_to(self, user):
        """Published notes of postmortems that have no publication yet."""
        published = Publication.objects.filter(postmortem=OuterRef("postmortem"))
        return (
            super()
            .visible_to(user)
            .filter(~Exists(published), withdrawn_at=None, postmortem__discarded_at=None)
        )


class PreliminaryNote(models.Model):
    """The early word to the organization, marked *not yet reviewed*; finalize replaces it."""

    postmortem = models.OneToOneField(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="note"
    )
    summary = models.TextField(max_length=TEXT_LIMIT)
    impact = models.TextField(max_length=TEXT_LIMIT, blank=True)
    what_to_do = models.TextField(max_length=TEXT_LIMIT, blank=True)
    next_update_by = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = NoteQuerySet.as_manager()

    def __str__(self):
        return f"preliminary note of PM-{self.postmortem_id}"
