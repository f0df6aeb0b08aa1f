"""A draft looks for somebody to facilitate its review."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from postmortems.models import LINE_LIMIT, Incident

from .signature import Signed


class FacilitatorRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Requests about incidents that this person may see."""
        visible = Incident.objects.visible_to(user).order_by()
        return self.filter(Exists(visible.filter(pk=OuterRef("postmortem__incident"))))

    def open(self):
        """Nobody was named yet, and nobody took the request back."""
        return self.filter(ended_at=None, postmortem__discarded_at=None).order_by("at", "pk")


class FacilitatorRequest(Signed):
    """One open request for each postmortem; it ends when a facilitator is named."""

    note = models.CharField(max_length=LINE_LIMIT, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = FacilitatorRequestQuerySet.as_manager()

    class Meta(Signed.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["postmortem"],
                condition=Q(ended_at=None),
                name="facilitator_request_one_open",
                violation_error_message="A facilitator is asked for already.",
            )
        ]

    def __str__(self):
        return f"request for a facilitator by {self.by}"
