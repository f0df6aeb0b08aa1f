"""Hostile words through every form of a review: a form error, or stored and shown escaped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.domain.meeting import schedule_meeting
from reviews.models import Meeting
from tests import scenes
from tests.factories.reviews import DecisionFactory, OpenQuestionFactory, StopFactory
from tests.hostile import BROKEN, SCRIPTS, UNICODE, through_forms

pytestmark = pytest.mark.django_db

known = [text for texts in (SCRIPTS, BROKEN, UNICODE) for text in texts.values()]
# What a browser can send: no lone surrogates.
words = st.one_of(
    st.sampled_from(known).map(lambda text: text.encode("utf-8", "replace").decode()),
    st.text(max_size=60),
    st.integers().map(str),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "\x00",
            "x" * 20_001,
            "9" * 400,
            "0001-01-01",
            "9999-12-31",
            "23:59",
            "held",
            "discarded",
            "unknown",
            "yes",
        ]
    ),
)


def doors(meeting, text, other):
    """(address, what is sent) of every form; right values beside hostile ones."""
    one, whole = f"/reviews/{meeting.pk}/", f"/postmortems/{meeting.postmortem_id}/reviews/"
    question = meeting.openquestions.first().pk
    person = str(meeting.facilitator_id)
    when = {"starts_at_day": "2027-03-04", "starts_at_time": "15:00"}
    right = {**when, "format": "full", "minutes": "60", "facilitator": person}
    row = meeting.attendance.first().pk
    return [
        (whole + "new/", right | {"place": text, "proposed": [other, text], "others": text}),
        (whole + "new/", right | {"starts_at_day": text, "starts_at_time": other}),
        (whole + "declare/", {"exception": text, "directs_nobody": other}),
        (whole + "cover/", {"text": text}),
        (whole + "part/", {"agrees": other, "words": text}),
        (one + "change/", right | {"place": text, "base": str(meeting.version)}),
        (one + "change/", right | {"facilitator": text, "note_taker": other, "base": text}),
        (one + "change/", right | {"minutes": text, "format": other, "base": [text, other]}),
        (one + "cancel/", {"reason": [text, "\x00"]}),
        (one + "close/", {"outcome": other, "reason": text}),
        (one + "notes/", {"notes": text, "base": str(meeting.version)}),
        (one + "stops/", {"entries": [text, other]}),
        (one + "invite/", {"proposed": [text, other], "others": [other]}),
        (one + "questions/q1/", {"text": text, "base": other}),
        (one + "question/add/", {"text": text, "detail": other}),
        (one + "decision/add/", {"text": [other, text], "base": other}),
        (one + "agenda/add/", {"title": text, "minutes": other, "notes": text}),
        (one + "attendance/add/", {"name": text, "user": other, "relation": "expert"}),
        (one + "attendance/add/", {"name": text, "relation": other}),
        (f"/reviews/open-questions/{question}/", {"outcome": "unknown", "words": text}),
        (f"/reviews/open-questions/{question}/", {"outcome": other, "owner": text}),
        (
            f"/reviews/lines/decision/{meeting.decisions.first().pk}/",
            {"text": text, "base": other},
        ),
        (
            f"/reviews/lines/stop/{meeting.stops.first().pk}/",
            {"notes": text, "state": other, "base": "1", "go": text},
        ),
        (f"/reviews/invitations/{row}/", {"response": [text, other]}),
        (f"/reviews/attendance/{row}/present/", {"present": text}),
    ]


def hostile(cast, client_of, *, at_length=False):
    """Send hostile words through every door, and look at the meeting that shows them."""
    values = {"facilitator": cast.facilitator, "minutes": 20, "note_taker": cast.owner}
    starts_at = cast.postmortem.started_at
    meeting = schedule_meeting(
        scenes.written(cast).fresh(),
        {**values, "starts_at": starts_at},
        by=cast.owner,
        invite=[cast.responder],
    )
    StopFactory(meeting=meeting)
    OpenQuestionFactory(meeting=meeting)
    DecisionFactory(meeting=meeting)
    facilitator, responder = client_of(cast.facilitator), client_of(cast.responder)
    count = len(doors(meeting, "", ""))

    @through_forms("reviews", at_length=at_length)
    @given(st.integers(0, count - 1), words, words)
    def send(door, text, other):
        current = Meeting.objects.get(pk=meeting.pk)
        address, data = doors(current, text, other)[door]
        sender = responder if "/part/" in address or "/invitations/" in address else facilitator
        answer = sender.post(address, data)
        assert answer.status_code in (200, 302, 409, 422), address
        assert b"<script>alert" not in answer.content
        if answer.status_code == 302 and door % 3 == 0:
            shown = facilitator.get(meeting.get_absolute_url())
            assert shown.status_code == 200
            assert b"<script>alert" not in shown.content

    send()


def test_hostile_words_through_every_form(cast, client_of):
    hostile(cast, client_of)


@pytest.mark.slow
def test_hostile_words_through_every_form_at_length(cast, client_of):
    hostile(cast, client_of, at_length=True)


def test_a_megabyte_is_refused_with_everything_returned(cast, client_of):
    whole = f"/postmortems/{cast.postmortem.pk}/reviews/declare/"
    text = "long words " * 100_000
    answer = client_of(cast.facilitator).post(whole, {"exception": text})
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()


@pytest.mark.parametrize("number", ["9" * 40, "-1", "0", "\x00", "<b>"])
def test_stop_that_is_no_stop_shows_the_first(cast, client_of, arrange, number):
    meeting = arrange(cast)
    stop = StopFactory(meeting=meeting)
    page = client_of(cast.facilitator).get(meeting.get_absolute_url(), {"stop": number})
    assert page.status_code == 200
    assert f"stop-{stop.pk}" in page.content.decode()
