"""What somebody invited is worried about: for whoever leads the meeting, and for nobody else."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

LONGEST = 2000


class WorryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those told to this person while they lead the meeting.

        No role passes this: an administrator finds their own, like everyone.
        """
        if not user.is_authenticated:
            return self.none()
        told = Q(told_to=user, attendance__meeting__facilitator=F("told_to"))
        rows = self.filter(attendance__removed_at=None, attendance__is_invited=True)
        return rows.filter(told | Q(attendance__user=user))


class Worry(models.Model):
    """Told before the meeting with one's answer to the invitation; forgotten when it closes.

    It was told to one person: whoever leads the meeting instead does not read it. No audit,
    notice or mail tells of it, and nothing leads here from the invitation (no reverse name).
    """

    attendance = models.OneToOneField(
        "reviews.Attendance", on_delete=models.CASCADE, related_name="+"
    )
    told_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    text = models.TextField(max_length=LONGEST)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WorryQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "worries"

    def __str__(self):
        return f"worry {self.pk}"
