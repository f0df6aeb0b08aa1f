"""Two questions after a meeting, of which only counts are kept."""

from django.db import models
from django.db.models import F, Q


class Poll(models.Model):
    """How many answered, learned something, would come again. No row names a person.

    Whether somebody answered is remembered by their browser alone (a signed cookie).
    """

    meeting = models.OneToOneField("reviews.Meeting", on_delete=models.CASCADE, related_name="poll")
    answers = models.PositiveIntegerField(default=0)
    learned = models.PositiveIntegerField(default=0)
    again = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(learned__lte=F("answers")) & Q(again__lte=F("answers")),
                name="poll_counts_are_of_answers",
            )
        ]

    def __str__(self):
        return f"poll after {self.meeting}"
