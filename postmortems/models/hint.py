"""Which hints a person does not want to see in a draft."""

from django.conf import settings
from django.db import models


class HintAsideQuerySet(models.QuerySet):
    def of(self, postmortem, user):
        return self.filter(postmortem=postmortem, user=user)


class HintAside(models.Model):
    """One hint, put aside by one person for one draft. Nobody else is told."""

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)

    objects = HintAsideQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "user", "key"], name="hint_aside_once")
        ]

    def __str__(self):
        return self.key
