"""What one person saw, understood, expected and was unsure of at one entry."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from postmortems.enums import AccessReason, Certainty, PerspectiveAudience

from .incident import IncidentAccess
from .record import TEXT_LIMIT, Record, RecordQuerySet

TEXT_FIELDS = ("saw", "understood", "expected", "did", "options", "pressures")


class PerspectiveQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """Perspectives follow their own audience, on top of the incident's visibility.

        Nobody passes an audience by role: an administrator outside the review group
        reads only what its speaker opened to the organization.
        """
        if not user.is_authenticated:
            return self.none()
        group = IncidentAccess.objects.filter(
            incident=OuterRef("entry__incident"), user=user
        ).exclude(reason=AccessReason.GRANTED)
        mine = Q(speaker=user) | Q(speaker=None, created_by=user)
        return (
            super()
            .visible_to(user)
            .filter(
                mine
                | Q(audience=PerspectiveAudience.ORGANIZATION)
                | Q(Exists(group), audience=PerspectiveAudience.REVIEW_GROUP)
                | Q(audience=PerspectiveAudience.FACILITATOR, heard_by=user)
            )
        )

    def shared(self):
        """Those that left their speaker's hands: what a snapshot may hold."""
        return self.kept().filter(
            audience__in=[PerspectiveAudience.REVIEW_GROUP, PerspectiveAudience.ORGANIZATION]
        )


class Perspective(Record):
    """One view among several; perspectives that contradict each other stay side by side.

    Only its speaker widens the audience. Told to the facilitator, it belongs to the one
    who heard it (``heard_by``): a later facilitator does not inherit it, and told before
    there was one nobody hears it until its speaker chooses again. ``confirmed_at`` is when
    its speaker last wrote it or chose its audience: from then on nobody else changes it.
    Withdrawn, its
    texts are gone from here, from snapshots and from publications; the row stays, to say
    that there was one.
    """

    INCIDENT_PATH = "entry__incident"

    entry = models.ForeignKey(
        "postmortems.TimelineEntry", on_delete=models.CASCADE, related_name="perspectives"
    )
    speaker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="perspectives",
    )
    speaker_role = models.CharField("role", max_length=80, blank=True)
    saw = models.TextField("saw or heard", max_length=TEXT_LIMIT, blank=True)
    understood = models.TextField("understood it as", max_length=TEXT_LIMIT, blank=True)
    expected = models.TextField("expected next", max_length=TEXT_LIMIT, blank=True)
    certainty = models.CharField(max_length=20, choices=Certainty, blank=True)
    did = models.TextField(max_length=TEXT_LIMIT, blank=True)
    options = models.TextField("options considered", max_length=TEXT_LIMIT, blank=True)
    pressures = models.TextField(max_length=TEXT_LIMIT, blank=True)
    audience = models.CharField(
        max_length=20, choices=PerspectiveAudience, default=PerspectiveAudience.REVIEW_GROUP
    )
    heard_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PerspectiveQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(audience__in=PerspectiveAudience.values),
                name="perspective_audience_known",
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=["", *Certainty.values]),
                name="perspective_certainty_known",
            ),
            models.CheckConstraint(
                condition=Q(speaker__isnull=False) | ~Q(speaker_role=""),
                name="perspective_has_speaker",
            ),
        ]

    def __str__(self):
        return f"perspective of {self.role_name}"

    @property
    def is_unheard(self):
        """Told to the facilitator before there was one: nobody reads it yet."""
        return self.audience == PerspectiveAudience.FACILITATOR and self.heard_by_id is None

    @property
    def role_name(self):
        """How the speaker is shown beyond the review group: by role, never by name."""
        return self.speaker_role or "someone involved"
