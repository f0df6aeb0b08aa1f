"""An invitation opens once, for a few days, to the person it was sent to."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.domain.invitation import accept_invitation, invite, open_invitation, renew, revoke
from accounts.enums import Role
from accounts.exceptions import InvitationExpired, InvitationUnknown, InvitationUsed
from accounts.models import AuditRecord, Invitation, OutboxMail, User
from tests.factories.accounts import PASSWORD, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ABOUT = {"name": "Robin Lindqvist", "password": PASSWORD, "time_zone": "Europe/Stockholm"}


def secret_in_mail():
    text = OutboxMail.objects.order_by("-pk").first().text
    return re.search(r"/people/invitation/([\w-]{40,})/", text).group(1)


def test_invite_mails_a_link_and_keeps_only_its_digest(administrator, settings):
    settings.SITE_URL = "https://afterword.example/"

    invitation = invite(" Robin@Example.com ", Role.READER, by=administrator)

    row = OutboxMail.objects.get()
    assert row.to == invitation.email == "robin@example.com"
    assert "https://afterword.example/people/invitation/" in row.text
    secret = secret_in_mail()
    assert secret not in str(Invitation.objects.values().get())
    assert open_invitation(secret) == invitation
    assert AuditRecord.objects.get().verb == "person invited"
    assert secret not in str(AuditRecord.objects.values().get())


def test_invite_an_address_that_signs_in_already_is_refused(administrator):
    UserFactory(email="robin@example.com")

    with pytest.raises(ValidationError) as refusal:
        invite("ROBIN@example.com", Role.MEMBER, by=administrator)

    assert "already" in refusal.value.message_dict["email"][0]
    assert not OutboxMail.objects.exists()


def test_invite_an_address_whose_access_is_closed_says_where_to_open_it(administrator):
    UserFactory(email="robin@example.com", is_active=False)
    with pytest.raises(ValidationError, match="Open it again under People"):
        invite("Robin@example.com", Role.MEMBER, by=administrator)
    assert not Invitation.objects.exists()


def test_invite_an_invited_address_is_refused(administrator):
    invite("robin@example.com", Role.MEMBER, by=administrator)

    with pytest.raises(ValidationError) as refusal:
        invite("Robin@example.com", Role.READER, by=administrator)

    assert "invited already" in refusal.value.message_dict["email"][0]


def test_invite_again_after_expiry_replaces_the_old_invitation(administrator, time_machine):
    time_machine.move_to(NOW, tick=False)
    invite("robin@example.com", Role.MEMBER, by=administrator)
    old = secret_in_mail()
    time_machine.move_to(NOW + timedelta(days=8), tick=False)

    invite("robin@example.com", Role.READER, by=administrator)

    assert Invitation.objects.get().role == Role.READER
    with pytest.raises(InvitationUnknown):
        open_invitation(old)


@pytest.mark.parametrize(
    ("email", "role"),
    [("robin", "member"), ("a\x00@example.com", "member"), ("robin@example.com", "root")],
)
def test_invite_with_hostile_input_is_refused(administrator, email, role):
    with pytest.raises(ValidationError):
        invite(email, role, by=administrator)

    assert not Invitation.objects.exists()
    assert not OutboxMail.objects.exists()


def test_accept_makes_the_person_with_the_invited_role(administrator):
    invite("robin@example.com", Role.READER, by=administrator)

    person = accept_invitation(secret_in_mail(), **ABOUT)

    person = User.objects.get(pk=person.pk)
    assert (person.email, person.name, person.role, person.time_zone) == (
        "robin@example.com",
        "Robin Lindqvist",
        Role.READER,
        "Europe/Stockholm",
    )
    assert person.check_password(PASSWORD)
    accepted = AuditRecord.objects.get(verb="invitation accepted")
    assert accepted.actor == person


def test_accept_works_once():
    InvitationFactory(secret="s")
    accept_invitation("s", **ABOUT)

    with pytest.raises(InvitationUsed):
        accept_invitation("s", **ABOUT)

    assert User.objects.filter(name="Robin Lindqvist").count() == 1


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, False), (1, False)])
def test_accept_works_until_the_invitation_expires(time_machine, settings, seconds, works):
    time_machine.move_to(NOW, tick=False)
    InvitationFactory(secret="s", expires_at=NOW + timedelta(days=7))
    time_machine.move_to(NOW + timedelta(days=7, seconds=seconds), tick=False)

    if works:
        assert accept_invitation("s", **ABOUT).pk
    else:
        with pytest.raises(InvitationExpired):
            accept_invitation("s", **ABOUT)


@pytest.mark.parametrize("secret", ["", "unknown", "\x00", "\ud800", "x" * 100_000])
def test_accept_with_an_unknown_secret_is_refused(secret):
    InvitationFactory(secret="s")

    with pytest.raises(InvitationUnknown):
        accept_invitation(secret, **ABOUT)


@pytest.mark.parametrize(
    "broken",
    [
        {"password": "short"},
        {"password": "robin@example.com"},
        {"name": "\u202enibor"},
        {"time_zone": "Mars/Olympus"},
    ],
)
def test_accept_refused_uses_nothing_up(broken):
    InvitationFactory(secret="s", email="robin@example.com")

    with pytest.raises(ValidationError):
        accept_invitation("s", **ABOUT | broken)

    assert accept_invitation("s", **ABOUT).pk


def test_accept_where_the_address_was_taken_meanwhile_is_refused():
    InvitationFactory(secret="s", email="robin@example.com")
    UserFactory(email="robin@example.com")

    with pytest.raises(ValidationError) as refusal:
        accept_invitation("s", **ABOUT)

    assert "email" in refusal.value.message_dict


def test_renew_makes_a_new_link_and_ends_the_old(administrator, time_machine):
    time_machine.move_to(NOW, tick=False)
    invitation = invite("robin@example.com", Role.MEMBER, by=administrator)
    old = secret_in_mail()
    time_machine.move_to(NOW + timedelta(days=30), tick=False)

    renew(invitation, by=administrator)

    assert open_invitation(secret_in_mail()).expires_at == NOW + timedelta(days=37)
    with pytest.raises(InvitationUnknown):
        open_invitation(old)


def test_renew_after_acceptance_is_refused(administrator):
    invitation = InvitationFactory(secret="s")
    accept_invitation("s", **ABOUT)

    with pytest.raises(InvitationUsed):
        renew(invitation, by=administrator)

    assert not OutboxMail.objects.exists()


def test_revoke_ends_the_link_and_leaves_the_audit(administrator):
    invitation = InvitationFactory(secret="s", email="robin@example.com")

    revoke(invitation, by=administrator)

    with pytest.raises(InvitationUnknown):
        accept_invitation("s", **ABOUT)
    assert AuditRecord.objects.get().subject_name == "robin@example.com"
