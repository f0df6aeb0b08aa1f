"""What every test may ask for: the cast, a fixed clock, a signed-in browserless client."""

import gc
import threading
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from postmortems.domain import publication
from postmortems.enums import Visibility

from . import kept
from .cast import make_cast

pytest_plugins = ["tests.selection"]

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)  # a Thursday


def pytest_collection_finish():
    """What is loaded by now stays for the whole run: the collector need not look through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    kept.start_test()


@pytest.fixture
def clock():
    """Time stands still at ``NOW``; ``clock.shift(timedelta(...))`` moves it on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast(db):
    """One incident open to the organization, its draft, and everyone around it."""
    return make_cast()


@pytest.fixture
def restricted_cast(db):
    """The same around an incident that exists only for its people and administrators."""
    return make_cast(visibility=Visibility.RESTRICTED)


@pytest.fixture
def client_of():
    """``client_of(user)``: a client signed in as that person (anonymous stays so)."""

    def signed_in(user, **options):
        client = Client(**options)
        if user.is_authenticated:
            client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def page_is_ready(monkeypatch):
    """Lets the other side go when finalize has rendered its page and reaches for the lock.

    Rendering takes most of a finalize: let go with it, an edit would always come first.
    """
    ready = threading.Event()
    prepare = publication.prepare

    def prepare_and_tell(postmortem):
        page = prepare(postmortem)
        ready.set()
        return page

    monkeypatch.setattr(publication, "prepare", prepare_and_tell)
    return ready
