"""The small catalogue of services, and the tags, that incidents name."""

from django.db import models
from django.db.models import Count
from django.db.models.functions import Lower
from django.urls import reverse


class ServiceQuerySet(models.QuerySet):
    def for_settings(self):
        """What the settings list: each with its team, and how many incidents name it."""
        rows = self.select_related("team").annotate(named_by=Count("incidents"))
        return rows.order_by(Lower("name"))


class Service(models.Model):
    """``team`` looks after it: its people are proposed for a review that concerns it."""

    name = models.CharField(max_length=80)
    team = models.ForeignKey(
        "accounts.Team",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="services",
        verbose_name="Team that looks after it",
        help_text="Its people are proposed where a review concerns this service.",
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="service_name_once",
                violation_error_message="There is already a service with this name.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Where administrators change it."""
        return reverse("postmortems:setting-service", args=[self.pk])


class Tag(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_name_once")]

    def __str__(self):
        return self.name
