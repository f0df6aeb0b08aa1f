"""Where the traces are: chat, ticket, status page, dashboards."""

from django.core.validators import URLValidator
from django.db import models

from postmortems.enums import LinkKind

from .record import Record

web_address = URLValidator(schemes=["http", "https"])


class IncidentLink(Record):
    incident = models.ForeignKey(
        "postmortems.Incident", on_delete=models.CASCADE, related_name="links"
    )
    url = models.CharField("address", max_length=2000, validators=[web_address])
    label = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=LinkKind, default=LinkKind.OTHER)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=LinkKind.values), name="incident_link_kind_known"
            )
        ]

    def __str__(self):
        return self.label or self.url
