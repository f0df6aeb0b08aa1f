"""Hints beside the draft: for those who write, in place and without scripts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.postmortems import ImpactFactory, TimelineEntryFactory

pytestmark = pytest.mark.django_db
QUESTION = "How large was it for"


@pytest.fixture
def impact(cast):
    return ImpactFactory(incident=cast.incident, by=cast.owner, quantity=None, measure="")


def section(cast):
    return reverse("postmortems:section", args=[cast.postmortem.pk, "summary"])


def aside(cast):
    return reverse("postmortems:hint-aside", args=[cast.postmortem.pk])


def test_hint_leads_to_its_row_and_can_be_put_aside_and_asked_again(cast, client_of, impact):
    client = client_of(cast.owner)
    page = client.get(section(cast)).content.decode()
    assert f"/draft/impact/#impact-{impact.pk}" in page
    answer = client.post(aside(cast), {"key": f"impact-{impact.pk}"})
    assert answer.status_code == 302
    page = client.get(section(cast)).content.decode()
    assert QUESTION not in page
    assert "1 put aside" in page
    part = client.post(aside(cast), {"again": "1"}, headers={"HX-Request": "true"})
    assert QUESTION in part.content.decode()


@pytest.mark.parametrize("part", ["outsider", "note_taker"])
def test_who_does_not_write_is_asked_nothing(cast, client_of, impact, part):
    client = client_of(cast.people[part])
    assert QUESTION not in client.get(section(cast)).content.decode()
    assert client.post(aside(cast), {"key": "x"}).status_code == 403


@pytest.mark.parametrize("key", ["", "\x00", "x" * 5000, "impact-0"])
def test_any_key_is_answered(cast, client_of, key):
    assert client_of(cast.owner).post(aside(cast), {"key": key}).status_code == 302


def test_questions_to_the_database_do_not_grow(cast, client_of):
    client, counts = client_of(cast.owner), []
    for more in (1, 3, 40):
        for _ in range(more):
            TimelineEntryFactory(incident=cast.incident, by=cast.owner)
            ImpactFactory(incident=cast.incident, by=cast.owner, quantity=None, measure="")
        with CaptureQueriesContext(connection) as asked:
            client.get(section(cast))
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
