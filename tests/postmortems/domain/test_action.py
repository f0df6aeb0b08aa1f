"""The life of an action item after it was decided."""

from datetime import timedelta

import pytest

from postmortems.domain.action import hand_back, hand_over, history, look_back, record_progress
from postmortems.enums import ActionStatus, DidItHelp
from postmortems.exceptions import Refused
from tests.conftest import NOW
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import ActionFactory, PostmortemFactory


@pytest.fixture
def action(db):
    return ActionFactory()


def test_done_with_evidence_sets_the_look_back(clock, action):
    done = record_progress(
        action, ActionStatus.DONE, by=action.owner, note_text="Fired in the drill."
    )

    assert (done.done_at, done.status_note) == (NOW, "Fired in the drill.")
    assert done.look_back_on == NOW.date() + timedelta(days=90)


@pytest.mark.parametrize(
    "status", [ActionStatus.DONE, ActionStatus.DECLINED, ActionStatus.SUPERSEDED]
)
def test_end_without_a_word_is_refused(action, status):
    with pytest.raises(Refused):
        record_progress(action, status, by=action.owner, note_text=" ")

    action.refresh_from_db()
    assert action.status == ActionStatus.OPEN


def test_reopened_action_is_not_done_any_more(clock, action):
    record_progress(action, ActionStatus.DONE, by=action.owner, note_text="Seen.")

    again = record_progress(action, ActionStatus.IN_PROGRESS, by=action.owner)

    assert (again.done_at, again.look_back_on) == (None, None)


def test_superseded_names_what_takes_its_place(action):
    other = ActionFactory(postmortem=action.postmortem)

    ended = record_progress(action, ActionStatus.SUPERSEDED, by=action.owner, superseded_by=other)

    assert ended.superseded_by == other
    assert ended.is_ended


def test_progress_is_not_a_change_of_content(action):
    version = type(action.postmortem).objects.get(pk=action.postmortem_id).content_version

    record_progress(action, ActionStatus.IN_PROGRESS, by=action.owner)
    hand_over(action, UserFactory(), by=action.owner)

    assert type(action.postmortem).objects.get(pk=action.postmortem_id).content_version == version


def test_owner_hands_it_back_with_a_reason(action):
    with pytest.raises(Refused):
        hand_back(action, by=action.owner, reason="")
    with pytest.raises(Refused):
        hand_back(action, by=UserFactory(), reason="Not mine to give.")

    assert hand_back(action, by=action.owner, reason="I change teams.").owner is None


def test_look_back_only_at_what_is_done(action):
    with pytest.raises(Refused):
        look_back(action, DidItHelp.YES, by=action.owner)
    record_progress(action, ActionStatus.DONE, by=action.owner, note_text="Seen.")

    looked = look_back(action, DidItHelp.PARTLY, by=action.owner, note_text="One region only.")

    assert (looked.did_it_help, looked.did_it_help_note) == ("partly", "One region only.")


def test_history_tells_its_own_life_only_oldest_first(action):
    ActionFactory(postmortem=action.postmortem)
    ActionFactory(postmortem=PostmortemFactory())

    record_progress(action, ActionStatus.IN_PROGRESS, by=action.owner)
    hand_back(action, by=action.owner, reason="I change teams.")

    assert [row.verb for row in history(action)] == [
        "action item added",
        "action item progress recorded",
        "action item handed back",
    ]
