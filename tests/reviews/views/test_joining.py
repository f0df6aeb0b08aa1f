"""Asking to join a review, from the draft and the meeting's page, and the answer."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditRecord
from postmortems.domain.incident import grant_access
from postmortems.domain.lifecycle import advance
from postmortems.domain.postmortem import set_contributors
from postmortems.enums import Move
from reviews.enums import JoinAnswer
from reviews.models import JoinRequest, Meeting
from tests import scenes
from tests.factories.accounts import UserFactory
from tests.factories.reviews import JoinRequestFactory

ASK = "Ask to join the review"
PEOPLE = ("owner", "contributor", "facilitator", "note_taker", "responder")


def asking(cast):
    return reverse("reviews:join", args=[cast.postmortem.pk])


def draft(client, cast):
    page = client.get(reverse("postmortems:draft", args=[cast.postmortem.pk]), follow=True)
    assert page.status_code == 200
    return page.content.decode()


def test_member_asks_and_those_who_edit_see_it(cast, client_of, arrange):
    meeting = arrange(cast)
    client = client_of(cast.outsider)
    for page in (draft(client, cast), client.get(meeting.get_absolute_url()).content.decode()):
        assert ASK in page
        assert f'action="{asking(cast)}"' in page
    assert client.get(asking(cast)).status_code == 405

    page = client.post(asking(cast), follow=True).content.decode()

    assert "You asked to join" in page
    assert ASK not in page
    request = JoinRequest.objects.get()
    assert (request.by, request.is_waiting) == (cast.outsider, True)
    told = AuditRecord.objects.get(verb="join asked")
    assert (told.actor, told.stream) == (cast.outsider, cast.incident.reference)
    answering = f'action="{reverse("reviews:join-answer", args=[request.pk])}"'
    for part in ("owner", "contributor", "facilitator"):
        client = client_of(cast.people[part])
        assert answering in draft(client, cast)
        assert answering in client.get(meeting.get_absolute_url()).content.decode()
    for part in ("outsider", "responder", "note_taker", "granted"):
        assert answering not in draft(client_of(cast.people[part]), cast)


@pytest.mark.parametrize("part", PEOPLE)
def test_review_group_is_not_offered_to_ask(cast, client_of, part):
    client = client_of(cast.people[part])
    assert ASK not in draft(client, cast)
    assert client.post(asking(cast)).status_code == 403
    assert not JoinRequest.objects.exists()


def test_asking_twice_is_one_request(cast, client_of):
    for _ in range(2):
        assert client_of(cast.outsider).post(asking(cast)).status_code == 302
    assert JoinRequest.objects.count() == 1
    assert AuditRecord.objects.filter(verb="join asked").count() == 1


def test_accepting_invites_and_admits(restricted_cast, client_of, arrange):
    cast = restricted_cast
    arrange(cast)
    request = JoinRequestFactory(postmortem=cast.postmortem, by=cast.granted)
    address = reverse("reviews:join-answer", args=[request.pk])

    page = client_of(cast.facilitator).post(address, {"answer": "accept"}, follow=True)

    assert "Granted is invited." in page.content.decode()
    request.refresh_from_db()
    assert (request.answer, request.answered_by) == (JoinAnswer.ACCEPTED, cast.facilitator)
    row = Meeting.objects.get().attendance.get(user=cast.granted)
    assert row.is_invited
    told = AuditRecord.objects.get(verb="request to join accepted")
    assert told.actor == cast.facilitator
    assert "Ask to join" not in page.content.decode()
    assert reverse("reviews:invitation-answer", args=[row.pk]) in (
        client_of(cast.granted).get("/").content.decode()
    )


def test_declined_request_is_told_and_stays_so(cast, client_of, arrange):
    arrange(cast)
    request = JoinRequestFactory(postmortem=cast.postmortem, by=cast.outsider)
    address = reverse("reviews:join-answer", args=[request.pk])
    assert client_of(cast.owner).post(address, {"answer": "decline"}).status_code == 302
    request.refresh_from_db()
    assert (request.answer, request.answered_by) == (JoinAnswer.DECLINED, cast.owner)
    assert AuditRecord.objects.get(verb="request to join declined").actor == cast.owner
    assert not Meeting.objects.get().attendance.exists()
    page = draft(client_of(cast.outsider), cast)
    assert "it does not suit this time" in page
    assert ASK not in page
    assert client_of(cast.outsider).post(asking(cast)).status_code == 422
    assert client_of(cast.owner).post(address, {"answer": "accept"}).status_code == 422
    assert not Meeting.objects.get().attendance.exists()


@pytest.mark.parametrize("part", ["outsider", "responder", "note_taker", "administrator"])
def test_only_those_who_edit_answer(cast, client_of, arrange, part):
    arrange(cast)
    request = JoinRequestFactory(postmortem=cast.postmortem, by=cast.outsider)
    address = reverse("reviews:join-answer", args=[request.pk])
    assert client_of(cast.people[part]).post(address, {"answer": "accept"}).status_code == 403
    request.refresh_from_db()
    assert request.is_waiting


@pytest.mark.parametrize("sent", [{}, {"answer": ""}, {"answer": "\0"}, {"answer": "perhaps"}])
def test_answer_that_is_none_is_refused(cast, client_of, sent):
    request = JoinRequestFactory(postmortem=cast.postmortem, by=cast.outsider)
    address = reverse("reviews:join-answer", args=[request.pk])
    assert client_of(cast.owner).post(address, sent).status_code == 422


def test_without_a_meeting_who_asked_is_proposed_for_it(cast, client_of, arrange):
    request = JoinRequestFactory(postmortem=cast.postmortem, by=cast.outsider)
    address = reverse("reviews:join-answer", args=[request.pk])
    client = client_of(cast.owner)
    assert "proposed when you schedule" in draft(client, cast)
    assert client.post(address, {"answer": "accept"}).status_code == 422
    page = client.get(reverse("reviews:schedule", args=[cast.postmortem.pk])).content.decode()
    assert "asks to join" in page
    arrange(cast, invite=[cast.outsider])
    request.refresh_from_db()
    assert request.answer == JoinAnswer.ACCEPTED


def test_who_joined_in_another_way_asks_no_more(cast, client_of):
    JoinRequestFactory(postmortem=cast.postmortem, by=cast.outsider)
    assert cast.outsider.name in draft(client_of(cast.facilitator), cast)
    set_contributors(cast.postmortem, [cast.contributor, cast.outsider], by=cast.owner)
    assert not JoinRequest.objects.waiting().exists()


def test_reader_of_a_draft_may_ask_and_other_readers_find_nothing(cast, client_of):
    admitted = UserFactory(role=Role.READER)
    grant_access(cast.incident, admitted, by=cast.owner)
    assert ASK in draft(client_of(admitted), cast)
    assert client_of(admitted).post(asking(cast)).status_code == 302
    assert client_of(cast.reader).post(asking(cast)).status_code == 404
    assert JoinRequest.objects.get().by == admitted


def test_nobody_asks_to_join_what_is_reviewed(cast, client_of):
    scenes.reviewable(cast)
    request = JoinRequestFactory(postmortem=cast.postmortem, by=cast.granted)
    advance(cast.postmortem, Move.MARK_REVIEWED, by=cast.facilitator)
    assert ASK not in draft(client_of(cast.outsider), cast)
    assert client_of(cast.outsider).post(asking(cast)).status_code == 422
    address = reverse("reviews:join-answer", args=[request.pk])
    assert client_of(cast.owner).post(address, {"answer": "decline"}).status_code == 422


def test_request_makes_no_signature_stale(cast, client_of):
    version = cast.fresh().content_version
    client_of(cast.outsider).post(asking(cast))
    assert JoinRequest.objects.exists()
    assert cast.fresh().content_version == version
