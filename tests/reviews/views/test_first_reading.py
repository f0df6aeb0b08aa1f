"""Before everyone meets, those it touches are asked to read the draft."""

import pytest
from django.urls import reverse

from accounts.models import AuditRecord
from postmortems.enums import Happening
from postmortems.exceptions import ContentFrozen, Refused
from postmortems.models import Notification
from reviews.domain import interview
from reviews.domain.first_reading import ask_to_read, asked_to_read, first_readers
from reviews.enums import InterviewStatus
from tests import scenes


def page_of(cast):
    return reverse("reviews:first-reading", args=[cast.postmortem.pk])


@pytest.fixture
def draft(cast):
    return scenes.written(cast)


def test_asked_find_it_in_the_inbox_once_and_the_page_says_who(draft, client_of):
    client = client_of(draft.owner)
    assert "Nobody yet" in client.get(page_of(draft)).content.decode()
    for _ in range(2):
        client.post(page_of(draft), {"people": [draft.responder.pk]}, follow=True)
    row = Notification.objects.get(happening=Happening.READ)
    assert (row.recipient, row.actor) == (draft.responder, draft.owner)
    page = client.get(page_of(draft)).content.decode()
    assert f"<bdi>{draft.responder.name}</bdi>" in page
    assert f'value="{draft.responder.pk}"' not in page, "nobody is asked twice"
    told = client_of(draft.responder).get(reverse("postmortems:inbox")).content.decode()
    assert "asks you to read the draft: is it right, and what is missing?" in told
    assert AuditRecord.objects.get(verb="asked to read").after == {"people": [draft.responder.name]}


def test_those_named_by_records_come_first_each_with_what_they_know(draft):
    offered = first_readers(draft.postmortem, draft.facilitator)
    assert offered[0].whys
    assert draft.facilitator not in {one.user for one in offered}
    assert draft.invited_reader in {one.user for one in offered}


def test_nothing_tells_who_talked_to_whom(draft):
    """Offered and asked are the same with and without a conversation."""
    before = [(one.user, one.whys) for one in first_readers(draft.postmortem, draft.owner)]
    talk = interview.ask(draft.postmortem, draft.invited_reader, by=draft.facilitator)
    interview.settle(talk, InterviewStatus.DONE, by=draft.facilitator)
    for viewer in (draft.owner, draft.facilitator):
        offered = {one.user: one.whys for one in first_readers(draft.postmortem, viewer)}
        assert offered[draft.invited_reader] == []
    assert [(one.user, one.whys) for one in first_readers(draft.postmortem, draft.owner)] == before


@pytest.mark.parametrize("part", ["outsider", "reader", "granted"])
def test_nobody_is_asked_who_may_not_comment(draft, client_of, part):
    person = draft.people[part]
    with pytest.raises(Refused, match="may not comment"):
        ask_to_read(draft.postmortem, [person], by=draft.owner)
    answer = client_of(draft.owner).post(page_of(draft), {"people": [person.pk]})
    assert answer.status_code == 422
    assert not asked_to_read(draft.postmortem)


@pytest.mark.parametrize(
    ("part", "status"),
    [("owner", 200), ("facilitator", 200), ("contributor", 200), ("responder", 403)]
    + [("outsider", 403), ("reader", 404)],
)
def test_whoever_edits_asks(draft, client_of, part, status):
    client = client_of(draft.people[part])
    assert client.get(page_of(draft)).status_code == status
    section = client.get(reverse("postmortems:section", args=[draft.postmortem.pk, "q1"]))
    assert (page_of(draft) in section.content.decode()) is (status == 200)


def test_choosing_nobody_says_so(draft, client_of):
    answer = client_of(draft.owner).post(page_of(draft), {})
    assert answer.status_code == 422
    assert "Choose at least one person." in answer.content.decode()


def test_nobody_is_asked_once_it_is_reviewed(cast):
    cast = scenes.reviewed(cast)
    with pytest.raises(Refused, match="reviewed already"):
        ask_to_read(cast.postmortem, [cast.responder], by=cast.owner)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_as_often_for_three_as_for_one(draft, client_of, rows, django_assert_num_queries):
    people = [draft.responder, draft.contributor, draft.note_taker][:rows]
    ask_to_read(draft.postmortem, people, by=draft.owner)
    client = client_of(draft.owner)
    with django_assert_num_queries(10):
        client.get(page_of(draft))


def test_finalized_takes_no_more(cast):
    cast = scenes.finalized(cast)
    with pytest.raises(ContentFrozen):
        ask_to_read(cast.postmortem, [cast.responder], by=cast.owner)
