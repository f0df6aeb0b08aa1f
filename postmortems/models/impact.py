"""What the incident meant for each group of stakeholders."""

from django.db import models
from django.db.models import Q

from postmortems.enums import Measure, StakeholderGroup

from .record import TEXT_LIMIT, Record


class Impact(Record):
    """One stakeholder group's experience. Different units are never summed.

    The headline figure of the page is one chosen row (``is_headline``). ``day_only`` names
    the times of which just the day is known; they are midnights in the incident's zone.
    """

    incident = models.ForeignKey(
        "postmortems.Incident", on_delete=models.CASCADE, related_name="impacts"
    )
    group = models.CharField(
        max_length=20, choices=StakeholderGroup, default=StakeholderGroup.CUSTOMERS
    )
    group_name = models.CharField("name of the group", max_length=80, blank=True)
    experienced = models.TextField("what they experienced", max_length=TEXT_LIMIT)
    quantity = models.PositiveBigIntegerField("how many", null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    measure = models.CharField(max_length=20, choices=Measure, blank=True)
    from_at = models.DateTimeField("from", null=True, blank=True)
    to_at = models.DateTimeField("to", null=True, blank=True)
    day_only = models.JSONField(default=list, blank=True, editable=False)
    told = models.TextField("what they were told", max_length=TEXT_LIMIT, blank=True)
    can_do = models.TextField("what they can do now", max_length=TEXT_LIMIT, blank=True)
    is_headline = models.BooleanField("headline figure of the page", default=False)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(group__in=StakeholderGroup.values), name="impact_group_known"
            ),
            models.CheckConstraint(
                condition=Q(measure__in=["", *Measure.values]), name="impact_measure_known"
            ),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(is_headline=True, removed_at=None),
                name="impact_one_headline",
            ),
        ]

    def __str__(self):
        return f"{self.who}: {self.experienced[:100]}"

    @property
    def who(self):
        return self.group_name or self.get_group_display()

    @property
    def from_day_only(self):
        return "from_at" in self.day_only

    @property
    def to_day_only(self):
        return "to_at" in self.day_only

    @property
    def is_stated(self):
        """A number, or a plain *not measured*: what the review asks of every row."""
        return self.quantity is not None or self.measure == Measure.NOT_MEASURED
