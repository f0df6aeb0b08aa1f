"""The people of an incident and their roles (question 1), and how they came in (question 2)."""

from django.conf import settings
from django.db import models

from postmortems.enums import IncidentRole

from .record import Record


class IncidentPerson(Record):
    """Someone who took part: a person who can sign in, or a name from outside."""

    incident = models.ForeignKey(
        "postmortems.Incident", on_delete=models.CASCADE, related_name="people"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="incident_parts",
    )
    name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=20, choices=IncidentRole, default=IncidentRole.RESPONDER)
    joined_at = models.DateTimeField(null=True, blank=True)
    joined_day_only = models.BooleanField(default=False, editable=False)
    reached_how = models.CharField("how they were reached", max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=IncidentRole.values), name="incident_person_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | ~models.Q(name=""),
                name="incident_person_is_someone",
            ),
        ]

    def __str__(self):
        return f"{self.display_name}, {self.get_role_display().lower()}"

    @property
    def display_name(self):
        return self.user.name if self.user_id else self.name
