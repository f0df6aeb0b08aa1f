"""Roles, access and profiles; the last administrator stays."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.domain.people import (
    add_administrator,
    change_profile,
    change_role,
    deactivate,
    is_alone,
    reactivate,
)
from accounts.enums import Role
from accounts.models import AuditRecord, User
from tests.factories.accounts import PASSWORD, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_change_role_is_written_with_its_audit(administrator, member):
    change_role(member, Role.READER, by=administrator)

    member.refresh_from_db()
    assert member.role == Role.READER
    entry = AuditRecord.objects.of("people").get()
    assert (entry.actor, entry.verb, entry.subject_id) == (
        administrator,
        "role changed",
        str(member.pk),
    )
    assert (entry.before, entry.after) == ({"role": "member"}, {"role": "reader"})


def test_change_role_to_the_same_leaves_no_audit(administrator, member):
    change_role(member, Role.MEMBER, by=administrator)

    assert not AuditRecord.objects.exists()


def test_change_role_to_an_unknown_one_is_refused(administrator, member):
    with pytest.raises(ValidationError):
        change_role(member, "root", by=administrator)

    member.refresh_from_db()
    assert member.role == Role.MEMBER


@pytest.mark.parametrize(
    "verb",
    [
        pytest.param(lambda one: change_role(one, Role.MEMBER, by=one), id="demote"),
        pytest.param(lambda one: deactivate(one, by=one), id="deactivate"),
    ],
)
def test_last_active_administrator_stays(administrator, verb):
    UserFactory(role=Role.ADMINISTRATOR, is_active=False)

    with pytest.raises(ValidationError, match="last active administrator"):
        verb(administrator)

    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.is_administrator
    assert not AuditRecord.objects.exists()


def test_one_of_two_administrators_may_go(administrator):
    other = UserFactory(role=Role.ADMINISTRATOR)

    change_role(other, Role.MEMBER, by=administrator)

    assert not User.objects.get(pk=other.pk).is_administrator


def test_deactivated_administrator_may_be_demoted(administrator):
    gone = UserFactory(role=Role.ADMINISTRATOR, is_active=False)

    change_role(gone, Role.READER, by=administrator)

    assert User.objects.get(pk=gone.pk).is_reader


def test_deactivate_and_reactivate_keep_role_and_password(administrator, member):
    deactivate(member, by=administrator)
    assert not User.objects.get(pk=member.pk).is_active

    reactivate(member, by=administrator)

    again = User.objects.get(pk=member.pk)
    assert again.is_active
    assert again.role == Role.MEMBER
    assert again.check_password(PASSWORD)
    verbs = list(AuditRecord.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["person deactivated", "person reactivated"]


def test_change_profile_records_only_what_changed(member):
    change_profile(member, by=member, name="Maya R.", time_zone="Asia/Tokyo", volunteers=False)

    entry = AuditRecord.objects.get()
    assert entry.before == {"name": "Maya Reyes", "time_zone": "UTC"}
    assert entry.after == {"name": "Maya R.", "time_zone": "Asia/Tokyo"}


def test_change_profile_without_change_leaves_no_audit(member):
    change_profile(member, by=member, name=member.name)

    assert not AuditRecord.objects.exists()


def test_change_profile_cannot_raise_the_role(member):
    with pytest.raises(TypeError):
        change_profile(member, by=member, role=Role.ADMINISTRATOR)

    assert not User.objects.get(pk=member.pk).is_administrator


@pytest.mark.parametrize(
    "broken",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"name": "a\x00b"},
        {"name": "\u202eayaM"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"theme": "pink"},
    ],
)
def test_change_profile_with_hostile_value_is_refused(member, broken):
    with pytest.raises(ValidationError):
        change_profile(member, by=member, **broken)

    assert User.objects.get(pk=member.pk).name == "Maya Reyes"


def test_add_administrator_signs_in_with_a_lower_case_address():
    person = add_administrator(" Dana@Example.com ", "Dana Brandt", PASSWORD)

    assert person.email == "dana@example.com"
    assert person.is_administrator
    assert AuditRecord.objects.get().actor_name == "Afterword"


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("dana@example.com", "short", "password"),
        ("dana@example.com", "1234567890123", "password"),
        ("dana@example.com", "dana@example.com", "password"),
        ("dana", PASSWORD, "email"),
        ("taken@example.com", PASSWORD, "email"),
    ],
)
def test_add_administrator_tells_what_is_wrong_by_field(email, password, field):
    UserFactory(email="taken@example.com")

    with pytest.raises(ValidationError) as refusal:
        add_administrator(email, "Dana Brandt", password)

    assert field in refusal.value.message_dict


def test_audit_outlives_the_person(administrator, member):
    change_role(member, Role.READER, by=administrator)
    administrator.delete()
    member.delete()

    entry = AuditRecord.objects.get()
    assert (entry.actor, entry.actor_name, entry.subject_name) == (
        None,
        "Dana Brandt",
        "Maya Reyes",
    )


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_demote_each_other_leave_one():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads need a database outside the memory of one connection")
    one, two = UserFactory.create_batch(2, role=Role.ADMINISTRATOR)
    start = threading.Barrier(2)

    def demote(other, by):
        start.wait()
        try:
            change_role(other, Role.MEMBER, by=by)
        except ValidationError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(demote, one, two), pool.submit(demote, two, one)]

    assert sorted(answer.result() for answer in answers) == ["done", "refused"]
    assert User.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_is_alone_until_somebody_else_can_come(administrator):
    assert is_alone(administrator)
    UserFactory(is_active=False)
    assert is_alone(administrator)

    asked = InvitationFactory()
    assert not is_alone(administrator)
    asked.delete()
    UserFactory()
    assert not is_alone(administrator)
