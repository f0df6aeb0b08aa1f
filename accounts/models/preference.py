"""Which mail a person wants."""

from django.conf import settings
from django.db import models

from accounts.enums import Delivery, NotificationKind


class MailPreference(models.Model):
    """How one kind of notification reaches a person by mail, where they chose it themselves.

    Without a row it is as ``FIRST_DELIVERY`` says.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences"
    )
    kind = models.CharField(max_length=20, choices=NotificationKind)
    delivery = models.CharField(max_length=20, choices=Delivery)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="preference_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=NotificationKind.values), name="preference_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(delivery__in=Delivery.values), name="preference_delivery_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_delivery_display()}"
