"""Putting the first steps away, and bringing them back."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

AWAY, BACK = "/people/guide/dismiss/", "/people/guide/bring-back/"


@pytest.fixture
def newcomer():
    return UserFactory(guide_dismissed_at=None)


def test_guide_is_put_away_for_this_person_alone(newcomer, client_of):
    other = UserFactory(guide_dismissed_at=None)
    client = client_of(newcomer)

    response = client.post(AWAY)

    assert response.url == "/"
    assert User.objects.get(pk=newcomer.pk).guide_dismissed_at is not None
    assert User.objects.get(pk=other.pk).guide_dismissed_at is None
    assert "First steps" not in client.get("/").content.decode().replace("The first steps", "")


def test_putting_away_again_keeps_the_first_time(newcomer, client_of):
    client = client_of(newcomer)
    client.post(AWAY)
    first = User.objects.get(pk=newcomer.pk).guide_dismissed_at

    client.post(AWAY)

    assert User.objects.get(pk=newcomer.pk).guide_dismissed_at == first


def test_profile_brings_the_guide_back_from_its_beginning(newcomer, client_of):
    client = client_of(newcomer)
    assert BACK not in client.get("/people/profile/").text
    User.objects.filter(pk=newcomer.pk).update(guide_seen=["read"])
    client.post(AWAY)
    assert BACK in client.get("/people/profile/").text

    client.post(BACK)

    person = User.objects.get(pk=newcomer.pk)
    assert (person.guide_dismissed_at, person.guide_began_at, person.guide_seen) == (None, None, [])
    assert "First steps" in client.get("/").text


@pytest.mark.parametrize("path", [AWAY, BACK])
def test_guide_changes_by_post_with_a_token_only(newcomer, path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(newcomer)

    assert strict.get(path).status_code == 405
    assert strict.post(path).status_code == 403
    assert User.objects.get(pk=newcomer.pk).guide_dismissed_at is None


@pytest.mark.parametrize("path", [AWAY, BACK])
def test_guide_asks_who_is_there(client, path):
    assert client.post(path).url.startswith("/account/login/")
