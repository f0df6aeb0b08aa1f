"""The guided first visit on Home: three steps, done when they truly are."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from postmortems.domain.comment import start_thread
from postmortems.domain.guide import guide_for
from postmortems.domain.incident import open_incident
from postmortems.domain.note import publish_note
from postmortems.domain.postmortem import start_postmortem
from postmortems.domain.section import write_section
from postmortems.models import Incident, Publication, Section
from tests import scenes
from tests.factories.accounts import InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db


def newcomer(**fields):
    return UserFactory(guide_dismissed_at=None, **fields)


def guide_of(client):
    """The words of each step on Home → (address or None, done?)."""
    part = client.get("/").text.partition('class="guide-steps"')[2].partition("</ol>")[0]
    steps = {}
    for item in part.split("<li")[1:]:
        link = re.search(r'<a href="([^"]*)">([^<]*)</a>', item)
        words = link[2] if link else re.search(r'"guide-words">([^<]*)<', item)[1]
        steps[words] = (link[1] if link else None, "Done:" in item)
    return steps


def test_engineer_does_the_three_steps(cast, client_of):
    scenes.finalized(cast)
    page = cast.postmortem.get_absolute_url()
    person = newcomer()
    client = client_of(person)
    assert guide_of(client) == {
        "Read a finished one": (page, False),
        "Open an incident": ("/incidents/new/", False),
        "Write the summary of your draft": (None, False),
    }

    client.get(page)
    ours = open_incident(Incident(title="Ours", severity=3), by=person)
    draft = start_postmortem(ours, by=person, owner=person)
    place = reverse("postmortems:section", args=[draft.pk, "summary"])
    assert guide_of(client) == {
        "Read a finished one": (page, True),
        "Open an incident": ("/incidents/new/", True),
        "Write the summary of your draft": (place, False),
    }

    summary = Section.objects.get(postmortem=draft, key="summary")
    write_section(summary, "In short.", base=summary.version, by=person)
    assert all(done for _, done in guide_of(client).values())
    assert "All three are done" in client.get("/").text


def test_what_was_done_before_the_guide_counts_for_nothing(cast, client_of):
    """The demo's people have opened incidents before anybody plays them."""
    User.objects.filter(pk=cast.owner.pk).update(guide_dismissed_at=None)

    steps = guide_of(client_of(cast.owner))

    assert steps["Open an incident"] == ("/incidents/new/", False)


def test_reader_does_the_three_steps(cast, client_of):
    scenes.finalized(cast)
    page = cast.postmortem.get_absolute_url()
    person = newcomer(role=Role.READER)
    client = client_of(person)
    steps = guide_of(client)
    assert list(steps) == [
        "Read one in two minutes",
        "Ask a question on its page",
        "Find others by service",
    ]
    assert steps["Ask a question on its page"] == (f"{page}#discussion", False)

    client.get(steps["Read one in two minutes"][0])
    start_thread(cast.postmortem, "And then?", by=person, on_publication=True)
    client.get("/postmortems/?severity=2")

    assert [done for _, done in guide_of(client).values()] == [True, True, True]


def test_preliminary_note_is_no_finished_page(cast, client_of):
    publish_note(cast.postmortem, {"summary": "Slow."}, by=cast.owner)
    client = client_of(newcomer(role=Role.READER))

    assert client.get(cast.postmortem.get_absolute_url()).status_code == 200

    assert not any(done for _, done in guide_of(client).values())


@pytest.mark.parametrize("role", [Role.MEMBER, Role.READER, Role.ADMINISTRATOR])
def test_empty_installation_leads_nowhere_that_is_not_there(client_of, role):
    client = client_of(newcomer(role=role))

    steps = guide_of(client)

    assert len(steps) == 3
    assert not any(done for _, done in steps.values())
    for address, _ in steps.values():
        assert address is None or client.get(address).status_code == 200
    first = "Invite the people" if role == Role.ADMINISTRATOR else "None is published yet"
    assert first in client.get("/").text


def test_restricted_page_is_not_named_to_strangers(restricted_cast, client_of):
    scenes.finalized(restricted_cast)

    told = client_of(newcomer()).get("/").text

    assert "None is published yet" in told
    assert restricted_cast.incident.title not in told


@pytest.mark.parametrize("role", [Role.MEMBER, Role.READER])
@pytest.mark.parametrize("volunteers", [False, True])
def test_guide_costs_two_queries_and_none_once_put_away(cast, role, volunteers):
    scenes.finalized(cast)
    person = newcomer(role=role, volunteers=volunteers)
    page = Publication.objects.select_related("postmortem").prefetch_related("services").get()
    guide_for(person, page)  # the first time also writes when it began

    with CaptureQueriesContext(connection) as asked:
        assert guide_for(person, page)
    assert len(asked) <= 2

    person.guide_dismissed_at = timezone.now()
    with CaptureQueriesContext(connection) as asked:
        assert guide_for(person, page) is None
    assert len(asked) == 0


def test_places_are_written_down_once(cast, client_of):
    scenes.finalized(cast)
    person = newcomer()
    client = client_of(person)
    page = cast.postmortem.get_absolute_url()
    client.get(page)

    with CaptureQueriesContext(connection) as asked:
        client.get(page)

    assert User.objects.get(pk=person.pk).guide_seen == ["read"]
    assert not [query for query in asked if query["sql"].startswith("UPDATE")]


def test_administrator_of_an_empty_installation_begins_with_people(client_of):
    client = client_of(newcomer(role=Role.ADMINISTRATOR))
    assert guide_of(client)["Invite the people you work with"] == ("/people/", False)

    InvitationFactory()
    assert guide_of(client)["Invite the people you work with"] == ("/people/", True)


def test_member_of_an_empty_installation_invites_nobody(client_of):
    assert "Invite the people you work with" not in guide_of(client_of(newcomer()))
