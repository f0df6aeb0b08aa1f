"""The demo's cast, and where it may be used."""

import pytest

from accounts.domain.demo import CAST, ensure_demo_people, is_demo_open, is_loopback
from accounts.domain.people import deactivate
from accounts.models import AuditRecord, User


@pytest.mark.django_db
def test_ensure_demo_people_twice_makes_them_once():
    first = ensure_demo_people()
    second = ensure_demo_people()

    assert list(first) == [one.part for one in CAST]
    assert first == second
    assert User.objects.count() == AuditRecord.objects.count() == len(CAST)


@pytest.mark.django_db
def test_demo_people_are_invented_and_have_no_password():
    for person in ensure_demo_people().values():
        assert person.email.endswith("@example.com")
        assert not person.has_usable_password()


@pytest.mark.django_db
def test_demo_cast_covers_every_role():
    people = ensure_demo_people()

    assert people["administrator"].is_administrator
    assert people["reader"].is_reader
    assert people["facilitator"].volunteers
    assert list(User.objects.volunteers()) == [people["facilitator"]]


@pytest.mark.django_db
def test_ensure_demo_people_leaves_changed_people_alone():
    people = ensure_demo_people()
    deactivate(people["author"], by=people["administrator"])

    assert not ensure_demo_people()["author"].is_active


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8000", "localhost.", "127.0.0.1", "127.8.9.1:80", "[::1]:8000"]
    + ["::1", "::ffff:127.0.0.1"],
)
def test_loopback_host_is_this_machine(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "*", ".localhost.example", "127.0.0.1.evil.example", "localhost.evil.example"]
    + [
        "0.0.0.0",
        "10.0.0.1",
        "[::]",
        "::",
        "2130706433",
        "afterword.example:8000",
        "[",
        "::ffff:8.8.8.8",
    ],
)
def test_other_host_is_not_this_machine(host):
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("demo", "forced", "host", "address", "is_open"),
    [
        (False, False, "localhost", "127.0.0.1", False),
        (False, True, "localhost", "127.0.0.1", False),
        (True, False, "localhost:8000", "127.0.0.1", True),
        (True, False, "afterword.example", "127.0.0.1", False),
        (True, False, "localhost", "203.0.113.9", False),
        (True, False, "localhost", "", False),
        (True, True, "afterword.example", "203.0.113.9", True),
    ],
)
def test_demo_is_open_only_here_unless_forced(settings, demo, forced, host, address, is_open):
    settings.DEMO, settings.DEMO_FORCE = demo, forced

    assert is_demo_open(host, address) is is_open
