"""The life of an action item after it was decided."""

from datetime import timedelta

import pytest

from postmortems.domain.action import hand_back, hand_over, history, look_back, record_progress
from postmortems.domain.lifecycle import advance
from postmortems.enums import ActionStatus, DidItHelp, Move
from postmortems.exceptions import ContentFrozen, NotReady, Refused, StaleChange
from tests import scenes
from tests.conftest import NOW
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import ActionFactory, PostmortemFactory


@pytest.fixture
def action(db):
    return ActionFactory()


def test_done_with_evidence_sets_the_look_back(clock, action):
    done = record_progress(
        action, ActionStatus.DONE, base=1, by=action.owner, note_text="Fired in the drill."
    )

    assert (done.done_at, done.status_note) == (NOW, "Fired in the drill.")
    assert done.look_back_on == NOW.date() + timedelta(days=90)


@pytest.mark.parametrize(
    "status", [ActionStatus.DONE, ActionStatus.DECLINED, ActionStatus.SUPERSEDED]
)
def test_end_without_a_word_is_refused(action, status):
    with pytest.raises(Refused):
        record_progress(action, status, base=action.version, by=action.owner, note_text=" ")

    action.refresh_from_db()
    assert action.status == ActionStatus.OPEN


def test_reopened_action_is_not_done_any_more(clock, action):
    done = record_progress(action, ActionStatus.DONE, base=1, by=action.owner, note_text="Seen.")

    again = record_progress(action, ActionStatus.IN_PROGRESS, base=done.version, by=action.owner)

    assert (again.done_at, again.look_back_on) == (None, None)


def test_corrected_evidence_moves_neither_day(clock, action):
    done = record_progress(action, ActionStatus.DONE, base=1, by=action.owner, note_text="Seen.")
    looked = look_back(done, DidItHelp.YES, base=done.version, by=action.owner, note_text="Quiet.")
    clock.shift(timedelta(days=40))

    words = {"note_text": "Seen in the drill."}
    corrected = record_progress(
        looked, ActionStatus.DONE, base=looked.version, by=action.owner, **words
    )

    assert corrected.status_note == "Seen in the drill."
    assert corrected.done_at == NOW
    assert corrected.look_back_on == NOW.date() + timedelta(days=90)
    assert (corrected.did_it_help, corrected.did_it_help_note) == ("yes", "Quiet.")


def test_what_was_said_of_one_end_is_not_said_of_the_next(clock, action):
    done = record_progress(action, ActionStatus.DONE, base=1, by=action.owner, note_text="Seen.")
    looked = look_back(done, DidItHelp.NO, base=done.version, by=action.owner, note_text="Loud.")

    opened = record_progress(looked, ActionStatus.OPEN, base=looked.version, by=action.owner)

    assert (opened.did_it_help, opened.did_it_help_note) == ("", "")
    assert opened.look_back_on is None
    kept = history(action).last().before
    assert kept == {"status": "done", "did it help": "no", "did it help note": "Loud."}
    clock.shift(timedelta(days=40))
    words = {"note_text": "Again."}
    again = record_progress(
        opened, ActionStatus.DONE, base=opened.version, by=action.owner, **words
    )
    assert again.done_at == NOW + timedelta(days=40)
    assert again.look_back_on == NOW.date() + timedelta(days=130)


def test_superseded_names_what_takes_its_place(action):
    other = ActionFactory(postmortem=action.postmortem)

    ended = record_progress(
        action, ActionStatus.SUPERSEDED, base=action.version, by=action.owner, superseded_by=other
    )

    assert ended.superseded_by == other
    assert ended.is_ended


def test_progress_is_not_a_change_of_content(action):
    version = type(action.postmortem).objects.get(pk=action.postmortem_id).content_version

    record_progress(action, ActionStatus.IN_PROGRESS, base=action.version, by=action.owner)

    assert type(action.postmortem).objects.get(pk=action.postmortem_id).content_version == version


@pytest.mark.parametrize(
    "give",
    [
        lambda action, cast: hand_over(action, cast.owner, by=cast.responder),
        lambda action, cast: hand_back(action, by=cast.responder, reason="I change teams."),
    ],
)
def test_change_of_its_owner_makes_the_signature_stale(cast, give):
    scenes.finalizable(cast)
    give(cast.postmortem.actions.get(), cast)

    with pytest.raises(NotReady) as refusal:
        advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator)

    assert "sign_off" in {blocker.code for blocker in refusal.value.blockers}


def test_discarded_draft_keeps_the_owners_of_its_actions(cast):
    action = ActionFactory(postmortem=cast.postmortem, owner=cast.responder, by=cast.owner)
    scenes.discarded(cast)

    with pytest.raises(ContentFrozen):
        hand_over(action, cast.owner, by=cast.responder)


def test_owner_hands_it_back_with_a_reason(action):
    with pytest.raises(Refused):
        hand_back(action, by=action.owner, reason="")
    with pytest.raises(Refused):
        hand_back(action, by=UserFactory(), reason="Not mine to give.")

    assert hand_back(action, by=action.owner, reason="I change teams.").owner is None


def test_look_back_only_at_what_is_done(action):
    with pytest.raises(Refused):
        look_back(action, DidItHelp.YES, base=action.version, by=action.owner)
    done = record_progress(action, ActionStatus.DONE, base=1, by=action.owner, note_text="Seen.")

    looked = look_back(
        done, DidItHelp.PARTLY, base=done.version, by=action.owner, note_text="One region only."
    )

    assert (looked.did_it_help, looked.did_it_help_note) == ("partly", "One region only.")


def test_history_tells_its_own_life_only_oldest_first(action):
    ActionFactory(postmortem=action.postmortem)
    ActionFactory(postmortem=PostmortemFactory())

    record_progress(action, ActionStatus.IN_PROGRESS, base=action.version, by=action.owner)
    hand_back(action, by=action.owner, reason="I change teams.")

    assert [row.verb for row in history(action)] == [
        "action item added",
        "action item progress recorded",
        "action item handed back",
    ]


def test_progress_from_an_old_version_is_told_and_overwrites_nothing(action):
    words = "A long account of the drill."
    record_progress(action, ActionStatus.DONE, base=1, by=action.owner, note_text=words)

    with pytest.raises(StaleChange):
        record_progress(action, ActionStatus.DECLINED, base=1, by=action.owner, note_text="No.")

    action.refresh_from_db()
    assert (action.status, action.status_note) == (ActionStatus.DONE, words)
