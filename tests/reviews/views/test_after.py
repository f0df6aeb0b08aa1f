"""After the meeting, through its pages: corrections, two questions, workshop, thanks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from postmortems.domain.lifecycle import advance
from postmortems.enums import IdeaDecision, Move
from postmortems.models import Notification
from reviews.domain.meeting import close_meeting
from reviews.enums import CorrectionAnswer
from reviews.models import Meeting, Poll
from tests import scenes
from tests.factories.postmortems import IdeaFactory
from tests.factories.reviews import AttendanceFactory, CorrectionFactory, WorkshopFactory

YES = {"learned": "yes", "again": "no"}


def test_those_who_were_there_are_asked_for_corrections(cast, arrange):
    meeting = arrange(scenes.written(cast))
    AttendanceFactory(meeting=meeting, user=cast.outsider)
    close_meeting(meeting, "held", by=cast.facilitator)
    told = Notification.objects.get(happening="correct")
    assert told.recipient == cast.outsider
    close_meeting(meeting, "held", by=cast.facilitator)
    assert Notification.objects.filter(happening="correct").count() == 1


def test_owner_takes_a_correction_in_or_says_why_not(cast, client_of):
    meeting = scenes.held(scenes.written(cast))
    line = CorrectionFactory(meeting=meeting)
    address = reverse("reviews:correction-answer", args=[line.pk])
    owner = client_of(cast.owner)
    typed = {"answer": "declined", "words": "", "base": line.version}
    refused = owner.post(address, typed)
    assert refused.status_code == 422
    assert "Say why it stays as it is" in refused.content.decode()
    done = {**typed, "words": "The log says otherwise."}
    assert owner.post(address, done).status_code == 302
    line.refresh_from_db()
    assert line.answer == CorrectionAnswer.DECLINED
    stale = owner.post(address, done)
    assert stale.status_code == 409
    assert "The log says otherwise." in stale.content.decode()
    assert client_of(cast.responder).get(address).status_code == 403
    page = owner.get(meeting.get_absolute_url()).content.decode()
    assert "left as it is" in page


def test_time_for_corrections_is_told_and_told_to_be_over(cast, client_of):
    meeting = scenes.held(scenes.written(cast))
    client = client_of(cast.owner)
    assert "Welcome until" in client.get(meeting.get_absolute_url()).content.decode()
    Meeting.objects.update(closed_at=timezone.now() - timedelta(hours=49))
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Welcome until" not in page
    assert "They were asked for until" in page


def test_poll_is_answered_once_by_those_who_were_there(cast, client_of):
    meeting = scenes.held(scenes.written(cast))
    address = reverse("reviews:poll", args=[meeting.pk])
    client = client_of(cast.owner)
    assert client.post(address, {"learned": "perhaps"}).status_code == 422
    assert client.post(address, YES).status_code == 302
    assert client.post(address, YES).status_code == 302
    poll = Poll.objects.get()
    assert (poll.answers, poll.learned, poll.again) == (1, 1, 0)
    assert client_of(cast.responder).get(address).status_code == 403


def test_workshop_page_decides_each_idea(cast, client_of):
    cast = scenes.reviewed(cast)
    idea = cast.postmortem.ideas.get()
    page = reverse("reviews:workshop", args=[cast.postmortem.pk])
    owner = client_of(cast.owner)
    assert "Make it an action" in owner.get(page).content.decode()
    assert "Make it an action" not in client_of(cast.outsider).get(page).content.decode()
    address = reverse("reviews:workshop-decide", args=[idea.pk])
    assert client_of(cast.facilitator).post(address, {"decision": "declined"}).status_code == 403
    back = owner.post(
        address, {"decision": "deferred", "reason": "Till spring", "base": idea.version}
    )
    assert back.status_code == 422
    assert "Till spring" in back.content.decode()
    typed = {"decision": "accepted", "title": "Show the pool", "base": idea.version}
    assert owner.post(address, typed).status_code == 302
    shown = owner.get(page).content.decode()
    assert "Show the pool" in shown
    assert "Every idea has an outcome" in shown
    late = owner.post(address, {**typed, "decision": "declined", "reason": "Too dear"})
    assert late.status_code == 409
    assert "Too dear" in late.content.decode()


@pytest.mark.parametrize("way", [way for way in IdeaDecision if way != "undecided"])
def test_every_way_on_can_be_sent(cast, client_of, way):
    cast = scenes.reviewed(cast)
    idea = cast.postmortem.ideas.get()
    typed = {
        "base": idea.version,
        "title": "Show it",
        "reason": "So.",
        "deferred_until": "2030-01-01",
    }
    address = reverse("reviews:workshop-decide", args=[idea.pk])
    assert client_of(cast.owner).post(address, {**typed, "decision": way}).status_code == 302
    idea.refresh_from_db()
    assert idea.decision == way


def test_workshop_is_planned_and_ended_through_its_pages(cast, client_of):
    cast = scenes.reviewed(cast)
    plan = reverse("reviews:workshop-plan", args=[cast.postmortem.pk])
    owner = client_of(cast.owner)
    assert "In your time zone" in owner.get(plan).content.decode()
    typed = {"base": 0, "starts_at_day": "2030-05-06", "starts_at_time": "10:00", "minutes": 30}
    assert owner.post(plan, typed).status_code == 302
    row = cast.postmortem.workshops.get()
    assert owner.post(plan, typed).status_code == 409
    end = reverse("reviews:workshop-end", args=[row.pk])
    told = owner.post(end, follow=True).content.decode()
    assert "1 of the ideas wait" in told


def test_queries_of_the_workshop_do_not_grow_with_its_ideas(
    cast, client_of, django_assert_num_queries
):
    cast = scenes.reviewed(cast)
    client = client_of(cast.owner)
    page = reverse("reviews:workshop", args=[cast.postmortem.pk])
    WorkshopFactory(postmortem=cast.postmortem)
    with django_assert_num_queries(ONE_IDEA):
        client.get(page)
    IdeaFactory.create_batch(2, postmortem=cast.postmortem)
    with django_assert_num_queries(ONE_IDEA):
        client.get(page)


ONE_IDEA = 7


def test_involved_are_asked_for_their_part_and_thanked_in_the_end(cast):
    cast = scenes.finalizable(cast)
    asked = Notification.objects.filter(happening="part").values_list("recipient", flat=True)
    assert set(asked) == {cast.owner.pk, cast.responder.pk}
    assert not Notification.objects.filter(happening="thanks").exists()
    cast.postmortem.partconfirmations.create(by=cast.responder, agrees=True)
    advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator)
    thanked = Notification.objects.filter(happening="thanks").values_list("recipient", flat=True)
    assert cast.responder.pk in thanked
    assert cast.outsider.pk not in thanked


def test_advice_comes_as_a_fragment(cast, client_of):
    address = reverse("postmortems:action-advice", args=[cast.postmortem.pk])
    owner = client_of(cast.owner)
    told = owner.post(address, {"title": "Monitoring of the queue"}).content.decode()
    assert "Begin with a verb" in told
    assert client_of(cast.outsider).post(address, {"title": "x"}).status_code == 403
