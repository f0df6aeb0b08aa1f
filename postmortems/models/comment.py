"""Comment threads: on a passage, a section or a record, in the draft or on the page."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from postmortems.enums import AccessReason, ThreadOutcome

from .incident import IncidentAccess
from .publication import Publication
from .record import TEXT_LIMIT

QUOTE_LIMIT = 1000


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Draft threads: the review group, and whoever started one.

        Threads on the published page: everyone who may read that page. Neither shows in
        the other's place.
        """
        from .incident import Incident

        if not (user.is_authenticated and user.is_active):
            return self.none()
        published = Publication.objects.visible_to(user).filter(postmortem=OuterRef("postmortem"))
        on_page = Q(Exists(published), on_publication=True)
        visible = Incident.objects.visible_to(user).order_by()
        in_draft = Q(
            Exists(visible.filter(pk=OuterRef("postmortem__incident"))), on_publication=False
        )
        group = IncidentAccess.objects.filter(
            incident=OuterRef("postmortem__incident"), user=user
        ).exclude(reason=AccessReason.GRANTED)
        return self.filter(on_page | in_draft & (Q(Exists(group)) | Q(started_by=user)))

    def open(self):
        return self.filter(resolved_at=None)

    def with_unread(self, user):
        """Each with ``unread``: how many comments others wrote since this person saw it."""
        seen = ThreadSeen.objects.filter(thread=OuterRef("thread"), person=user).values("upto")
        others = (
            Comment.objects.filter(thread=OuterRef("pk"))
            .exclude(author=user)
            .filter(pk__gt=Coalesce(Subquery(seen), 0))
            .order_by()
        )
        count = others.values("thread").annotate(number=Count("pk")).values("number")
        return self.annotate(unread=Coalesce(Subquery(count), 0))

    def for_draft(self):
        return (
            self.filter(on_publication=False)
            .select_related("section", "started_by", "outcome_owner", "accepted_by")
            .prefetch_related("comments__author")
        )

    def for_page(self):
        return (
            self.filter(on_publication=True)
            .select_related("started_by")
            .prefetch_related("comments__author")
        )


class CommentThread(models.Model):
    """A conversation about one place. Taken to the review, it needs an outcome.

    ``quote`` is what it is about as that read when it began: words of the section, or a
    record's line. ``place`` finds those words again after edits (``domain/passage.py``);
    without it, it is about the section. ``record_kind`` and ``record_id`` name a record. A
    suggestion has a ``replacement`` for its words; an empty one would leave them out.
    """

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="threads"
    )
    section = models.ForeignKey(
        "postmortems.Section",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="threads",
    )
    quote = models.CharField("about", max_length=QUOTE_LIMIT, blank=True)
    place = models.CharField(max_length=80, blank=True, editable=False)
    record_kind = models.CharField(max_length=20, blank=True, editable=False)
    record_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    replacement = models.TextField(max_length=TEXT_LIMIT, null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    on_publication = models.BooleanField(default=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    taken_to_review = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=ThreadOutcome, default=ThreadOutcome.OPEN)
    outcome_note = models.TextField(max_length=TEXT_LIMIT, blank=True)
    outcome_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=ThreadOutcome.values), name="thread_outcome_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ThreadOutcome.ASSIGNED) | Q(outcome_owner__isnull=False),
                name="thread_assigned_has_owner",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ThreadOutcome.UNKNOWN) | ~Q(outcome_note=""),
                name="thread_unknown_because",
            ),
            models.CheckConstraint(
                condition=Q(record_kind="", record_id=None)
                | ~Q(record_kind="") & Q(record_id__isnull=False),
                name="thread_record_whole",
            ),
            models.CheckConstraint(
                condition=Q(replacement=None) | ~Q(place=""), name="thread_suggests_for_a_passage"
            ),
        ]
        indexes = [
            models.Index(
                fields=["record_kind", "record_id"],
                name="thread_of_record",
                condition=~Q(record_kind=""),
            )
        ]

    def __str__(self):
        return self.quote or f"thread {self.pk}"

    @property
    def is_resolved(self):
        return self.resolved_at is not None

    @property
    def is_settled(self):
        return self.outcome != ThreadOutcome.OPEN

    @property
    def is_suggestion(self):
        return self.replacement is not None

    @property
    def is_accepted(self):
        return self.accepted_at is not None


class Comment(models.Model):
    thread = models.ForeignKey(CommentThread, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=TEXT_LIMIT)
    # Names that stand behind an @ and were found when it was written (``domain/mention.py``).
    mentions = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text[:80]


class ThreadSeen(models.Model):
    """Up to which comment one person saw a thread. For that person alone: nobody else is told."""

    thread = models.ForeignKey(CommentThread, on_delete=models.CASCADE, related_name="seen")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    upto = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "person"], name="thread_seen_once")
        ]

    def __str__(self):
        return f"seen up to comment {self.upto}"
