"""The preliminary note: written by the owner, read by everyone until the page."""

import pytest
from django.urls import reverse

from postmortems.domain.note import publish_note
from postmortems.models import PreliminaryNote
from tests import scenes
from tests.hostile import BROKEN, SCRIPTS, UNICODE


def url(cast, name="note"):
    return reverse(f"postmortems:{name}", args=[cast.postmortem.pk])


def sent(**changes):
    return {
        "summary": "Cards were refused.",
        "impact": "Every second card.",
        "what_to_do": "Try again.",
        "next_update_by_day": "2026-03-13",
        "next_update_by_time": "10:30",
        **changes,
    }


def test_owner_publishes_updates_and_withdraws(cast, client_of):
    client = client_of(cast.owner)
    assert client.post(url(cast), sent()).status_code == 302
    note = PreliminaryNote.objects.get()
    assert note.summary == "Cards were refused."
    assert note.next_update_by.isoformat() == "2026-03-13T10:30:00+00:00"
    told = client_of(cast.reader).get(cast.postmortem.get_absolute_url()).content.decode()
    for words in ("Cards were refused.", "Every second card.", "Try again.", "13 Mar 2026"):
        assert words in told
    assert client.post(url(cast, "note-withdraw")).status_code == 302
    assert client_of(cast.reader).get(cast.postmortem.get_absolute_url()).status_code == 404
    assert "Cards were refused." in client.get(url(cast)).content.decode()


@pytest.mark.parametrize(
    ("part", "status"),
    [("contributor", 403), ("facilitator", 403), ("outsider", 403), ("reader", 404)],
)
def test_others_do_not_publish_it(cast, client_of, part, status):
    client = client_of(getattr(cast, part))
    assert client.get(url(cast)).status_code == status
    assert client.post(url(cast), sent()).status_code == status
    assert client.post(url(cast, "note-withdraw")).status_code == status
    assert not PreliminaryNote.objects.exists()


def test_refused_note_comes_back(cast, client_of):
    response = client_of(cast.owner).post(url(cast), sent(summary="", impact="KEPT"))
    assert response.status_code == 422
    assert "KEPT" in response.content.decode()
    response = client_of(cast.owner).post(url(cast), sent(next_update_by_time=""))
    assert response.status_code == 422


def test_note_gives_way_to_the_page(cast, client_of):
    publish_note(cast.postmortem, {"summary": "Slow."}, by=cast.owner)
    cast = scenes.finalized(cast)
    client = client_of(cast.owner)
    assert "The reviewed page is published" in client.get(url(cast)).content.decode()
    assert client.post(url(cast), sent(summary="KEPT")).status_code == 422
    assert PreliminaryNote.objects.get().summary == "Slow."


def test_withdrawing_nothing_is_refused_with_a_page(cast, client_of):
    response = client_of(cast.owner).post(url(cast, "note-withdraw"))
    assert response.status_code == 422
    assert "There is no preliminary note." in response.content.decode()


def test_hostile_notes_are_answered(cast, client_of):
    client = client_of(cast.owner)
    for name, value in (SCRIPTS | BROKEN | UNICODE).items():
        value = value.encode("utf-8", "replace").decode()
        status = client.post(url(cast), sent(summary=value, impact=value)).status_code
        assert status in (302, 422), name
        told = client_of(cast.reader).get(cast.postmortem.get_absolute_url())
        assert told.status_code in (200, 404), name
        assert "<script>alert" not in told.content.decode(), name
    for value in ("0001-01-01", "9999-12-31", "x", "\x00"):
        status = client.post(url(cast), sent(next_update_by_day=value)).status_code
        assert status == 422, value
