"""Invitation, declaration, covering note, sign-off and one's own part, through their pages."""

import pytest
from django.urls import reverse

from postmortems.domain.lifecycle import advance
from postmortems.domain.section import write_section
from postmortems.enums import Move
from reviews.models import Declaration, SignOff
from tests import scenes


def test_invited_reader_sees_no_title_before_accepting(restricted_cast, client_of, arrange):
    cast = restricted_cast
    meeting = arrange(cast, invite=[cast.reader], place="Behind the kitchen")
    address = reverse("reviews:invitation-answer", args=[meeting.attendance.get().pk])
    client = client_of(cast.reader)
    page = client.get(address).content.decode()
    assert "You are invited to a review" in page
    for hidden in (cast.incident.title, cast.postmortem.reference, "Behind the kitchen"):
        assert hidden not in page
    assert client.get(meeting.get_absolute_url()).status_code == 404
    home = client.get("/").content.decode()
    assert address in home
    assert cast.incident.title not in home
    response = client.post(address, {"response": "accepted"}, follow=True)
    assert response.request["PATH_INFO"] == meeting.get_absolute_url()
    assert cast.incident.title in response.content.decode()
    assert cast.incident.title in client.get(address).content.decode()


def test_invitation_of_somebody_else_does_not_exist(cast, client_of, arrange):
    row = arrange(cast, invite=[cast.reader]).attendance.get()
    address = reverse("reviews:invitation-answer", args=[row.pk])
    assert client_of(cast.owner).get(address).status_code == 404


def test_home_tells_the_next_review_and_the_step_that_waits(cast, client_of, arrange):
    assert "a meeting to be scheduled" in client_of(cast.facilitator).get("/").content.decode()
    meeting = arrange(cast)
    for part in ("facilitator", "note_taker"):
        page = client_of(cast.people[part]).get("/").content.decode()
        assert "Your next review" in page
        assert meeting.get_absolute_url() in page
    assert "Your next review" not in client_of(cast.outsider).get("/").content.decode()


def test_declare_needs_the_tick_or_a_reason(cast, client_of):
    address = reverse("reviews:declare", args=[cast.postmortem.pk])
    client = client_of(cast.facilitator)
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"directs_nobody": "on"}).status_code == 302
    assert Declaration.objects.get().directs_nobody
    assert client_of(cast.owner).get(address).status_code == 403


def test_cover_is_for_what_came_back(cast, client_of):
    address = reverse("reviews:cover", args=[cast.postmortem.pk])
    client = client_of(cast.facilitator)
    refused = client.post(address, {"text": "It is small."})
    assert refused.status_code == 422
    assert "It is small." in refused.content.decode()
    cast = scenes.reviewed(cast)
    advance(cast.postmortem, Move.SEND_BACK, by=cast.facilitator, reason="A time.")
    assert client.post(address, {"text": "Only a time."}).status_code == 302
    assert cast.postmortem.coveringnotes.get().text == "Only a time."


def test_sign_off_shows_the_changes_and_signs_what_was_seen(cast, client_of):
    cast = scenes.decided(cast)
    address = reverse("reviews:sign-off", args=[cast.postmortem.pk])
    client = client_of(cast.facilitator)
    page = client.get(address).content.decode()
    assert "Show the pool on the dashboard" in page
    assert "Deferred" in page
    response = client.post(address, {"seen": cast.postmortem.content_version})
    assert response["Location"] == reverse(
        "postmortems:move", args=[cast.postmortem.pk, Move.FINALIZE]
    )
    assert "Go on to finalize" in client.get(address).content.decode()


def test_sign_off_of_what_changed_meanwhile_is_a_conflict_that_shows_it(cast, client_of):
    cast = scenes.decided(cast)
    section = cast.postmortem.sections.get(key="summary")
    write_section(section, "A quite different summary.", base=section.version, by=cast.owner)
    before = SignOff.objects.count()
    address = reverse("reviews:sign-off", args=[cast.postmortem.pk])
    response = client_of(cast.facilitator).post(address, {"seen": cast.postmortem.content_version})
    assert response.status_code == 409
    assert "A quite different summary." in response.content.decode().replace("<ins>", "").replace(
        "</ins>", ""
    )
    assert SignOff.objects.count() == before


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "\x00"])
def test_sign_off_without_a_version_is_a_bad_request(cast, client_of, seen):
    cast = scenes.decided(cast)
    address = reverse("reviews:sign-off", args=[cast.postmortem.pk])
    assert client_of(cast.facilitator).post(address, {"seen": seen}).status_code == 400


def test_part_is_read_by_facilitator_and_owner_alone(cast, client_of):
    cast = scenes.reviewed(cast)
    address = reverse("reviews:confirm-part", args=[cast.postmortem.pk])
    sent = {"agrees": "no", "words": "I had asked before."}
    response = client_of(cast.responder).post(address, sent, follow=True)
    assert "Add your perspective" in response.content.decode()
    draft = reverse("postmortems:section", args=[cast.postmortem.pk, "summary"])
    for part, reads in [
        ("facilitator", True),
        ("owner", True),
        ("contributor", False),
        ("administrator", False),
        ("outsider", False),
    ]:
        page = client_of(cast.people[part]).get(draft).content.decode()
        assert ("I had asked before." in page) is reads, part
    assert client_of(cast.outsider).get(address).status_code == 403


def test_part_without_an_answer_gives_the_words_back(cast, client_of):
    address = reverse("reviews:confirm-part", args=[cast.postmortem.pk])
    response = client_of(cast.responder).post(address, {"words": "I had asked before."})
    assert response.status_code == 422
    assert "I had asked before." in response.content.decode()


def test_part_after_finalize_is_a_conflict(cast, client_of):
    cast = scenes.finalized(cast)
    address = reverse("reviews:confirm-part", args=[cast.postmortem.pk])
    assert client_of(cast.responder).post(address, {"agrees": "yes"}).status_code == 409


def test_sign_off_before_any_review_says_what_comes_first(cast, client_of):
    answer = client_of(cast.facilitator).get(reverse("reviews:sign-off", args=[cast.postmortem.pk]))
    page = answer.content.decode()
    assert "There is nothing to sign yet" in page
    assert "Sign what is shown here" not in page
