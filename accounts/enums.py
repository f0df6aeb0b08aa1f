"""The fixed lists of words that the accounts app uses."""

from django.db import models


class Role(models.TextChoices):
    """What a person may do in the organization (facilitating is an assignment, not a role)."""

    ADMINISTRATOR = "administrator", "Administrator"
    MEMBER = "member", "Member"
    READER = "reader", "Reader"


class Theme(models.TextChoices):
    AUTO = "auto", "As the system says"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"
