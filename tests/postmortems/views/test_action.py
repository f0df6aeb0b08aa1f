"""One action: its progress, its owner, and whether it helped."""

import pytest
from django.urls import reverse

from postmortems.domain.lifecycle import advance
from postmortems.enums import Move
from postmortems.models import ActionItem, Incident
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
    data = {"status": "done", "note_text": "The drill of 3 March", "base": action.version}
    assert client.post(door("progress", action), data).status_code == 302
    html = client.get(action.get_absolute_url()).content.decode()
    assert "The drill of 3 March" in html
    assert "Did it help?" in html
    assert "said that it is done" in html


def test_superseded_names_another_action(cast, client_of, action):
    other = make("action", cast)
    client = client_of(cast.owner)
    itself = {"status": "superseded", "superseded_by": str(action.pk)}
    assert client.post(door("progress", action), itself).status_code == 422
    data = {"status": "superseded", "superseded_by": str(other.pk), "base": action.version}
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
    assert client.post(door("look-back", action), data | {"base": "1"}).status_code == 422
    done = {"status": "done", "note_text": "Drilled", "base": "1"}
    client.post(door("progress", action), done)
    assert client.post(door("look-back", action), data | {"base": "2"}).status_code == 302
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
    response = client.post(door("progress", action), {"status": "in-progress", "base": "1"})
    assert response.status_code == 302


@pytest.mark.parametrize("door", ["/actions/{}/", "/design/"])
def test_pages_that_only_show_take_no_post(cast, client_of, action, door):
    url = door.format(action.pk)
    client = client_of(cast.administrator)
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405


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


def test_progress_from_an_old_page_shows_both(cast, client_of, action):
    client = client_of(cast.responder)
    sent = {"status": "done", "base": action.version}
    assert client.post(door("progress", action), sent | {"note_text": "First"}).status_code == 302
    late = client.post(door("progress", action), sent | {"note_text": "Late"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "First" in page
    assert "Late" in page
    again = sent | {"note_text": "Late", "base": action.version + 1}
    assert client.post(door("progress", action), again).status_code == 302


def test_reader_meets_what_was_published_and_nothing_since(cast, client_of):
    cast = finalized(cast)
    shown = cast.postmortem.actions.get()
    was = (shown.title, cast.incident.title)
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong")
    ActionItem.objects.update(title="DRAFT-TITLE", done_when="DRAFT-TEST")
    Incident.objects.filter(pk=cast.incident.pk).update(title="DRAFT-INCIDENT")
    added = ActionFactory(postmortem=cast.fresh(), by=cast.owner)
    reader = client_of(cast.reader)
    html = reader.get(shown.get_absolute_url()).content.decode()
    assert "DRAFT-" not in html
    assert all(words in html for words in was)
    assert reader.get(added.get_absolute_url()).status_code == 404
    assert "DRAFT-TITLE" in client_of(cast.outsider).get(shown.get_absolute_url()).content.decode()


def test_action_of_a_closed_section_is_not_for_readers(cast, client_of):
    cast.postmortem.sections.filter(key="q8").update(audience="review-group")
    cast = finalized(cast)
    url = cast.postmortem.actions.get().get_absolute_url()
    assert client_of(cast.reader).get(url).status_code == 404
    assert client_of(cast.outsider).get(url).status_code == 200


def test_restricted_action_goes_to_its_people_only(restricted_cast, client_of):
    cast = restricted_cast
    action = make("action", cast, owner=cast.responder)
    client = client_of(cast.owner)
    assert client.post(door("hand-over", action), {"owner": cast.outsider.pk}).status_code == 422
    assert client.post(door("hand-over", action), {"owner": cast.granted.pk}).status_code == 302
