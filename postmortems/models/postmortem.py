"""The account of an incident."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from postmortems.enums import Severity, State, Visibility

from .incident import Incident
from .record import TEXT_LIMIT


class PostmortemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Drafts and all that belongs to them: where the incident is visible."""
        visible = Incident.objects.visible_to(user).order_by()
        # Asked row by row, so that a list of 25 reads 25 rows and not all there are.
        return self.filter(Exists(visible.filter(pk=OuterRef("incident"))))

    def readable_by(self, user):
        """What the library lists: visible drafts, and whatever was released to this reader.

        Whoever reads drafts finds every page and note among them: those of an incident
        are visible where its draft is.
        """
        visible = self.visible_to(user)
        if not (user.is_authenticated and user.is_active and user.is_reader):
            return visible
        noted = Q(note__isnull=False, note__withdrawn_at=None, discarded_at=None)
        released = Q(current_publication__isnull=False) | noted
        open_to_all = Q(incident__visibility=Visibility.ORGANIZATION)
        return self.filter(Q(pk__in=visible.order_by().values("pk")) | open_to_all & released)

    def current(self):
        """Not discarded."""
        return self.filter(discarded_at=None)

    def for_library(self):
        """With what a row shows; the names of services and tags come beside it."""
        page, heavy = "current_publication", ("snapshot", "body", "amendment")
        return self.select_related("incident", "owner", "note", page).defer(
            *(f"{page}__{name}" for name in heavy), "discard_reason", "return_reason"
        )

    def for_draft(self):
        return self.select_related("incident", "owner", "facilitator", "template").annotate(
            publication_count=Count("publications")
        )


class Postmortem(models.Model):
    """One account, moved from draft to reviewed to finalized by ``domain/lifecycle.py``.

    ``content_version`` rises with every change of content, on a locked row; a signature
    names the version that its signer saw. ``returned_at`` is the last reopen or send
    back: only a meeting held after it counts. ``current_publication`` is the newest page,
    written when it is released. The ``listed_…`` columns say what lists sort and filter
    by: as published, or where there is no page by the facts; written by
    ``domain/page_facts.py: place_in_lists``. ``listed_at`` is when the incident began, or when
    it was opened if that is unknown.
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
    current_publication = models.ForeignKey(
        "postmortems.Publication",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    listed_title = models.CharField(max_length=200, default="", editable=False)
    listed_severity = models.PositiveSmallIntegerField(
        choices=Severity, default=Severity.SEV3, editable=False
    )
    listed_at = models.DateTimeField(default=timezone.now, editable=False)
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
        indexes = [
            models.Index(fields=["state", "-finalized_at"]),
            models.Index(
                fields=["-listed_at", "-id"],
                condition=Q(discarded_at=None),
                name="postmortem_in_lists",
            ),
        ]

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
