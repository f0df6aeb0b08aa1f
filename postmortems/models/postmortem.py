"""The account of an incident."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from postmortems.enums import State

from .incident import Incident
from .record import TEXT_LIMIT


class PostmortemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Drafts and all that belongs to them: where the incident is visible."""
        visible = Incident.objects.visible_to(user)
        return self.filter(incident__in=visible.order_by().values("pk"))

    def readable_by(self, user):
        """What the library lists: visible drafts, and whatever was released to this reader."""
        from .publication import PreliminaryNote, Publication

        released = Publication.objects.visible_to(user).filter(postmortem=OuterRef("pk"))
        noted = PreliminaryNote.objects.visible_to(user).filter(postmortem=OuterRef("pk"))
        visible = Incident.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(incident__in=visible) | Exists(released) | Exists(noted))

    def current(self):
        """Not discarded."""
        return self.filter(discarded_at=None)

    def for_library(self):
        """With the names that a row shows: of the newest page, and of the facts."""
        from .publication import Publication

        newest = (
            Publication.objects.newest().only("postmortem").prefetch_related("services", "tags")
        )
        return self.select_related("incident", "owner").prefetch_related(
            Prefetch("publications", queryset=newest, to_attr="newest_pages"),
            "incident__services",
            "incident__tags",
        )

    def for_draft(self):
        return self.select_related("incident", "owner", "facilitator", "template").annotate(
            publication_count=Count("publications")
        )


class Postmortem(models.Model):
    """One account, moved from draft to reviewed to finalized by ``domain/lifecycle.py``.

    ``content_version`` rises with every change of content, on a locked row; a signature
    names the version that its signer saw. ``returned_at`` is the last reopen or send
    back: only a meeting held after it counts.
    """

    incident = models.OneToOneField(
        "postmortems.Incident", on_delete=models.PROTECT, related_name="postmortem"
    )
    template = models.ForeignKey(
        "postmortems.DocumentTemplate", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_postmortems"
    )
    contributors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="contributed_postmortems"
    )
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="facilitated_postmortems",
    )
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT, editable=False)
    content_version = models.PositiveIntegerField(default=1, editable=False)
    current_revision = models.ForeignKey(
        "postmortems.Revision",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    reviewed_revision = models.ForeignKey(
        "postmortems.Revision",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    finalized_at = models.DateTimeField(null=True, editable=False)
    returned_at = models.DateTimeField(null=True, editable=False)
    return_reason = models.TextField(max_length=TEXT_LIMIT, blank=True, editable=False)
    draft_due = models.DateTimeField(null=True, blank=True)
    review_due = models.DateTimeField(null=True, blank=True)
    finalize_due = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, editable=False)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    discard_reason = models.TextField(max_length=TEXT_LIMIT, blank=True, editable=False)

    objects = PostmortemQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="postmortem_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FINALIZED)
                | Q(
                    facilitator__isnull=False, reviewed_at__isnull=False, finalized_at__isnull=False
                ),
                name="postmortem_finalized_was_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(discarded_at=None) | Q(state=State.DRAFT),
                name="postmortem_discarded_draft",
            ),
        ]
        indexes = [models.Index(fields=["state", "-finalized_at"])]

    def __str__(self):
        return f"{self.reference} {self.incident.title}"

    def get_absolute_url(self):
        return reverse("postmortems:postmortem", args=[self.pk])

    @property
    def reference(self):
        return f"PM-{self.pk}"

    @property
    def is_discarded(self):
        return self.discarded_at is not None

    @property
    def shown_names(self):
        """What carries the services and tags that lists show (after ``for_library``):

        the newest page, or the facts where there is none.
        """
        return self.newest_pages[0] if self.newest_pages else self.incident

    @property
    def is_finalized(self):
        return self.state == State.FINALIZED

    @property
    def accepts_changes(self):
        """Whether its content may be changed at all, by whoever may."""
        return not (self.is_finalized or self.is_discarded)

    @property
    def decides_ideas(self):
        """Whether its ideas are decided at this point: after the review, before finalize."""
        return self.state == State.REVIEWED

    @property
    def steps(self):
        """The three states for the header: (label, done?, now?)."""
        order = list(State)
        here = order.index(State(self.state))
        return [(state.label, order.index(state) < here, state == self.state) for state in order]
