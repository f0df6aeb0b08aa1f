"""Answering an invitation on its page and on the meeting's own."""

import pytest
from django.urls import reverse

from postmortems.models import Postmortem
from reviews.enums import Response
from tests.hostile import HOSTILE_TEXTS


@pytest.fixture
def invited(cast, arrange):
    """The row of the responder, who is invited."""
    return arrange(cast, invite=[cast.responder]).attendance.get(user=cast.responder)


def send(client, row, **values):
    return client.post(reverse("reviews:invitation-answer", args=[row.pk]), values)


@pytest.mark.parametrize(
    ("response", "words"),
    [("accepted", "coming"), ("tentative", "perhaps"), ("declined", "not coming")],
)
def test_answer_and_its_note_stand_on_the_meeting_page(cast, client_of, invited, response, words):
    before = Postmortem.objects.get().content_version

    send(client_of(cast.responder), invited, response=response, note="From four on")

    invited.refresh_from_db()
    assert (invited.response, invited.response_note) == (response, "From four on")
    text = client_of(cast.owner).get(invited.meeting.get_absolute_url()).content.decode()
    assert f"involved · {words} <bdi>“From four on”</bdi>" in text
    assert Postmortem.objects.get().content_version == before


def test_meeting_page_asks_whoever_is_invited_and_nobody_else(cast, client_of, invited):
    address = invited.meeting.get_absolute_url()

    assert "Will you come?" in client_of(cast.responder).get(address).content.decode()
    assert 'id="my-answer"' not in client_of(cast.owner).get(address).content.decode()
    send(client_of(cast.responder), invited, response="tentative", note="")
    assert "Your answer: <b>perhaps</b>" in (
        client_of(cast.responder).get(address).content.decode()
    )


def test_perhaps_of_a_reader_admits_nobody_yet(cast, client_of, arrange):
    row = arrange(cast, invite=[cast.reader]).attendance.get(user=cast.reader)
    client = client_of(cast.reader)

    answer = send(client, row, response="tentative", note="")
    assert answer.url == reverse("reviews:invitation-answer", args=[row.pk])
    assert client.get(row.meeting.get_absolute_url()).status_code == 404

    assert send(client, row, response="accepted", note="").url == row.meeting.get_absolute_url()
    assert client.get(row.meeting.get_absolute_url()).status_code == 200


SENT = [text.encode(errors="replace").decode() for text in HOSTILE_TEXTS.values()]


@pytest.mark.parametrize("note", [*SENT, "x" * 201])
def test_hostile_note_is_refused_with_everything_or_kept_as_typed(cast, client_of, invited, note):
    answer = send(client_of(cast.responder), invited, response="accepted", note=note)

    invited.refresh_from_db()
    if answer.status_code == 302:
        assert invited.response == Response.ACCEPTED
    else:
        assert (answer.status_code, invited.response) == (422, Response.NOT_ANSWERED)
        assert (answer.status_code, invited.response_note) == (422, "")
    assert client_of(cast.owner).get(invited.meeting.get_absolute_url()).status_code == 200
