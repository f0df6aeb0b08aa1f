"""A named group of people."""

from django.db import models
from django.db.models.functions import Lower

from .name import validate_name


class TeamQuerySet(models.QuerySet):
    def for_teams(self):
        """What the teams page lists: each team with its people."""
        return self.prefetch_related("members")


class Team(models.Model):
    name = models.CharField(max_length=80, validators=[validate_name])

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="team_name_once",
                violation_error_message="There is already a team with this name.",
            )
        ]

    def __str__(self):
        return self.name
