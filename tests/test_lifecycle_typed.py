"""Whoever was still typing when the document closed is told so, and gets their words back."""

import pytest
from django.urls import reverse

from postmortems.enums import EntryKind
from reviews.domain.notebook import add_line
from reviews.models import OpenQuestion
from tests import scenes
from tests.factories.postmortems import ActionFactory, CommentThreadFactory
from tests.factories.reviews import MeetingFactory

WORDS = "Typed for half an hour"
# What was sent: who, where to (after what the page showed), and the rest of the form.
RECORDS = {
    "timeline": {
        "occurred_at_day": "2026-03-11",
        "occurred_at_time": "21:00",
        "text": WORDS,
        "kind": EntryKind.SYMPTOM.value,
        "source": "manual",
    },
    "factor": {"summary": WORDS},
    "idea": {"text": WORDS},
}
LINES = ["question", "parked", "decision", "correction"]


@pytest.fixture
def page(cast, client_of):
    """A full draft with a meeting ahead, and what people have open on their screens."""
    cast.meeting = MeetingFactory(postmortem=cast.postmortem, facilitator=cast.facilitator)
    question = OpenQuestion(meeting=cast.meeting, text="Who?")
    cast.question = add_line(question, by=cast.facilitator)
    cast.thread = CommentThreadFactory(postmortem=cast.postmortem, by=cast.owner)
    cast.action = ActionFactory(postmortem=cast.postmortem, owner=cast.responder, by=cast.owner)
    return cast


def is_given_back(answer):
    told = answer.content.decode()
    return (answer.status_code, WORDS in told) == (409, True) and (
        "takes no changes" in told or "was discarded" in told or "stand" in told
    )


def close(cast, how):
    scenes.discarded(cast) if how == "discarded" else scenes.bare(cast, "finalized")


@pytest.mark.parametrize("how", ["finalized", "discarded"])
@pytest.mark.parametrize("kind", RECORDS)
def test_record_typed_meanwhile_is_given_back(page, client_of, kind, how):
    close(page, how)
    address = reverse("postmortems:record-add", args=[page.incident.pk, kind])
    for headers in ({}, {"HX-Request": "true"}):
        answer = client_of(page.owner).post(address, RECORDS[kind], headers=headers)
        assert is_given_back(answer)
    assert client_of(page.owner).get(address).status_code == 409


@pytest.mark.parametrize(
    ("name", "about", "part", "sent"),
    [
        ("postmortems:thread-start", "postmortem", "owner", {"text": WORDS}),
        ("postmortems:thread-reply", "thread", "owner", {"text": WORDS}),
        (
            "postmortems:thread-settle",
            "thread",
            "owner",
            {"outcome": "answered", "words": WORDS},
        ),
        ("reviews:declare", "postmortem", "facilitator", {"exception": WORDS}),
        ("reviews:cover", "postmortem", "facilitator", {"text": WORDS}),
        ("reviews:confirm-part", "postmortem", "responder", {"agrees": "no", "words": WORDS}),
        ("reviews:meeting-notes", "meeting", "facilitator", {"notes": WORDS, "base": "1"}),
        ("reviews:meeting-cancel", "meeting", "facilitator", {"reason": WORDS}),
        (
            "reviews:meeting-close",
            "meeting",
            "facilitator",
            {"outcome": "another", "reason": WORDS},
        ),
        (
            "reviews:question-outcome",
            "question",
            "facilitator",
            {"outcome": "answered", "words": WORDS, "base": "1"},
        ),
    ],
)
def test_words_sent_meanwhile_are_given_back(page, client_of, name, about, part, sent):
    close(page, "finalized")
    address = reverse(name, args=[getattr(page, about).pk])
    assert is_given_back(client_of(getattr(page, part)).post(address, sent))


@pytest.mark.parametrize("kind", LINES)
def test_line_typed_meanwhile_is_given_back(page, client_of, kind):
    close(page, "finalized")
    address = reverse("reviews:line-add", args=[page.meeting.pk, kind])
    assert is_given_back(client_of(page.facilitator).post(address, {"text": WORDS}))
    assert client_of(page.facilitator).get(address).status_code == 409


def test_line_changed_meanwhile_is_given_back(page, client_of):
    close(page, "finalized")
    address = reverse("reviews:line-change", args=["question", page.question.pk])
    sent = {"text": WORDS, "base": page.question.version}
    assert is_given_back(client_of(page.facilitator).post(address, sent))


def test_note_to_a_question_is_given_back(page, client_of):
    close(page, "finalized")
    address = reverse("reviews:question-note", args=[page.meeting.pk, "q3"])
    assert is_given_back(client_of(page.facilitator).post(address, {"text": WORDS, "base": "0"}))


@pytest.mark.parametrize(
    ("name", "about", "part", "sent"),
    [
        ("postmortems:note", "postmortem", "owner", {"summary": WORDS}),
        ("postmortems:discard", "postmortem", "owner", {"reason": WORDS}),
        ("postmortems:action-hand-back", "action", "responder", {"reason": WORDS}),
        (
            "postmortems:people",
            "postmortem",
            "owner",
            {"do": "facilitator", "person": None, "reason": WORDS},
        ),
    ],
)
def test_words_for_a_discarded_draft_are_given_back(page, client_of, name, about, part, sent):
    close(page, "discarded")
    address = reverse(name, args=[getattr(page, about).pk])
    if "person" in sent:
        sent = sent | {"person": page.outsider.pk}
    assert is_given_back(client_of(getattr(page, part)).post(address, sent))


def test_reason_of_a_decision_is_given_back(cast, client_of):
    cast = scenes.reviewed(cast)
    idea = cast.postmortem.ideas.get()
    scenes.bare(cast, "finalized")
    sent = {"decision": "declined", "reason": WORDS, "base": idea.version}
    address = reverse("postmortems:idea-decide", args=[idea.pk])
    assert is_given_back(client_of(cast.owner).post(address, sent))
