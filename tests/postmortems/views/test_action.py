"""One action: its progress, its owner, and whether it helped."""

import pytest
from django.urls import reverse

from tests.factories.postmortems import ActionFactory
from tests.scenes import bare, finalized

from .doors import make


@pytest.fixture
def action(cast):
    return make("action", cast, owner=cast.responder)


def door(name, action):
    return reverse(f"postmortems:action-{name}", args=[action.pk])


def test_owner_records_done_with_evidence(cast, client_of, action):
    client = client_of(cast.responder)
    refused = client.post(door("progress", action), {"status": "done", "note_text": " "})
    assert refused.status_code == 422
    assert "the evidence is shown" in refused.content.decode()
    data = {"status": "done", "note_text": "The drill of 3 March"}
    assert client.post(door("progress", action), data).status_code == 302
    html = client.get(action.get_absolute_url()).content.decode()
    assert "The drill of 3 March" in html
    assert "Did it help?" in html
    assert "progress recorded" in html


def test_superseded_names_another_action(cast, client_of, action):
    other = make("action", cast)
    client = client_of(cast.owner)
    itself = {"status": "superseded", "superseded_by": str(action.pk)}
    assert client.post(door("progress", action), itself).status_code == 422
    data = {"status": "superseded", "superseded_by": str(other.pk)}
    assert client.post(door("progress", action), data).status_code == 302
    assert other.get_absolute_url() in client.get(action.get_absolute_url()).content.decode()


def test_done_is_not_said_by_naming_another_action(cast, client_of, action):
    data = {"status": "done", "superseded_by": str(make("action", cast).pk)}
    assert client_of(cast.owner).post(door("progress", action), data).status_code == 422


def test_hidden_action_does_not_supersede(cast, restricted_cast, client_of, action):
    hidden = make("action", restricted_cast)
    data = {"status": "superseded", "superseded_by": str(hidden.pk)}
    assert client_of(cast.owner).post(door("progress", action), data).status_code == 422


def test_owner_hands_back_with_a_reason(cast, client_of, action):
    assert client_of(cast.owner).post(door("hand-back", action), {"reason": "x"}).status_code == 403
    client = client_of(cast.responder)
    assert client.post(door("hand-back", action), {"reason": ""}).status_code == 422
    assert client.post(door("hand-back", action), {"reason": "On leave"}).status_code == 302
    action.refresh_from_db()
    assert action.owner is None


def test_hand_over_is_for_members(cast, client_of, action):
    client = client_of(cast.owner)
    assert client.post(door("hand-over", action), {"owner": cast.reader.pk}).status_code == 422
    assert client.post(door("hand-over", action), {"owner": cast.outsider.pk}).status_code == 302
    action.refresh_from_db()
    assert action.owner == cast.outsider


def test_look_back_is_for_what_is_done(cast, client_of, action):
    client = client_of(cast.owner)
    data = {"did_it_help": "yes", "note_text": "No alarm since"}
    assert client.post(door("look-back", action), data).status_code == 422
    client.post(door("progress", action), {"status": "done", "note_text": "Drilled"})
    assert client.post(door("look-back", action), data).status_code == 302
    assert "No alarm since" in client.get(action.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["progress", "hand-back", "hand-over", "look-back"])
@pytest.mark.parametrize("part", ["outsider", "administrator", "granted"])
def test_others_look_and_change_nothing(cast, client_of, action, name, part):
    client = client_of(cast.people[part])
    assert client.get(action.get_absolute_url()).status_code == 200
    assert client.post(door(name, action), {"status": "in-progress"}).status_code == 403


def test_progress_goes_on_when_finalized(cast, client_of):
    cast = finalized(cast)
    action = cast.postmortem.actions.first()
    client = client_of(cast.responder)
    response = client.post(door("progress", action), {"status": "in-progress"})
    assert response.status_code == 302


def test_reader_sees_published_actions_without_history(cast, client_of):
    action = ActionFactory(postmortem=cast.postmortem, by=cast.owner)
    reader = client_of(cast.reader)
    assert reader.get(action.get_absolute_url()).status_code == 404
    cast = finalized(cast)
    html = reader.get(action.get_absolute_url())
    assert html.status_code == 200
    assert "History" not in html.content.decode()


def test_restricted_action_does_not_exist_for_outsiders(restricted_cast, client_of):
    action = make("action", restricted_cast)
    bare(restricted_cast, "draft")
    for part in ("outsider", "reader"):
        client = client_of(restricted_cast.people[part])
        assert client.get(action.get_absolute_url()).status_code == 404
        for name in ("progress", "hand-back", "hand-over", "look-back"):
            assert client.post(door(name, action)).status_code == 404
