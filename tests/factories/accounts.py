"""People, teams and invitations for tests."""

import hashlib
from datetime import UTC, datetime, timedelta

import factory
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Invitation, OutboxMail, Team, User

PASSWORD = "a long enough pass phrase"


class UserFactory(factory.django.DjangoModelFactory):
    """A member; give ``role=`` for others. Everyone's password is ``PASSWORD``.

    They are no newcomers: the guided first visit is put away (``guide_dismissed_at=None``
    for someone who still has it).
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)
    role = Role.MEMBER
    guide_dismissed_at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")


class InvitationFactory(factory.django.DjangoModelFactory):
    """An open invitation whose link ends in ``secret``."""

    class Meta:
        model = Invitation
        exclude = ["secret"]

    secret = factory.Sequence(lambda n: f"secret-{n}")
    email = factory.Sequence(lambda n: f"invited{n}@example.com")
    role = Role.MEMBER
    digest = factory.LazyAttribute(lambda one: hashlib.sha256(one.secret.encode()).hexdigest())
    invited_by = factory.SubFactory(UserFactory, role=Role.ADMINISTRATOR)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class OutboxMailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutboxMail

    to = factory.Sequence(lambda n: f"reader{n}@example.com")
    subject = "A subject"
    text = "A text"
    message_id = factory.Sequence(lambda n: f"<{n}@afterword.example>")
