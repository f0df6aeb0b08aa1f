"""Deciding ideas: the owner's, with a reason or a date where it needs one."""

import pytest
from django.urls import reverse

from postmortems.enums import State
from postmortems.models import ActionItem
from tests.scenes import bare, finalized

from .doors import make


@pytest.fixture
def idea(cast):
    bare(cast, State.REVIEWED)
    return make("idea", cast)


def door(idea):
    return reverse("postmortems:idea-decide", args=[idea.pk])


def test_accepted_idea_becomes_an_action(cast, client_of, idea):
    data = {"decision": "accepted", "base": idea.version}
    assert client_of(cast.owner).post(door(idea), data).status_code == 302
    assert ActionItem.objects.get().title == idea.text


@pytest.mark.parametrize(
    ("decision", "needs"),
    [("declined", {"reason": "It costs more"}), ("deferred", {"deferred_until": "2027-01-31"})],
)
def test_decision_needs_its_word(cast, client_of, idea, decision, needs):
    client = client_of(cast.owner)
    data = {"decision": decision, "base": idea.version}
    refused = client.post(door(idea), data)
    assert refused.status_code == 422
    assert f'value="{decision}"' in refused.content.decode()
    assert client.post(door(idea), data | needs).status_code == 302
    idea.refresh_from_db()
    assert idea.decision == decision


@pytest.mark.parametrize("part", ["contributor", "facilitator", "responder", "administrator"])
def test_decision_is_the_owners(cast, client_of, idea, part):
    client = client_of(cast.people[part])
    assert client.get(door(idea)).status_code == 403
    assert client.post(door(idea), {"decision": "accepted", "base": "1"}).status_code == 403


def test_stale_decision_is_given_back(cast, client_of, idea):
    client = client_of(cast.owner)
    client.post(door(idea), {"decision": "accepted", "base": "1"})
    late = {"decision": "declined", "reason": "What I typed", "base": "1"}
    response = client.post(door(idea), late)
    assert response.status_code == 409
    assert "What I typed" in response.content.decode()


def test_restricted_idea_does_not_exist_for_outsiders(restricted_cast, client_of):
    idea = make("idea", restricted_cast)
    for part in ("outsider", "reader"):
        client = client_of(restricted_cast.people[part])
        assert client.get(door(idea)).status_code == 404
        assert client.post(door(idea)).status_code == 404


def test_decision_before_the_review_is_not_offered_and_given_back(cast, client_of):
    idea = make("idea", cast)
    client = client_of(cast.owner)
    section = reverse("postmortems:section", args=[cast.postmortem.pk, "q8"])
    assert door(idea) not in client.get(section).content.decode()
    assert client.get(door(idea)).status_code == 409
    data = {"decision": "declined", "reason": "What I typed", "base": idea.version}
    response = client.post(door(idea), data)
    assert response.status_code == 409
    assert "What I typed" in response.content.decode()
    assert "after the review" in response.content.decode()


def test_finalized_takes_no_decision(cast, client_of):
    idea = make("idea", cast)
    cast = finalized(cast)
    response = client_of(cast.owner).post(door(idea), {"decision": "accepted", "base": "1"})
    assert response.status_code == 409
