"""What ``manage.py check`` says about an unsafe installation."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.checks import demo_stays_on_this_machine, secret_key_is_set
from accounts.context_processors import installation
from tests.factories.accounts import UserFactory


@pytest.mark.parametrize(
    ("demo", "forced", "hosts", "found"),
    [
        (True, False, ["127.0.0.1", "localhost", "[::1]"], []),
        (True, False, ["localhost", "afterword.example"], ["accounts.E001"]),
        (True, False, ["*"], ["accounts.E001"]),
        (True, False, [".example.com"], ["accounts.E001"]),
        (True, True, ["*"], []),
        (False, False, ["*"], []),
    ],
)
def test_demo_with_other_hosts_is_an_error_unless_forced(settings, demo, forced, hosts, found):
    settings.DEMO, settings.DEMO_FORCE, settings.ALLOWED_HOSTS = demo, forced, hosts

    assert [error.id for error in demo_stays_on_this_machine(None)] == found


@pytest.mark.parametrize(("key", "found"), [("", ["accounts.E002"]), ("x" * 50, [])])
def test_missing_secret_key_is_an_error_that_says_how_to_make_one(settings, key, found):
    settings.SECRET_KEY = key

    errors = secret_key_is_set(None)

    assert [error.id for error in errors] == found
    assert all("token_urlsafe" in error.hint for error in errors)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may"), [("administrator", True), ("member", True), ("reader", False), (None, False)]
)
def test_installation_context_asks_nothing_of_the_database(
    rf, role, may, django_assert_num_queries
):
    request = rf.get("/")
    request.user = UserFactory(role=role) if role else AnonymousUser()

    with django_assert_num_queries(0):
        context = installation(request)

    assert context["installation"]["can_open_incident"] is may


def test_installation_context_without_a_user_is_for_nobody(rf):
    assert installation(rf.get("/"))["installation"]["can_open_incident"] is False
