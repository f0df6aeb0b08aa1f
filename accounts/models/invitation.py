"""An administrator's invitation to join: the only way in, for sign-up is closed."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.enums import Role


class InvitationQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(accepted_at=None, expires_at__gt=timezone.now())

    def for_people(self):
        """What the people page lists: open and expired ones, newest first."""
        return self.filter(accepted_at=None).select_related("invited_by").order_by("-created_at")


class Invitation(models.Model):
    """One person asked in. Only a digest of the link's secret is kept."""

    email = models.EmailField("e-mail")
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_role_known"
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(accepted_at=None),
                name="invitation_open_once",
                violation_error_message="This address is invited already.",
            ),
        ]

    def __str__(self):
        return self.email

    @property
    def is_expired(self):
        return self.expires_at <= timezone.now()
