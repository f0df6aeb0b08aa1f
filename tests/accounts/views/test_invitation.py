"""The page that an invitation's link opens."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User
from tests.factories.accounts import PASSWORD, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db

LINK = "/people/invitation/s/"
ABOUT = {
    "name": "Robin Lindqvist",
    "password": PASSWORD,
    "password_again": PASSWORD,
    "time_zone": "Europe/Stockholm",
}


def test_link_shows_whom_it_is_for_and_suggests_the_inviters_zone(client):
    inviter = UserFactory(name="Dana Brandt", time_zone="Europe/Berlin")
    InvitationFactory(secret="s", email="robin@example.com", invited_by=inviter)

    page = client.get(LINK).content.decode()

    assert "Dana Brandt invites you" in page
    assert "robin@example.com" in page
    assert '<option value="Europe/Berlin" selected>' in page


def test_link_of_an_inviter_who_left_still_works(client):
    InvitationFactory(secret="s", invited_by=None)

    assert client.get(LINK).status_code == 200


def test_accepted_invitation_signs_in(client):
    InvitationFactory(secret="s")

    response = client.post(LINK, ABOUT)

    assert response.url == reverse("postmortems:home")
    person = User.objects.get(name="Robin Lindqvist")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_accepted_person_signs_in_by_password_later(client):
    InvitationFactory(secret="s", email="robin@example.com")
    client.post(LINK, ABOUT)
    client.logout()

    client.post("/account/login/", {"login": "robin@example.com", "password": PASSWORD})

    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("state", "status", "sentence"),
    [
        ({"accepted_at": timezone.now()}, 410, "accepted already"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, 410, "has expired"),
        (None, 404, "do not know this invitation"),
    ],
    ids=["used", "expired", "unknown"],
)
def test_link_that_no_longer_opens_says_why(client, state, status, sentence):
    if state is not None:
        InvitationFactory(secret="s", email="robin@example.com", **state)

    for response in [client.get(LINK), client.post(LINK, ABOUT)]:
        assert response.status_code == status
        page = response.content.decode()
        assert sentence in page
        assert "robin@example.com" not in page
    assert not User.objects.filter(name="Robin Lindqvist").exists()


def test_hostile_secret_is_an_unknown_one(client):
    for secret in ["%00", "%e2%80%ae", "x" * 2000, "1"]:
        assert client.get(f"/people/invitation/{secret}/").status_code == 404


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u202enibor"}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password_again": "another"}, "password_again"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_refused_acceptance_gives_back_what_was_typed(client, broken, field):
    InvitationFactory(secret="s")
    data = ABOUT | broken

    response = client.post(LINK, data)

    form = response.context["form"]
    assert form.errors[field]
    assert form["name"].value() == data["name"]
    assert form["time_zone"].value() == data["time_zone"]
    assert PASSWORD not in response.content.decode()
    assert Invitation.objects.get().accepted_at is None


def test_address_taken_meanwhile_is_told(client):
    InvitationFactory(secret="s", email="robin@example.com")
    UserFactory(email="robin@example.com")

    page = client.post(LINK, ABOUT).content.decode()

    assert "Someone signs in with this address already" in page


def test_link_opened_by_somebody_signed_in_accepts_nothing(as_member, member):
    InvitationFactory(secret="s")

    response = as_member.post(LINK, ABOUT)

    assert response.status_code == 409
    assert f"signed in as {member.name}" in response.content.decode()
    assert not User.objects.filter(name="Robin Lindqvist").exists()

    out = as_member.post("/account/logout/", {"next": LINK})
    assert out.url == LINK


def test_page_with_a_secret_is_not_stored_by_browsers(client):
    InvitationFactory(secret="s")

    assert "no-store" in client.get(LINK).headers["Cache-Control"]
