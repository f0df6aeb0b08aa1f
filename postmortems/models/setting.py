"""What administrators set for the whole installation, level by level of severity.

A level without a row has what ``domain/severity.py`` says until somebody sets it; so a row
is a decision that was made in the browser.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from postmortems.enums import Severity

LONGEST_HOURS, LONGEST_DAYS = 24 * 90, 365


class OfSeverity(models.Model):
    """One row for each level. ``version`` is that of the page on which all are set."""

    severity = models.PositiveSmallIntegerField(primary_key=True, choices=Severity)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        ordering = ["severity"]

    def __str__(self):
        return f"SEV{self.severity}"


class SeverityWords(OfSeverity):
    """What a level is called, when it is the right one, and whether a postmortem is owed."""

    label = models.CharField(max_length=24)
    when = models.CharField("When to use it", max_length=200, blank=True)
    is_owed = models.BooleanField("A postmortem is owed", default=False)

    class Meta(OfSeverity.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="severity_words_level_known"
            )
        ]


def hours(words):
    return models.PositiveIntegerField(
        words, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_HOURS)]
    )


def days(words):
    return models.PositiveIntegerField(
        words, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)]
    )


class SeverityClock(OfSeverity):
    """How long each step may take at a level. Working days are Monday to Friday."""

    draft_hours = hours("Draft, hours after resolution")
    review_days = days("Review, days after resolution")
    review_in_working_days = models.BooleanField("The review's days are working days")
    finalize_working_days = days("Finalize, working days after the review")
    pre_read_hours = hours("Pre-read, hours before the review")

    class Meta(OfSeverity.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="severity_clock_level_known"
            )
        ]
