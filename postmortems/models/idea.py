"""A suggestion: caught when it comes, decided after the review."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from postmortems.enums import IdeaDecision

from .record import LINE_LIMIT, TEXT_LIMIT, Record


class Idea(Record):
    INCIDENT_PATH = "postmortem__incident"

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="ideas"
    )
    text = models.CharField(max_length=LINE_LIMIT)
    detail = models.TextField(max_length=TEXT_LIMIT, blank=True)
    factors = models.ManyToManyField(
        "postmortems.ContributingFactor", blank=True, related_name="ideas"
    )
    decision = models.CharField(
        max_length=20, choices=IdeaDecision, default=IdeaDecision.UNDECIDED, editable=False
    )
    decision_reason = models.TextField(max_length=TEXT_LIMIT, blank=True, editable=False)
    deferred_until = models.DateField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=IdeaDecision.values), name="idea_decision_known"
            ),
            models.CheckConstraint(
                condition=~Q(decision=IdeaDecision.DECLINED) | ~Q(decision_reason=""),
                name="idea_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(decision=IdeaDecision.DEFERRED) | Q(deferred_until__isnull=False),
                name="idea_deferred_with_date",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def is_decided(self):
        return self.decision != IdeaDecision.UNDECIDED
