"""What a person still holds when they leave, and who takes it."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from accounts.domain.leaving import holdings_of, leave
from accounts.models import AuditRecord
from postmortems.domain.comment import settle_thread
from postmortems.domain.section import answer_question
from postmortems.enums import Answer
from postmortems.exceptions import Refused
from postmortems.models import Notification
from reviews.domain.notebook import settle_question
from tests import scenes
from tests.factories.accounts import TeamFactory
from tests.factories.postmortems import (
    ActionFactory,
    AttachmentFactory,
    CommentThreadFactory,
    TimelineEntryFactory,
)
from tests.factories.reviews import OpenQuestionFactory

User = get_user_model()


@pytest.fixture
def busy(cast, arrange):
    """A draft of which the owner holds everything that can be held."""
    cast = scenes.written(cast)
    meeting = arrange(cast)
    ActionFactory(postmortem=cast.postmortem, owner=cast.owner)
    question = OpenQuestionFactory(meeting=meeting)
    by = {"base": question.version, "by": cast.facilitator, "owner": cast.owner}
    settle_question(question, "assigned", **by)
    return cast


def held(person, viewer):
    return {one.key: len(one.rows) for one in holdings_of(person, viewer)}


def test_everything_that_waits_is_listed_by_kind(busy):
    unknown = busy.postmortem.sections.filter(answer=Answer.NOT_KNOWN, answer_owner=busy.owner)
    assert held(busy.owner, busy.administrator) == {
        "drafts": 1,
        "actions": 1,
        "questions": 1,
        "unknowns": unknown.count(),
    }
    assert held(busy.facilitator, busy.administrator) == {"reviews": 1}
    assert held(busy.note_taker, busy.administrator) == {"notes": 1}
    assert held(busy.reader, busy.administrator) == {}


def test_those_who_take_it_have_it_and_are_told(busy):
    taker = busy.contributor
    takers = dict.fromkeys(["drafts", "actions", "questions", "unknowns"], taker)
    leave(busy.owner, takers, by=busy.administrator)
    assert not User.objects.get(pk=busy.owner.pk).is_active
    assert busy.fresh().owner == taker
    assert busy.postmortem.actions.get().owner == taker
    assert held(busy.owner, busy.administrator) == {}
    assert set(held(taker, busy.administrator)) == set(takers)
    told = set(Notification.objects.filter(recipient=taker).values_list("happening", flat=True))
    assert {"owner", "action"} <= told
    transferred = AuditRecord.objects.get(verb="ownership transferred")
    assert transferred.reason == f"{busy.owner.name} is no longer here."


def test_review_and_its_meeting_go_to_the_new_facilitator(busy):
    leave(busy.facilitator, {"reviews": busy.outsider}, by=busy.administrator)
    assert busy.fresh().facilitator == busy.outsider
    assert busy.postmortem.meetings.get().facilitator == busy.outsider


def test_what_is_refused_changes_nothing_at_all(busy):
    takers = {"actions": busy.contributor, "drafts": busy.facilitator}
    with pytest.raises(Refused, match="facilitates this review"):
        leave(busy.owner, takers, by=busy.administrator)
    assert User.objects.get(pk=busy.owner.pk).is_active
    assert busy.postmortem.actions.get().owner == busy.owner


def test_nothing_of_a_restricted_incident_goes_to_a_stranger(restricted_cast):
    cast = scenes.written(restricted_cast)
    ActionFactory(postmortem=cast.postmortem, owner=cast.responder, by=cast.owner)
    with pytest.raises(Refused, match="may not see"):
        leave(cast.responder, {"actions": cast.outsider}, by=cast.administrator)
    section = cast.postmortem.sections.questions().first()
    answer_question(section, Answer.NOT_KNOWN, by=cast.owner, owner=cast.responder)
    with pytest.raises(Refused, match="may not see"):
        leave(cast.responder, {"unknowns": cast.outsider}, by=cast.administrator)


def test_page_lists_hands_over_and_gives_back_what_was_chosen(busy, client_of):
    client = client_of(busy.administrator)
    address = reverse("accounts:person-deactivate", args=[busy.owner.pk])
    page = client.get(address).content.decode()
    for said in ("Postmortems they own", busy.incident.title, "Actions that are not done"):
        assert said in page
    refused = client.post(address, {"drafts": busy.facilitator.pk})
    assert refused.status_code == 422
    assert f'value="{busy.facilitator.pk}" selected' in refused.content.decode()
    assert client.post(address, {"drafts": "root"}).status_code == 422
    done = client.post(address, {"drafts": busy.contributor.pk}, follow=True).content.decode()
    assert "can no longer sign in" in done
    left = client.get(reverse("accounts:person-change", args=[busy.owner.pk])).content.decode()
    assert "Some things still wait for them" in left
    given = client.post(address, {"actions": busy.contributor.pk}, follow=True).content.decode()
    assert "is given away" in given


def test_what_somebody_wrote_stays_and_says_that_they_left(busy, client_of):
    CommentThreadFactory(postmortem=busy.postmortem, by=busy.responder, text="It was quiet.")
    page = reverse("postmortems:threads", args=[busy.postmortem.pk])
    client = client_of(busy.owner)
    assert "no longer here" not in client.get(page).content.decode()
    leave(busy.responder, {}, by=busy.administrator)
    told = client.get(page).content.decode()
    assert "It was quiet." in told
    assert "no longer here" in told
    people = reverse("postmortems:section", args=[busy.postmortem.pk, "q1"])
    assert "no longer here" in client.get(people).content.decode()


def test_words_of_the_notebook_are_not_told_to_whoever_is_not_in_the_group(busy):
    told = [words for one in holdings_of(busy.owner, busy.administrator) for words, _ in one.rows]
    question = busy.postmortem.meetings.get().openquestions.get()
    assert not any(question.text in words for words in told)
    assert any("A question of the review" in words for words in told)


def test_nothing_is_given_to_somebody_who_left_meanwhile(busy):
    User.objects.filter(pk=busy.contributor.pk).update(is_active=False)
    with pytest.raises(Refused, match="has left meanwhile"):
        leave(busy.owner, {"actions": busy.contributor}, by=busy.administrator)
    assert User.objects.get(pk=busy.owner.pk).is_active
    assert busy.postmortem.actions.get().owner == busy.owner


@pytest.mark.parametrize("place", ["queue", "timeline", "teams", "files"])
def test_everywhere_a_name_stands_it_says_that_they_left(busy, client_of, place):
    team = TeamFactory()
    team.members.add(busy.facilitator)
    TimelineEntryFactory(incident=busy.incident, by=busy.facilitator)
    AttachmentFactory(postmortem=busy.postmortem, by=busy.facilitator)
    address = {
        "queue": reverse("reviews:queue"),
        "timeline": reverse("postmortems:section", args=[busy.postmortem.pk, "timeline"]),
        "teams": reverse("accounts:teams"),
        "files": reverse("postmortems:attachments", args=[busy.postmortem.pk]),
    }[place]
    client = client_of(busy.administrator if place == "teams" else busy.owner)
    assert "no longer here" not in client.get(address).content.decode()
    leave(busy.facilitator, {}, by=busy.administrator)
    assert "no longer here" in client.get(address).content.decode()


def test_meetings_and_comments_go_to_those_who_take_them(busy):
    meeting = busy.postmortem.meetings.get()
    type(meeting).objects.filter(pk=meeting.pk).update(facilitator=busy.outsider)
    thread = CommentThreadFactory(postmortem=busy.postmortem)
    settle_thread(thread, "assigned", by=busy.owner, words="Ask the vendor.", owner=busy.note_taker)
    assert held(busy.outsider, busy.administrator) == {"meetings": 1}
    assert held(busy.note_taker, busy.administrator) == {"notes": 1, "comments": 1}

    with pytest.raises(Refused, match="already"):
        leave(busy.note_taker, {"notes": busy.outsider}, by=busy.administrator)
    takers = {"notes": busy.responder, "comments": busy.contributor}
    leave(busy.note_taker, takers, by=busy.administrator)
    leave(busy.outsider, {"meetings": busy.contributor}, by=busy.administrator)

    meeting.refresh_from_db()
    thread.refresh_from_db()
    assert (meeting.facilitator, meeting.note_taker) == (busy.contributor, busy.responder)
    assert (thread.outcome_owner, thread.outcome_note) == (busy.contributor, "Ask the vendor.")
