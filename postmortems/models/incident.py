"""What happened in the world."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models.user import validate_time_zone
from postmortems.enums import DetectedBy, Obligation, Severity, Visibility

MILESTONES = (
    ("started_at", "Impact began"),
    ("detected_at", "Detected"),
    ("acknowledged_at", "Acknowledged"),
    ("mitigated_at", "Mitigated"),
    ("resolved_at", "Resolved"),
)


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The one place that decides which incidents, and so which drafts, exist for whom.

        Administrators: all. Members: what is open to the organization, and restricted
        ones they are people of. Readers: only where they are people of the incident
        (an accepted invitation makes them one); they read publications otherwise.
        """
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if user.is_administrator:
            return self
        admitted = Exists(IncidentAccess.objects.filter(incident=OuterRef("pk"), user=user))
        if user.is_reader:
            return self.filter(admitted)
        return self.filter(Q(visibility=Visibility.ORGANIZATION) | admitted)

    def for_page(self):
        return self.select_related("opened_by", "covered_by", "postmortem").prefetch_related(
            "services", "tags", "related__postmortem"
        )


class Incident(models.Model):
    """What happened. Unknown times stay empty; ``day_only`` names those known by day only.

    A time known by its day alone is stored as that day's midnight in the incident's zone.
    """

    title = models.CharField(max_length=200)
    severity = models.PositiveSmallIntegerField(choices=Severity)
    services = models.ManyToManyField("postmortems.Service", blank=True, related_name="incidents")
    tags = models.ManyToManyField("postmortems.Tag", blank=True, related_name="incidents")
    started_at = models.DateTimeField("impact began", null=True, blank=True)
    detected_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    mitigated_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(default=timezone.now, editable=False)
    day_only = models.JSONField(default=list, blank=True, editable=False)
    detected_by = models.CharField(
        "how it was detected", max_length=20, choices=DetectedBy, blank=True
    )
    detected_by_note = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    visibility = models.CharField(
        max_length=20, choices=Visibility, default=Visibility.ORGANIZATION
    )
    related = models.ManyToManyField("self", blank=True)
    obligation = models.CharField(max_length=20, choices=Obligation, default=Obligation.OWED)
    waived_because = models.TextField(blank=True)
    covered_by = models.ForeignKey(
        "postmortems.Postmortem",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="covered_incidents",
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="incident_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="incident_visibility_known"
            ),
            models.CheckConstraint(
                condition=Q(obligation__in=Obligation.values), name="incident_obligation_known"
            ),
            models.CheckConstraint(
                condition=~Q(obligation=Obligation.WAIVED) | ~Q(waived_because=""),
                name="incident_waived_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(obligation=Obligation.COVERED) | Q(covered_by__isnull=False),
                name="incident_covered_by_one",
            ),
        ]
        indexes = [
            models.Index(fields=["-started_at"]),
            models.Index(
                fields=["id"],
                condition=Q(visibility=Visibility.RESTRICTED),
                name="incident_restricted",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def get_absolute_url(self):
        return reverse("postmortems:incident", args=[self.pk])

    @property
    def reference(self):
        return f"INC-{self.pk}"

    @property
    def is_restricted(self):
        return self.visibility == Visibility.RESTRICTED

    @property
    def milestones(self):
        """(name, label, time or None, day only?) for each milestone, in their order."""
        return [
            (name, label, getattr(self, name), name in self.day_only) for name, label in MILESTONES
        ]


class IncidentAccess(models.Model):
    """Why one person is one of an incident's people: a row for each reason.

    Written by ``domain/access.py`` alone, in the transaction that changes the reason's
    source. It answers three questions: who may see a restricted incident, who is in the
    review group (any reason but *granted*), and who may edit.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="access")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="incident_access"
    )
    reason = models.CharField(max_length=20)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "user", "reason"], name="access_once_for_each_reason"
            )
        ]
        indexes = [models.Index(fields=["user", "incident"])]

    def __str__(self):
        return f"{self.user} {self.reason} {self.incident_id}"
