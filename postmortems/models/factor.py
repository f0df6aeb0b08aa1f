"""How it came about: contributing factors and triggers; and what limited it."""

from django.db import models
from django.db.models import Q

from postmortems.enums import FactorGroup, FactorPart, MitigatorKind, TriggerKind

from .record import LINE_LIMIT, TEXT_LIMIT, Record


class ContributingFactor(Record):
    """One condition that had to be present. There are at least two; none is *the* cause.

    Without evidence (timeline entries) it reads as a judgement.
    """

    INCIDENT_PATH = "postmortem__incident"

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="factors"
    )
    summary = models.CharField(max_length=LINE_LIMIT)
    narrative = models.TextField(max_length=TEXT_LIMIT, blank=True)
    group = models.CharField(max_length=20, choices=FactorGroup, blank=True)
    part = models.CharField("part played", max_length=20, choices=FactorPart, blank=True)
    evidence = models.ManyToManyField(
        "postmortems.TimelineEntry", blank=True, related_name="factors"
    )
    seen_before = models.ManyToManyField(
        "postmortems.Incident", blank=True, related_name="factors_seen_again"
    )

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(group__in=["", *FactorGroup.values]), name="factor_group_known"
            ),
            models.CheckConstraint(
                condition=Q(part__in=["", *FactorPart.values]), name="factor_part_known"
            ),
        ]

    def __str__(self):
        return self.summary


class Mitigator(Record):
    """What helped, where luck helped, and whom to thank (question 5)."""

    INCIDENT_PATH = "postmortem__incident"

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="mitigators"
    )
    text = models.CharField(max_length=LINE_LIMIT)
    kind = models.CharField(max_length=20, choices=MitigatorKind, default=MitigatorKind.HELPED)
    narrative = models.TextField(max_length=TEXT_LIMIT, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=MitigatorKind.values), name="mitigator_kind_known"
            )
        ]

    def __str__(self):
        return self.text


class Trigger(Record):
    """What set it off: kept apart from what made it possible."""

    INCIDENT_PATH = "postmortem__incident"

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="triggers"
    )
    text = models.CharField(max_length=LINE_LIMIT)
    kind = models.CharField(max_length=20, choices=TriggerKind, default=TriggerKind.UNKNOWN)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=TriggerKind.values), name="trigger_kind_known"
            )
        ]

    def __str__(self):
        return self.text
