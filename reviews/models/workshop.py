"""The action workshop: its own short meeting, some days after the review."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from postmortems.models import Incident


class WorkshopQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Workshops on incidents that this person may see."""
        visible = Incident.objects.visible_to(user).order_by()
        return self.filter(Exists(visible.filter(pk=OuterRef("postmortem__incident"))))

    def ahead(self):
        """Not held yet."""
        return self.filter(held_at=None).order_by("starts_at")


class Workshop(models.Model):
    """When those close to the work decide what becomes of each idea."""

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="workshops"
    )
    starts_at = models.DateTimeField("when")
    minutes = models.PositiveSmallIntegerField("length in minutes", default=30)
    place = models.CharField("place or link", max_length=300, blank=True)
    held_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480), name="workshop_minutes_sane"
            ),
            models.UniqueConstraint(
                fields=["postmortem"],
                condition=Q(held_at=None),
                name="workshop_one_ahead",
                violation_error_message="A workshop is planned already. Change that one.",
            ),
        ]

    def __str__(self):
        return f"action workshop of {self.postmortem.reference}"

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_held(self):
        return self.held_at is not None
