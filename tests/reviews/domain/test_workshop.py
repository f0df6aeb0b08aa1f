"""The action workshop: planning, deciding, ending."""

from datetime import timedelta

import pytest
from django.utils import timezone

from postmortems.enums import ActionStatus, IdeaDecision
from postmortems.exceptions import IllegalMove, Refused, StaleChange
from postmortems.models import Notification
from reviews.domain import workshop
from tests import scenes

SOON = {"starts_at": timezone.now() + timedelta(days=2), "minutes": 30, "place": "Kitchen"}


def test_workshop_follows_a_held_review_and_tells_those_who_were_there(cast):
    with pytest.raises(Refused):
        workshop.plan_workshop(cast.fresh(), SOON, base=0, by=cast.owner)
    cast = scenes.reviewed(cast)
    planned = workshop.plan_workshop(cast.postmortem, SOON, base=0, by=cast.owner)
    told = Notification.objects.filter(happening="workshop").values_list("recipient", flat=True)
    assert {cast.facilitator.pk, cast.outsider.pk} <= set(told)
    assert cast.owner.pk not in told
    with pytest.raises(StaleChange):
        workshop.plan_workshop(cast.fresh(), SOON, base=0, by=cast.facilitator)
    changed = {**SOON, "place": "Garden"}
    workshop.plan_workshop(cast.fresh(), changed, base=planned.version, by=cast.owner)
    assert [one.place for one in cast.postmortem.workshops.all()] == ["Garden"]


def test_proposed_two_working_days_after_the_meeting(cast):
    cast = scenes.reviewed(cast)
    meeting = cast.postmortem.meetings.get()
    friday = meeting.starts_at - timedelta(days=(meeting.starts_at.weekday() - 4) % 7)
    meeting.starts_at = friday
    meeting.save()
    assert workshop.proposed_start(cast.fresh()) == friday + timedelta(days=4)


def test_accepted_idea_becomes_the_action_as_typed_or_nothing_changes(cast):
    cast = scenes.reviewed(cast)
    idea = cast.postmortem.ideas.get()
    typed = {"title": "Show the pool", "owner": cast.owner, "due_on": None, "done_when": "Seen."}
    workshop.decide(idea, IdeaDecision.ACCEPTED, base=idea.version, by=cast.owner, action=typed)
    action = cast.postmortem.actions.get()
    assert (action.title, action.owner, action.done_when) == ("Show the pool", cast.owner, "Seen.")
    assert (action.idea, action.status) == (idea, ActionStatus.OPEN)


def test_nothing_is_decided_when_the_action_cannot_be_kept(cast):
    cast = scenes.reviewed(cast)
    idea = cast.postmortem.ideas.get()
    bad = {"title": "", "owner": None, "due_on": None, "done_when": ""}
    with pytest.raises(Exception, match="title"):
        workshop.decide(idea, IdeaDecision.ACCEPTED, base=idea.version, by=cast.owner, action=bad)
    idea.refresh_from_db()
    assert idea.decision == IdeaDecision.UNDECIDED
    assert not cast.postmortem.actions.exists()


def test_before_the_review_nothing_is_decided(cast):
    cast = scenes.reviewable(cast)
    idea = cast.postmortem.ideas.get()
    with pytest.raises(IllegalMove):
        workshop.decide(idea, IdeaDecision.DECLINED, base=idea.version, by=cast.owner, reason="No")


def test_workshop_ends_once_every_idea_has_an_outcome(cast):
    cast = scenes.reviewed(cast)
    planned = workshop.plan_workshop(cast.postmortem, SOON, base=0, by=cast.owner)
    with pytest.raises(Refused, match="1 of the ideas"):
        workshop.end_workshop(planned, by=cast.owner)
    idea = cast.postmortem.ideas.get()
    workshop.decide(
        idea, IdeaDecision.DECLINED, base=idea.version, by=cast.owner, reason="It costs more."
    )
    ended = workshop.end_workshop(planned, by=cast.owner)
    assert ended.is_held
    assert workshop.end_workshop(planned, by=cast.owner).held_at == ended.held_at
