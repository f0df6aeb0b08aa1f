"""Deciding ideas."""

from datetime import timedelta

import pytest
from django.utils import timezone

from postmortems.domain.action import hand_over, record_progress
from postmortems.domain.idea import decide_idea
from postmortems.domain.record import change_record, remove_record
from postmortems.enums import ActionStatus, IdeaDecision, State
from postmortems.exceptions import IllegalMove, Refused, StaleChange
from tests import scenes
from tests.factories.postmortems import FactorFactory, IdeaFactory


@pytest.fixture
def idea(cast):
    scenes.bare(cast, State.REVIEWED)
    return IdeaFactory(postmortem=cast.postmortem)


def test_accepted_idea_becomes_an_action_with_its_factors(cast):
    scenes.bare(cast, State.REVIEWED)
    factor = FactorFactory(postmortem=cast.postmortem)
    idea = IdeaFactory(postmortem=cast.postmortem, links={"factors": [factor]})

    decided = decide_idea(idea, IdeaDecision.ACCEPTED, base=1, by=cast.owner)

    action = idea.actions.get()
    assert (action.title, list(action.factors.all())) == (idea.text, [factor])
    assert (decided.decided_by, decided.is_decided) == (cast.owner, True)


def test_accepted_again_makes_no_second_action(cast, idea):
    decide_idea(idea, IdeaDecision.ACCEPTED, base=1, by=cast.owner)
    decide_idea(idea, IdeaDecision.ACCEPTED, base=2, by=cast.owner)
    assert idea.actions.count() == 1

    decide_idea(idea, IdeaDecision.UNDECIDED, base=3, by=cast.owner)
    decide_idea(idea, IdeaDecision.ACCEPTED, base=4, by=cast.owner)

    assert idea.actions.kept().count() == 1


@pytest.mark.parametrize(
    "decision", [IdeaDecision.UNDECIDED, IdeaDecision.DECLINED, IdeaDecision.ALREADY_DONE]
)
def test_accepted_no_longer_takes_its_untouched_action_along(cast, idea, decision):
    decide_idea(idea, IdeaDecision.ACCEPTED, base=1, by=cast.owner)

    decide_idea(idea, decision, base=2, by=cast.owner, reason="It is there.")

    assert not idea.actions.kept().exists()
    assert idea.actions.removed().count() == 1


@pytest.mark.parametrize(
    "touch",
    [
        lambda action, cast: hand_over(action, cast.responder, by=cast.owner),
        lambda action, cast: record_progress(
            action, ActionStatus.IN_PROGRESS, base=action.version, by=cast.owner
        ),
        lambda action, cast: change_record(action, {"done_when": "Seen."}, base=1, by=cast.owner),
    ],
)
def test_accepted_stays_while_its_action_was_worked_on(cast, idea, touch):
    decide_idea(idea, IdeaDecision.ACCEPTED, base=1, by=cast.owner)
    touch(idea.actions.get(), cast)

    with pytest.raises(Refused, match="worked on"):
        decide_idea(idea, IdeaDecision.DECLINED, base=2, by=cast.owner, reason="No.")

    idea.refresh_from_db()
    assert idea.decision == IdeaDecision.ACCEPTED
    remove_record(idea.actions.get(), by=cast.owner)
    declined = decide_idea(idea, IdeaDecision.DECLINED, base=2, by=cast.owner, reason="No.")
    assert declined.decision == IdeaDecision.DECLINED


def test_idea_of_a_draft_is_not_decided_yet(cast):
    idea = IdeaFactory(postmortem=cast.postmortem)

    with pytest.raises(IllegalMove, match="after the review"):
        decide_idea(idea, IdeaDecision.ACCEPTED, base=1, by=cast.owner)

    assert not idea.actions.exists()


def test_accepted_again_after_its_action_was_removed_makes_a_new_one(cast, idea):
    decide_idea(idea, IdeaDecision.ACCEPTED, base=1, by=cast.owner)
    remove_record(idea.actions.get(), by=cast.owner)

    decide_idea(idea, IdeaDecision.ACCEPTED, base=2, by=cast.owner)

    assert idea.actions.kept().count() == 1


@pytest.mark.parametrize("decision", [IdeaDecision.DECLINED, IdeaDecision.DEFERRED])
def test_decision_without_its_word_is_refused(cast, idea, decision):
    with pytest.raises(Refused):
        decide_idea(idea, decision, base=1, by=cast.owner, reason="  ")

    idea.refresh_from_db()
    assert not idea.is_decided


def test_deferred_keeps_its_date_until_decided_otherwise(cast, idea):
    until = timezone.localdate() + timedelta(days=30)

    deferred = decide_idea(idea, IdeaDecision.DEFERRED, base=1, by=cast.owner, deferred_until=until)
    assert deferred.deferred_until == until

    declined = decide_idea(idea, IdeaDecision.DECLINED, base=2, by=cast.owner, reason="Too big.")
    assert (declined.deferred_until, declined.decision_reason) == (None, "Too big.")


def test_undecided_again_forgets_who_decided(cast, idea):
    decide_idea(idea, IdeaDecision.ALREADY_DONE, base=1, by=cast.owner)

    undone = decide_idea(idea, IdeaDecision.UNDECIDED, base=2, by=cast.owner)

    assert (undone.is_decided, undone.decided_by, undone.decided_at) == (False, None, None)


def test_decision_over_an_older_version_is_told(cast, idea):
    decide_idea(idea, IdeaDecision.ACCEPTED, base=1, by=cast.owner)

    with pytest.raises(StaleChange):
        decide_idea(idea, IdeaDecision.DECLINED, base=1, by=cast.owner, reason="No.")
