"""The generic pages of the lines of a meeting, kind by kind."""

import pytest
from django.urls import reverse

from reviews.forms.line import KINDS
from reviews.models import Attendance, OpenQuestion
from tests import scenes
from tests.factories.reviews import OpenQuestionFactory

TYPED = {
    "agenda": {"title": "Listening", "minutes": "7"},
    "question": {"text": "Listening"},
    "parked": {"text": "Listening"},
    "decision": {"text": "Listening"},
    "correction": {"text": "Listening"},
    "attendance": {"name": "Listening", "relation": "affected", "is_present": "on"},
}


@pytest.mark.parametrize("kind", TYPED)
def test_line_is_added_changed_removed_and_brought_back(cast, client_of, arrange, kind):
    meeting, client = arrange(cast), client_of(cast.facilitator)
    model = KINDS[kind].model
    add = reverse("reviews:line-add", args=[meeting.pk, kind])
    assert client.get(add).status_code == 200
    response = client.post(add, TYPED[kind])
    assert response["Location"] == f"{meeting.get_absolute_url()}#{KINDS[kind].anchor}"
    line = model.objects.order_by("-pk").first()
    assert "Listening" in client.get(meeting.get_absolute_url()).content.decode()
    change = reverse("reviews:line-change", args=[kind, line.pk])
    first = next(iter(TYPED[kind]))
    client.post(change, TYPED[kind] | {first: "Hearing", "base": line.version})
    line.refresh_from_db()
    assert getattr(line, first) == "Hearing"
    client.post(reverse("reviews:line-remove", args=[kind, line.pk]))
    assert not model.objects.kept().filter(pk=line.pk).exists()
    client.post(reverse("reviews:line-restore", args=[kind, line.pk]))
    assert model.objects.kept().filter(pk=line.pk).exists()


@pytest.mark.parametrize("kind", TYPED)
def test_line_changed_from_an_old_version_shows_both(cast, client_of, arrange, kind):
    meeting, client = arrange(cast), client_of(cast.facilitator)
    client.post(reverse("reviews:line-add", args=[meeting.pk, kind]), TYPED[kind])
    line = KINDS[kind].model.objects.order_by("-pk").first()
    first = next(iter(TYPED[kind]))
    sent = TYPED[kind] | {first: "Hearing", "base": "0"}
    change = reverse("reviews:line-change", args=[kind, line.pk])
    response = client.post(change, sent)
    assert response.status_code == 409
    page = response.content.decode()
    assert "How it reads now" in page
    assert "Listening" in page
    assert "Hearing" in page
    line.refresh_from_db()
    assert getattr(line, first) == "Listening"
    assert f'name="base" value="{line.version}"' in page


@pytest.mark.parametrize("kind", [kind for kind in TYPED if kind != "correction"])
def test_line_is_written_by_those_who_run_the_meeting(cast, client_of, arrange, kind):
    meeting = arrange(cast)
    address = reverse("reviews:line-add", args=[meeting.pk, kind])
    assert client_of(cast.note_taker).get(address).status_code == 200
    for part in ("owner", "responder", "outsider", "administrator"):
        assert client_of(cast.people[part]).post(address, TYPED[kind]).status_code == 403
    assert KINDS[kind].model.objects.filter(meeting=meeting).count() == meeting.agenda.count() * (
        kind == "agenda"
    )


def test_correction_comes_from_the_whole_review_group(cast, client_of, arrange):
    meeting = arrange(cast)
    address = reverse("reviews:line-add", args=[meeting.pk, "correction"])
    assert client_of(cast.responder).post(address, {"text": "It was 21:07."}).status_code == 302
    assert client_of(cast.outsider).post(address, {"text": "No."}).status_code == 403
    assert meeting.corrections.get().created_by == cast.responder


def test_unknown_kind_does_not_exist(cast, client_of, arrange):
    address = reverse("reviews:line-add", args=[arrange(cast).pk, "verdict"])
    assert client_of(cast.facilitator).get(address).status_code == 404


def test_agenda_part_moves_up(cast, client_of, arrange):
    meeting = arrange(cast)
    last = meeting.agenda.last()
    address = reverse("reviews:line-move", args=["agenda", last.pk])
    client_of(cast.facilitator).post(address, {"direction": "up"})
    assert list(meeting.agenda.all())[-2] == last


def test_walk_in_with_an_account_gets_no_access(restricted_cast, client_of, arrange):
    cast = restricted_cast
    meeting = arrange(cast)
    address = reverse("reviews:line-add", args=[meeting.pk, "attendance"])
    sent = {"user": cast.outsider.pk, "relation": "expert", "is_present": "on"}
    client_of(cast.facilitator).post(address, sent)
    assert Attendance.objects.get().user == cast.outsider
    assert client_of(cast.outsider).get(meeting.get_absolute_url()).status_code == 404


def test_attendance_twice_is_a_form_error(cast, client_of, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    address = reverse("reviews:line-add", args=[meeting.pk, "attendance"])
    sent = {"user": cast.responder.pk, "relation": "expert"}
    response = client_of(cast.facilitator).post(address, sent)
    assert response.status_code == 422
    assert "on the list already" in response.content.decode()


def test_present_with_one_tap_and_back(cast, client_of, arrange):
    row = arrange(cast, invite=[cast.responder]).attendance.get()
    address = reverse("reviews:present", args=[row.pk])
    client = client_of(cast.note_taker)
    for answer, expected in (("yes", True), ("no", False)):
        client.post(address, {"present": answer})
        row.refresh_from_db()
        assert row.is_present is expected


def test_outcome_of_an_open_question_is_recorded_by_an_editor_too(cast, client_of, arrange):
    question = OpenQuestionFactory(meeting=arrange(cast))
    address = reverse("reviews:question-outcome", args=[question.pk])
    client = client_of(cast.contributor)
    refused = client.post(address, {"outcome": "unknown", "words": ""})
    assert refused.status_code == 422
    assert "Say why it is left unknown" in refused.content.decode()
    client.post(address, {"outcome": "assigned", "owner": cast.owner.pk, "base": "1"})
    settled = OpenQuestion.objects.get()
    assert (settled.outcome, settled.outcome_owner) == ("assigned", cast.owner)
    assert client_of(cast.responder).get(address).status_code == 403


def test_line_of_a_finalized_one_is_a_conflict(cast, client_of):
    cast = scenes.finalized(cast)
    meeting = cast.postmortem.meetings.get()
    address = reverse("reviews:line-add", args=[meeting.pk, "decision"])
    response = client_of(cast.facilitator).post(address, {"text": "Late."})
    assert response.status_code == 409
    assert not meeting.decisions.exists()


def test_notes_of_the_meeting_and_of_a_question(cast, client_of, arrange):
    meeting, client = arrange(cast), client_of(cast.note_taker)
    notes = reverse("reviews:meeting-notes", args=[meeting.pk])
    client.post(notes, {"notes": "We listened.", "base": meeting.version})
    stale = client.post(notes, {"notes": "We talked.", "base": meeting.version})
    assert stale.status_code == 409
    assert "We listened." in stale.content.decode()
    assert "We talked." in stale.content.decode()
    question = reverse("reviews:question-note", args=[meeting.pk, "q3"])
    client.post(question, {"text": "Support heard it first.", "base": "0"})
    again = client.post(question, {"text": "Otherwise.", "base": "0"})
    assert again.status_code == 409
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "We listened." in page
    assert "Support heard it first." in page


def test_outcome_from_an_old_page_shows_both(cast, client_of, arrange):
    question = OpenQuestionFactory(meeting=arrange(cast))
    address = reverse("reviews:question-outcome", args=[question.pk])
    client = client_of(cast.facilitator)
    sent = {"outcome": "answered", "base": question.version}
    assert client.post(address, sent | {"words": "A long answer."}).status_code == 302
    late = client.post(address, sent | {"words": "A late one."})
    assert late.status_code == 409
    page = late.content.decode()
    assert "A long answer." in page
    assert "A late one." in page
    assert f'name="base" value="{question.version + 1}"' in page
