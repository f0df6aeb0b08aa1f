"""A restricted incident exists only for its people: every door, every member of the cast."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from postmortems.enums import Visibility

from . import scenes
from .cast import INSIDERS, OUTSIDERS, TITLE, make_cast
from .doors import (
    BY_INTERVIEW,
    BY_INTERVIEW_LINE,
    BY_THREAD,
    EXEMPT,
    LISTS,
    doors_of,
    furnish,
    named_urls,
    published_doors_of,
    what_is_sent,
)
from .factories.postmortems import CommentThreadFactory

STRANGERS = [part for part in OUTSIDERS if part != "anonymous"]
TRACES = re.compile(rf"{TITLE}|INC-\d|PM-\d")
MISSING = 404
FINE = {200, 204, 302, 303, 403, 405, 409, 422}

# Doors behind which even some of its people find nothing: what they lead to is one's own,
# or belongs to the review group.
OWN = {
    "reviews:invitation-answer": {"invited_reader"},
    "reviews:invitation-before": {"invited_reader"},
    "postmortems:inbox-open": {"responder"},
    **{
        f"reviews:{name}": {"facilitator", "responder"}
        for name in ("interviews", *BY_INTERVIEW, *BY_INTERVIEW_LINE)
    },
    **{f"postmortems:{name}": {*INSIDERS} - {"granted", "administrator"} for name in BY_THREAD},
}
# Each way to be let in is asked of every database; who takes the same way as the owner, once.
LIKE_THE_OWNER = {"contributor", "facilitator", "responder", "note_taker"}
ONCE_PER_WAY_IN = [
    pytest.param(part, marks=pytest.mark.same_on_every_database) if part in LIKE_THE_OWNER else part
    for part in INSIDERS
]


@pytest.fixture
def furnished(restricted_cast):
    return furnish(restricted_cast)


@pytest.fixture
def published(db):
    cast = scenes.finalized(make_cast(visibility=Visibility.RESTRICTED))
    CommentThreadFactory(postmortem=cast.postmortem, by=cast.owner, on_publication=True)
    return cast


def answer(client, method, url, sent=None):
    """The response to one request whose effects are undone."""
    with transaction.atomic():
        response = getattr(client, method)(url, sent)
        transaction.set_rollback(True)
    return response


def test_every_address_is_a_known_door(furnished, published):
    ours = {name for name in named_urls() if name.startswith(("postmortems:", "reviews:"))}
    known = {name for name, _ in [*doors_of(furnished), *published_doors_of(published)]}

    assert ours - known - EXEMPT == set(), "a door that these tests do not try"
    assert (known | EXEMPT) - ours == set(), "a door that is not there any more"


@pytest.mark.parametrize("part", STRANGERS)
def test_every_door_of_draft_is_closed_to_strangers(furnished, client_of, part):
    client = client_of(furnished.people[part])

    open_doors = {}
    for name, url in doors_of(furnished, all_kinds=True):
        sent = what_is_sent(furnished, name)
        read, written = answer(client, "get", url), answer(client, "post", url, sent)
        told = {read.status_code, written.status_code}
        if MISSING not in told or not told <= {MISSING, 405}:
            open_doors[name, url] = (read.status_code, written.status_code)
        assert not TRACES.search(read.content.decode() + written.content.decode()), name

    assert open_doors == {}


@pytest.mark.parametrize("part", STRANGERS)
def test_every_door_of_published_page_is_closed_to_strangers(published, client_of, part):
    client = client_of(published.people[part])

    for name, url in published_doors_of(published):
        for method in ("get", "post"):
            response = answer(client, method, url)
            assert response.status_code in (MISSING, 405), (name, method)
            assert not TRACES.search(response.content.decode()), name


def test_every_door_sends_the_anonymous_to_sign_in(furnished, published, client):
    for name, url in [*doors_of(furnished), *published_doors_of(published)]:
        for method in ("get", "post"):
            response = answer(client, method, url)
            assert response.status_code == 302, (name, method)
            assert response.url.startswith("/account/login/"), (name, method)


@pytest.mark.parametrize("part", ONCE_PER_WAY_IN)
def test_every_door_of_draft_is_there_for_its_people(furnished, client_of, part):
    client = client_of(furnished.people[part])

    wrong = {}
    for name, url in doors_of(furnished):
        response = answer(client, "get", url)
        if response.status_code == 405:
            response = answer(client, "post", url, what_is_sent(furnished, name))
        found = response.status_code in FINE
        if found is not (part in OWN.get(name, INSIDERS)):
            wrong[name] = response.status_code

    assert wrong == {}


@pytest.mark.parametrize("part", INSIDERS)
def test_every_door_of_published_page_is_there_for_its_people(published, client_of, part):
    client = client_of(published.people[part])

    statuses = {
        name: answer(client, "get", url).status_code for name, url in published_doors_of(published)
    }

    assert set(statuses.values()) <= {200, 405}, statuses


def listed(client):
    """What the pages that list show to one person, without what differs in every answer."""
    pages = {}
    for name in LISTS:
        text = client.get(reverse(name)).getvalue().decode()
        pages[name] = re.sub(r'(csrf[^>]*value=|X-CSRFToken[^:]*:)\s*"[^"]*"', "", text)
    return pages


@pytest.mark.parametrize("scene", [furnish, scenes.reviewed, scenes.finalized])
def test_lists_and_counts_show_nothing_to_strangers(db, client_of, scene):
    first = make_cast(visibility=Visibility.RESTRICTED, title="The first of two")
    clients = {part: client_of(first.people[part]) for part in STRANGERS}
    before = {part: listed(client) for part, client in clients.items()}

    cast = scene(make_cast(visibility=Visibility.RESTRICTED))

    for part, client in clients.items():
        assert listed(client) == before[part], part
    for part in ("administrator", "owner", "facilitator"):
        shown = "".join(listed(client_of(cast.people[part])).values())
        assert cast.incident.title in shown, part
