"""The move page and its three refusals, never mixed."""

import pytest

from postmortems.enums import Move, State
from tests import scenes

pytestmark = pytest.mark.django_db


def address(cast, move):
    return f"/postmortems/{cast.postmortem.pk}/move/{move}/"


def state(cast):
    return cast.fresh().state


def test_move_from_a_wrong_state_says_which_state(cast, client_of):
    client = client_of(cast.facilitator)
    for ask in (client.get, client.post):
        answer = ask(address(cast, Move.REOPEN))
        assert answer.status_code == 409
        assert "Not from this state" in answer.content.decode()
        assert "is draft;" in answer.content.decode()


@pytest.mark.parametrize("part", ["owner", "contributor", "administrator", "outsider", "responder"])
def test_move_by_another_says_whose_it_is(cast, client_of, part):
    scenes.reviewable(cast)
    client = client_of(getattr(cast, part))
    for ask in (client.get, client.post):
        answer = ask(address(cast, Move.MARK_REVIEWED))
        assert answer.status_code == 403
        assert "is for the facilitator" in answer.content.decode()
    assert state(cast) == State.DRAFT


def test_move_that_is_not_ready_lists_all_that_is_missing_with_links(cast, client_of):
    client = client_of(cast.facilitator)
    assert client.get(address(cast, Move.MARK_REVIEWED)).status_code == 200
    answer = client.post(address(cast, Move.MARK_REVIEWED))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "No contributing factors yet" in page
    assert f'href="/postmortems/{cast.postmortem.pk}/draft/impact/"' in page
    assert state(cast) == State.DRAFT


def test_wrong_state_is_told_before_wrong_person(cast, client_of):
    assert client_of(cast.outsider).post(address(cast, Move.FINALIZE)).status_code == 409


def test_move_of_an_invented_name_is_not_there(cast, client_of):
    client = client_of(cast.facilitator)
    assert client.get(address(cast, "publish")).status_code == 404
    assert client.post(address(cast, "publish")).status_code == 404


def test_move_of_a_hidden_postmortem_is_not_there(restricted_cast, client_of):
    client = client_of(restricted_cast.outsider)
    assert client.post(address(restricted_cast, Move.FINALIZE)).status_code == 404


def test_asking_moves_nothing(cast, client_of):
    scenes.reviewable(cast)
    answer = client_of(cast.facilitator).get(address(cast, Move.MARK_REVIEWED))
    assert answer.status_code == 200
    assert state(cast) == State.DRAFT


def test_facilitator_marks_reviewed_and_finalizes(cast, client_of):
    scenes.reviewable(cast)
    client = client_of(cast.facilitator)
    assert client.post(address(cast, Move.MARK_REVIEWED)).status_code == 302
    assert state(cast) == State.REVIEWED


def test_finalize_publishes(cast, client_of):
    scenes.finalizable(cast)
    assert client_of(cast.facilitator).post(address(cast, Move.FINALIZE)).status_code == 302
    assert state(cast) == State.FINALIZED
    assert cast.fresh().publications.count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "a\x00b", "x" * 20_001])
def test_send_back_without_a_sound_reason_stays(cast, client_of, reason):
    scenes.reviewed(cast)
    answer = client_of(cast.facilitator).post(address(cast, Move.SEND_BACK), {"reason": reason})
    assert answer.status_code == 422
    assert answer.context["form"]["reason"].value() == reason
    assert state(cast) == State.REVIEWED


def test_send_back_shows_its_reason_on_the_draft(cast, client_of):
    scenes.reviewed(cast)
    client = client_of(cast.facilitator)
    client.post(address(cast, Move.SEND_BACK), {"reason": "The impact is <b>not</b> told."})
    page = client.get(f"/postmortems/{cast.postmortem.pk}/draft/summary/").content.decode()
    assert state(cast) == State.DRAFT
    assert "The impact is &lt;b&gt;not&lt;/b&gt; told." in page


def test_reopen_by_the_owner(cast, client_of):
    scenes.finalized(cast)
    client = client_of(cast.owner)
    client.post(address(cast, Move.REOPEN), {"reason": "A number was wrong."})
    assert state(cast) == State.DRAFT


def test_discarded_draft_moves_nowhere(cast, client_of):
    scenes.discarded(cast)
    answer = client_of(cast.facilitator).post(address(cast, Move.MARK_REVIEWED))
    assert answer.status_code == 409
    assert "was discarded" in answer.content.decode()


def test_reason_that_came_too_late_is_given_back(cast, client_of):
    answer = client_of(cast.facilitator).post(
        address(cast, Move.SEND_BACK), {"reason": "The impact is <b>not</b> told."}
    )
    assert answer.status_code == 409
    assert "The impact is &lt;b&gt;not&lt;/b&gt; told." in answer.content.decode()
