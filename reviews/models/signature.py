"""What the facilitator puts a name to, and what those involved say to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from postmortems.enums import Move
from postmortems.models import TEXT_LIMIT


class Signed(models.Model):
    """A statement by one person about one postmortem. Kept when people change."""

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="%(class)ss"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]


class Declaration(Signed):
    """The facilitator does not direct the work of those involved, or why it is so here.

    ``exception`` also carries the reason where the facilitator owns the postmortem, is
    among the incident's people, or is named in a perspective; it is shown on the page.
    """

    directs_nobody = models.BooleanField(
        "I do not direct the work of anyone involved", default=False
    )
    exception = models.TextField("reason for an exception", max_length=TEXT_LIMIT, blank=True)

    class Meta(Signed.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(directs_nobody=True) | ~Q(exception=""),
                name="declaration_or_reason",
            )
        ]

    def __str__(self):
        return f"declaration of {self.by}"


class CoveringNote(Signed):
    """How an earlier review covers a change made after a reopen; shown on the page."""

    text = models.TextField(max_length=TEXT_LIMIT)

    class Meta(Signed.Meta):
        abstract = False

    def __str__(self):
        return self.text[:80]


class SignOff(Signed):
    """The facilitator's signature under one revision. Stale once the content changed."""

    move = models.CharField(max_length=20, choices=Move)
    revision = models.ForeignKey(
        "postmortems.Revision", on_delete=models.PROTECT, related_name="signatures"
    )
    content_version = models.PositiveIntegerField()

    class Meta(Signed.Meta):
        abstract = False

    def __str__(self):
        return f"{self.by} signed {self.revision}"


class PartConfirmation(Signed):
    """Someone involved says whether their part is told rightly. It blocks nothing."""

    agrees = models.BooleanField()
    words = models.TextField(max_length=TEXT_LIMIT, blank=True)

    class Meta(Signed.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "by"], name="confirmation_once")
        ]

    def __str__(self):
        return f"part of {self.by}"  # the answer itself is for the facilitator and the owner
