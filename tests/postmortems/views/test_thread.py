"""Comments beside the draft: who sees which, and what becomes of them."""

import pytest

from postmortems.enums import ThreadOutcome
from postmortems.models import CommentThread
from tests import scenes
from tests.cast import PARTS
from tests.factories.postmortems import CommentThreadFactory

pytestmark = pytest.mark.django_db

GROUP = {
    "owner", "contributor", "facilitator", "note_taker", "responder", "invited_reader",
}  # fmt: skip


def comments(cast):
    return f"/postmortems/{cast.postmortem.pk}/comments/"


@pytest.mark.parametrize("part", [part for part in PARTS if part not in ("anonymous", "reader")])
def test_thread_is_seen_by_the_review_group_and_its_starter(cast, client_of, part):
    CommentThreadFactory(postmortem=cast.postmortem, text="Said in the group", by=cast.owner)
    person = getattr(cast, part)
    CommentThreadFactory(postmortem=cast.postmortem, text="Said by myself", by=person)
    client = client_of(person)
    for place in (comments(cast), f"/postmortems/{cast.postmortem.pk}/draft/summary/"):
        page = client.get(place).content.decode()
        assert ("Said in the group" in page) is (part in GROUP)
        assert "Said by myself" in page


def test_threads_of_a_draft_do_not_exist_for_a_reader(cast, client_of):
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    client = client_of(cast.reader)
    assert client.get(comments(cast)).status_code == 404
    assert client.post(f"/comments/{thread.pk}/reply/", {"text": "Me too"}).status_code == 404


def test_thread_of_others_does_not_exist_for_a_member(cast, client_of):
    thread = CommentThreadFactory(postmortem=cast.postmortem, by=cast.owner)
    client = client_of(cast.outsider)
    for verb in ("reply", "take", "settle", "resolve"):
        assert client.post(f"/comments/{thread.pk}/{verb}/", {"text": "x"}).status_code == 404


def test_thread_on_the_published_page_is_not_reached_as_a_draft_thread(cast, client_of):
    scenes.finalized(cast)
    thread = CommentThreadFactory(postmortem=cast.postmortem, on_publication=True)
    answer = client_of(cast.owner).post(f"/comments/{thread.pk}/resolve/")
    assert answer.status_code == 404


def test_member_starts_a_thread_on_a_section(cast, client_of):
    data = {"text": "Is it so?", "section": "q4", "quote": "hung"}
    answer = client_of(cast.outsider).post(comments(cast) + "start/", data)
    thread = CommentThread.objects.get()
    assert answer.url == f"/postmortems/{cast.postmortem.pk}/draft/q4/#thread-{thread.pk}"
    assert (thread.section.key, thread.quote, thread.started_by) == ("q4", "hung", cast.outsider)


@pytest.mark.parametrize(
    "data",
    [{"text": ""}, {"text": "a\x00"}, {"text": "x" * 20_001}, {"text": "x", "quote": "y" * 1001}],
)
def test_refused_comment_comes_back_as_typed(cast, client_of, data):
    answer = client_of(cast.owner).post(comments(cast) + "start/", data)
    assert answer.status_code == 422
    assert answer.context["start_form"]["text"].value() == data["text"]
    assert not CommentThread.objects.exists()


def test_reply_opens_a_resolved_thread_again(cast, client_of):
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    client = client_of(cast.owner)
    client.post(f"/comments/{thread.pk}/resolve/")
    thread.refresh_from_db()
    assert thread.is_resolved
    client.post(f"/comments/{thread.pk}/reply/", {"text": "Still unclear."})
    thread.refresh_from_db()
    assert not thread.is_resolved
    assert thread.comments.count() == 2


def test_refused_reply_comes_back_alone_and_on_the_page(cast, client_of):
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    text = "y" * 20_001
    for headers in ({}, {"HX-Request": "true"}):
        answer = client_of(cast.owner).post(
            f"/comments/{thread.pk}/reply/", {"text": text}, headers=headers
        )
        assert answer.status_code == 422
        assert text in answer.content.decode()


def test_way_back_never_leads_elsewhere(cast, client_of):
    data = {"text": "Hello", "next": "https://evil.example/"}
    answer = client_of(cast.owner).post(comments(cast) + "start/", data)
    assert answer.url.startswith(comments(cast))


def test_take_to_the_review_and_back(cast, client_of):
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    client = client_of(cast.contributor)
    client.post(f"/comments/{thread.pk}/take/", {"take": "on"})
    thread.refresh_from_db()
    assert thread.taken_to_review
    client.post(f"/comments/{thread.pk}/take/")
    thread.refresh_from_db()
    assert not thread.taken_to_review


def test_settling_is_for_those_who_edit(cast, client_of):
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    for part, status in (("responder", 403), ("administrator", 404), ("facilitator", 200)):
        person = getattr(cast, part)
        assert client_of(person).get(f"/comments/{thread.pk}/settle/").status_code == status


@pytest.mark.parametrize(
    ("data", "status", "outcome"),
    [
        ({"outcome": "answered", "words": "Yes."}, 302, ThreadOutcome.ANSWERED),
        ({"outcome": "unknown", "words": "We stopped."}, 302, ThreadOutcome.UNKNOWN),
        ({"outcome": "unknown", "words": " "}, 422, ThreadOutcome.OPEN),
        ({"outcome": "assigned"}, 422, ThreadOutcome.OPEN),
        ({"outcome": "open"}, 422, ThreadOutcome.OPEN),
        ({}, 422, ThreadOutcome.OPEN),
    ],
)
def test_settle_says_what_became_of_it(cast, client_of, data, status, outcome):
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    answer = client_of(cast.facilitator).post(f"/comments/{thread.pk}/settle/", data)
    thread.refresh_from_db()
    assert (answer.status_code, thread.outcome) == (status, outcome)


def test_settle_assigns_to_someone(cast, client_of):
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    data = {"outcome": "assigned", "owner": cast.responder.pk}
    client_of(cast.facilitator).post(f"/comments/{thread.pk}/settle/", data)
    thread.refresh_from_db()
    assert thread.outcome_owner == cast.responder
    page = client_of(cast.owner).get(comments(cast) + "?show=resolved").content.decode()
    assert "<bdi>Responder</bdi> takes it on" in page


def test_comment_is_shown_escaped(cast, client_of):
    CommentThreadFactory(postmortem=cast.postmortem, text="<img src=x onerror=alert(1)> עברית")
    page = client_of(cast.owner).get(comments(cast)).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
