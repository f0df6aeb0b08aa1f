"""Who is signed in is asked on each request, and what ended is over at once."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.domain.signed_in import PasswordBackend, SessionStore
from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/people/profile/"


@pytest.fixture
def person():
    return UserFactory(guide_seen=["read"])


def is_signed_in(client):
    return client.get(PAGE).status_code != 302


def test_person_of_a_session_has_all_that_is_stored(person):
    found = PasswordBackend().get_user(person.pk)
    stored = User.objects.get(pk=person.pk)
    names = [field.attname for field in User._meta.concrete_fields]
    assert found == stored
    assert [getattr(found, name) for name in names] == [getattr(stored, name) for name in names]
    assert found.get_deferred_fields() == set()
    assert found._state.adding is False
    assert found._state.db == stored._state.db


def test_person_and_session_are_one_question_each(client_of, person, django_assert_num_queries):
    key = client_of(person).session.session_key
    SessionStore(key).load()
    PasswordBackend().get_user(person.pk)
    with django_assert_num_queries(2):
        assert SessionStore(key).get("_auth_user_id") == str(person.pk)
        assert PasswordBackend().get_user(person.pk) == person


@pytest.mark.parametrize(
    "end",
    [
        lambda person: Session.objects.all().delete(),
        lambda person: Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1)),
        lambda person: User.objects.filter(pk=person.pk).update(is_active=False),
        lambda person: User.objects.filter(pk=person.pk).update(password="another"),
        lambda person: User.objects.filter(pk=person.pk).delete(),
    ],
    ids=["session deleted", "session over", "deactivated", "other password", "nobody"],
)
def test_what_ended_is_over_with_the_next_request(client_of, person, end):
    client = client_of(person)
    assert is_signed_in(client)
    end(person)
    assert not is_signed_in(client)


@pytest.mark.parametrize("key", ["", "short", "x" * 500, "ünïcode-key", "2140000001", "%s%s%s%s%s"])
def test_unknown_session_is_nobodys(client, key):
    assert dict(SessionStore(key).items()) == {}
    client.cookies["sessionid"] = key
    assert not is_signed_in(client)
