"""What a facilitator may ask at a stop, by the kind of its entry, where administrators set it."""

from django.db import models
from django.db.models import Q

from postmortems.enums import EntryKind
from postmortems.models import TEXT_LIMIT


class PromptsOfKind(models.Model):
    """The prompts of one kind, one on each line. A kind without a row has those of the house."""

    kind = models.CharField(max_length=20, primary_key=True, choices=EntryKind)
    lines = models.TextField(max_length=TEXT_LIMIT, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EntryKind.values), name="prompts_kind_known"
            )
        ]

    def __str__(self):
        return f"prompts at {self.get_kind_display().lower()}"
