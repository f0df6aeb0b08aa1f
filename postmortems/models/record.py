"""What every record of an incident or a postmortem has in common."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

TEXT_LIMIT = 20_000
LINE_LIMIT = 300


class RecordQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Records of incidents that this person may see."""
        from .incident import Incident

        # Asked row by row: the rows of one list are few, the incidents that there are many.
        visible = Incident.objects.visible_to(user).order_by()
        return self.filter(Exists(visible.filter(pk=OuterRef(self.model.INCIDENT_PATH))))

    def of_incident(self, incident):
        return self.filter(**{self.model.INCIDENT_PATH: incident})

    def kept(self):
        """Rows that are there; a removed row waits to be brought back."""
        return self.filter(removed_at=None)

    def removed(self):
        return self.exclude(removed_at=None).order_by("-removed_at")


class Record(models.Model):
    """A row with an order, an author, a version to edit against, and a way back.

    ``INCIDENT_PATH`` is the lookup from the row to its incident: who may see the row
    follows from who may see the incident. ``version`` rises by one with every change;
    an edit that carries an older one is told, never obeyed.
    """

    INCIDENT_PATH = "incident"

    position = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    @property
    def is_removed(self):
        return self.removed_at is not None

    def owning_incident(self):
        """The incident this row belongs to, by the path that the queryset filters on."""
        owner = self
        for step in self.INCIDENT_PATH.split("__"):
            owner = getattr(owner, step)
        return owner
