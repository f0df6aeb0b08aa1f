"""Someone who may read of a review asks to be in it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from postmortems.enums import AccessReason
from postmortems.models import Incident, IncidentAccess
from reviews.enums import JoinAnswer

from .signature import Signed


class JoinRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Requests about incidents that this person may see."""
        visible = Incident.objects.visible_to(user).order_by()
        return self.filter(Exists(visible.filter(pk=OuterRef("postmortem__incident"))))

    def waiting(self):
        """Not answered, by people who are not in the review group for another reason now."""
        reasons = IncidentAccess.objects.filter(
            incident=OuterRef("postmortem__incident"), user=OuterRef("by")
        )
        return self.filter(
            ~Exists(reasons.exclude(reason=AccessReason.GRANTED)),
            answer=JoinAnswer.WAITING,
            by__is_active=True,
        ).order_by("at", "pk")


class JoinRequest(Signed):
    """One for each person and postmortem: asked again, the same row waits anew."""

    answer = models.CharField(
        max_length=20, choices=JoinAnswer, default=JoinAnswer.WAITING, editable=False
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = JoinRequestQuerySet.as_manager()

    class Meta(Signed.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "by"], name="join_request_once"),
            models.CheckConstraint(
                condition=Q(answer__in=JoinAnswer.values), name="join_request_answer_known"
            ),
        ]

    def __str__(self):
        return f"request of {self.by} to join the review"

    @property
    def is_waiting(self):
        return self.answer == JoinAnswer.WAITING

    @property
    def is_declined(self):
        return self.answer == JoinAnswer.DECLINED
