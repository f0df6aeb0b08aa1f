"""What the database and the models refuse, whoever asks."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import Team, User
from accounts.models.name import validate_name
from tests.factories.accounts import InvitationFactory, TeamFactory, UserFactory


@pytest.mark.parametrize(
    "name", ["Zoë O’Hara-Łukasz", "דנה כהן", "محمد", "نرگس\u200cها", "李小龍", "🦊 Fox", "x2"]
)
def test_name_of_any_script_is_welcome(name):
    validate_name(name)


@pytest.mark.parametrize(
    "name",
    ["a\x00b", "Maya\u202eseyeR", "a\u2066b", "a\nb", "\u200b", "\u200d", "a\ud800b", "\x7fa"],
)
def test_name_that_cannot_be_seen_is_refused(name):
    with pytest.raises(ValidationError):
        validate_name(name)


@pytest.mark.django_db
def test_email_in_other_case_is_the_same_person():
    UserFactory(email="maya@example.com")

    with pytest.raises(IntegrityError):
        UserFactory(email="Maya@Example.com")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken", [{"role": "root"}, {"theme": "pink"}, {"colour": 0}, {"colour": 9}]
)
def test_user_with_unknown_value_is_refused_by_the_database(broken):
    with pytest.raises(IntegrityError):
        UserFactory(**broken)


@pytest.mark.django_db
def test_team_name_in_other_case_is_refused_by_the_database():
    TeamFactory(name="Payments")

    with pytest.raises(IntegrityError):
        Team.objects.create(name="PAYMENTS")


@pytest.mark.django_db
def test_second_open_invitation_to_one_address_is_refused_by_the_database():
    InvitationFactory(email="maya@example.com")

    with pytest.raises(IntegrityError):
        InvitationFactory(email="MAYA@example.com")


def test_user_has_no_way_past_permission_checks():
    assert not hasattr(User, "has_perm")
    assert not hasattr(User, "is_superuser")


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Maya Reyes", "MR"), ("Cher", "C"), ("Ana de la Cruz", "AC"), ("", "?")],
)
def test_initials_are_of_first_and_last_word(name, initials):
    assert User(name=name).initials == initials


@pytest.mark.django_db
def test_assignable_leaves_out_readers_and_the_deactivated(member, reader, administrator):
    UserFactory(is_active=False)

    assert set(User.objects.assignable()) == {member, administrator}


@pytest.mark.django_db
def test_volunteers_leaves_out_readers():
    willing = UserFactory(volunteers=True)
    UserFactory(volunteers=True, role="reader")
    UserFactory()

    assert list(User.objects.volunteers()) == [willing]
