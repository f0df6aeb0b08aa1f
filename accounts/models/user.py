"""A person who can sign in."""

import zoneinfo
from functools import cache

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.enums import Role, Theme

from .name import validate_name

AVATAR_COLOURS = 8


@cache
def known_time_zones():
    """Every name in the time zone database; reading it from disk takes some 25 ms."""
    return frozenset(zoneinfo.available_timezones())


def validate_time_zone(name):
    """Refuse a name that the time zone database does not know."""
    if name not in known_time_zones():
        raise ValidationError(f"“{name}” is not a known time zone.", code="time_zone")


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def assignable(self):
        """People who can be given work: active, and more than readers."""
        return self.active().exclude(role=Role.READER).order_by("name")

    def volunteers(self):
        """People who said in their profile that they volunteer to facilitate."""
        return self.assignable().filter(volunteers=True)

    def for_people(self):
        return self.prefetch_related("teams").order_by("name", "email")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email, name, password=None, **fields):
        """Create and save a person; an absent password makes one that nobody can use."""
        user = self.model(email=self.normalize_email(email), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. E-mail is the login; there is no superuser: administrator is a role.

    Without Django's PermissionsMixin no account can pass every check at once, which
    keeps *nobody goes around the review* true for administrators too. The ``guide_`` fields
    are written by ``domain/guide.py``: where they stand in the guided first visit.
    """

    email = models.EmailField(
        "e-mail",
        unique=True,
        error_messages={"unique": "Someone signs in with this address already."},
    )
    name = models.CharField("display name", max_length=80, validators=[validate_name])
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.AUTO)
    colour = models.PositiveSmallIntegerField("avatar colour", default=1)
    digest_hour = models.PositiveSmallIntegerField("hour of the daily mail", default=8)
    single_keys = models.BooleanField(
        "Keys without Ctrl: / searches, ? shows the shortcuts", default=True
    )
    language_help = models.BooleanField(
        "Questions about wording while I write a draft", default=True
    )
    volunteers = models.BooleanField("I volunteer to facilitate", default=False)
    guide_began_at = models.DateTimeField(null=True, editable=False)
    guide_seen = models.JSONField(default=list, blank=True, editable=False)
    guide_dismissed_at = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(default=True)
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)  # how often, all
    date_joined = models.DateTimeField(default=timezone.now)
    teams = models.ManyToManyField("accounts.Team", related_name="members", blank=True)

    objects = UserManager()

    unread = 0  # notifications; known of the one who is signed in (``domain/signed_in.py``)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message="Someone signs in with this address already.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="user_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(theme__in=Theme.values), name="user_theme_known"
            ),
            models.CheckConstraint(
                condition=models.Q(colour__gte=1, colour__lte=AVATAR_COLOURS),
                name="user_colour_known",
            ),
            models.CheckConstraint(
                condition=models.Q(digest_hour__lte=23), name="user_digest_hour_known"
            ),
        ]

    def __str__(self):
        return self.name

    def _get_session_auth_hash(self, secret=None):
        """Django's digest of the password in each session; other once all of them were ended."""
        digest = super()._get_session_auth_hash(secret=secret)
        return f"{digest}-{self.sessions_ended}" if self.sessions_ended else digest

    @property
    def is_administrator(self):
        return self.role == Role.ADMINISTRATOR

    @property
    def is_reader(self):
        return self.role == Role.READER

    @property
    def initials(self):
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
