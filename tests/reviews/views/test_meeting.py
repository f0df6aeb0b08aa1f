"""The pages of a meeting: who sees what, what a refused form gives back, how many queries."""

import pytest
from django.urls import reverse

from postmortems.models import Incident
from reviews.domain.notebook import set_present
from reviews.models import Meeting
from tests import scenes
from tests.factories.postmortems import PerspectiveFactory, TimelineEntryFactory
from tests.factories.reviews import (
    AttendanceFactory,
    CorrectionFactory,
    DecisionFactory,
    OpenQuestionFactory,
    ParkedItemFactory,
    StopFactory,
)

SECRET = "The replica was told from the primary by its prompt alone"


def sent(**values):
    return {
        "starts_at_day": "2027-03-04",
        "starts_at_time": "15:00",
        "format": "full",
        "minutes": "60",
    } | values


def test_schedule_reads_the_time_in_the_zone_of_who_types(cast, client_of):
    cast.owner.time_zone = "Asia/Tokyo"
    cast.owner.save()
    client = client_of(cast.owner)
    address = reverse("reviews:schedule", args=[cast.postmortem.pk])
    assert "In your time zone, Asia/Tokyo" in client.get(address).content.decode()
    response = client.post(address, sent(facilitator=cast.facilitator.pk, place="Room 1"))
    meeting = Meeting.objects.get()
    assert response["Location"] == meeting.get_absolute_url()
    assert meeting.starts_at.isoformat() == "2027-03-04T06:00:00+00:00"
    assert list(meeting.attendance.all()) == []


def test_schedule_short_takes_twenty_minutes(cast, client_of):
    address = reverse("reviews:schedule", args=[cast.postmortem.pk])
    values = sent(facilitator=cast.facilitator.pk, format="short", minutes="90")
    client_of(cast.owner).post(address, values)
    meeting = Meeting.objects.get()
    assert (meeting.minutes, meeting.is_short) == (20, True)


def test_schedule_while_one_is_scheduled_is_a_form_error_with_all_that_was_typed(
    cast, client_of, arrange
):
    arrange(cast)
    address = reverse("reviews:schedule", args=[cast.postmortem.pk])
    values = sent(facilitator=cast.facilitator.pk, place="Behind the kitchen")
    response = client_of(cast.owner).post(address, values)
    assert response.status_code == 422
    assert "A meeting is scheduled already" in response.content.decode()
    assert "Behind the kitchen" in response.content.decode()
    assert Meeting.objects.count() == 1


def test_schedule_where_one_is_scheduled_leads_to_it(cast, client_of, arrange):
    meeting = arrange(cast)
    page = client_of(cast.owner).get(reverse("reviews:schedule", args=[cast.postmortem.pk]))
    assert meeting.get_absolute_url() in page.content.decode()
    assert "form" not in (page.context or {})


def test_schedule_shows_what_speaks_against_each_facilitator(cast, client_of):
    page = client_of(cast.owner).get(reverse("reviews:schedule", args=[cast.postmortem.pk]))
    assert "Owner · owns the postmortem" in page.content.decode()
    assert "Responder · is among the incident&#x27;s people" in page.content.decode()


def test_schedule_by_a_member_without_part_is_forbidden(cast, client_of):
    page = client_of(cast.outsider).get(reverse("reviews:schedule", args=[cast.postmortem.pk]))
    assert page.status_code == 403


def test_change_from_an_old_version_shows_both(cast, client_of, arrange):
    meeting = arrange(cast, place="Room 1")
    values = sent(facilitator=cast.facilitator.pk, place="Room 2", base=meeting.version - 1)
    response = client_of(cast.owner).post(
        reverse("reviews:meeting-change", args=[meeting.pk]), values
    )
    assert response.status_code == 409
    assert "Room 1" in response.content.decode()
    assert "Room 2" in response.content.decode()
    assert Meeting.objects.get().place == "Room 1"


def test_cancel_without_a_reason_is_refused(cast, client_of, arrange):
    meeting = arrange(cast)
    address = reverse("reviews:meeting-cancel", args=[meeting.pk])
    assert client_of(cast.owner).post(address, {"reason": " "}).status_code == 422
    client_of(cast.owner).post(address, {"reason": "Half of us are ill."})
    page = client_of(cast.owner).get(meeting.get_absolute_url())
    assert "Half of us are ill." in page.content.decode()


def test_close_without_anybody_present_says_what_to_do(cast, client_of, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    address = reverse("reviews:meeting-close", args=[meeting.pk])
    client = client_of(cast.facilitator)
    response = client.post(address, {"outcome": "held"})
    assert response.status_code == 422
    assert "Mark who was there first" in response.content.decode()
    set_present(meeting.attendance.get(), True, by=cast.facilitator)
    client.post(address, {"outcome": "held"})
    assert "Suggest a correction" in client.get(meeting.get_absolute_url()).content.decode()


def test_close_is_not_for_the_note_taker(cast, client_of, arrange):
    meeting = arrange(cast)
    address = reverse("reviews:meeting-close", args=[meeting.pk])
    assert client_of(cast.note_taker).get(address).status_code == 403


@pytest.mark.parametrize(
    ("part", "reads"),
    [
        ("owner", True),
        ("contributor", True),
        ("facilitator", True),
        ("note_taker", True),
        ("responder", True),
        ("invited_reader", True),
        ("administrator", False),
        ("granted", False),
        ("outsider", False),
    ],
)
def test_notebook_is_for_the_review_group(cast, client_of, arrange, part, reads):
    meeting = arrange(cast, invite=[cast.contributor])
    entry = TimelineEntryFactory(incident=cast.incident)
    StopFactory(meeting=meeting, entry=entry, notes=SECRET)
    DecisionFactory(meeting=meeting, text="We stop here")
    page = client_of(cast.people[part]).get(meeting.get_absolute_url()).content.decode()
    assert "Walk the timeline" in page, "the agenda is for everyone who sees the incident"
    assert "facilitated by" in page
    assert (SECRET in page) is reads
    assert ("We stop here" in page) is reads
    assert (f"attendance-{meeting.attendance.get().pk}" in page) is reads


def test_notebook_shows_removed_lines_and_no_form_once_final(cast, client_of):
    cast = scenes.finalized(cast)
    page = client_of(cast.facilitator).get(Meeting.objects.get().get_absolute_url())
    assert page.status_code == 200
    main = page.content.decode().split('<main id="main"')[1]
    assert "<form" not in main


DOORS = [
    ("reviews:meeting", "meeting"),
    ("reviews:meeting-change", "meeting"),
    ("reviews:meeting-cancel", "meeting"),
    ("reviews:meeting-close", "meeting"),
    ("reviews:meeting-agenda", "meeting"),
    ("reviews:meeting-notes", "meeting"),
    ("reviews:stops", "meeting"),
    ("reviews:invite", "meeting"),
    ("reviews:schedule", "postmortem"),
    ("reviews:declare", "postmortem"),
    ("reviews:cover", "postmortem"),
    ("reviews:sign-off", "postmortem"),
    ("reviews:confirm-part", "postmortem"),
    ("reviews:question-outcome", "question"),
    ("reviews:stop-state", "stop"),
    ("reviews:present", "attendance"),
    ("reviews:invitation-answer", "attendance"),
]


def restricted_meeting(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    question = OpenQuestionFactory(meeting=meeting)
    stop = StopFactory(meeting=meeting)
    keys = {
        "meeting": meeting.pk,
        "postmortem": cast.postmortem.pk,
        "question": question.pk,
        "stop": stop.pk,
        "attendance": meeting.attendance.get().pk,
    }
    addresses = [reverse(name, args=[keys[key]]) for name, key in DOORS]
    addresses.append(reverse("reviews:question-note", args=[meeting.pk, "q1"]))
    addresses.append(reverse("reviews:line-add", args=[meeting.pk, "question"]))
    for action in ("change", "remove", "restore", "move"):
        addresses.append(reverse(f"reviews:line-{action}", args=["question", question.pk]))
    return addresses


@pytest.mark.parametrize("part", ["outsider", "reader"])
def test_restricted_meeting_exists_for_outsiders_at_no_door(
    restricted_cast, client_of, arrange, part
):
    client = client_of(restricted_cast.people[part])
    for address in restricted_meeting(restricted_cast, arrange):
        for ask in (client.get, client.post):
            status = ask(address).status_code
            assert status == 404 or (status == 405 and ask == client.get), address


def test_restricted_meeting_opens_for_its_people_at_every_door(restricted_cast, client_of, arrange):
    cast = restricted_cast
    for address in restricted_meeting(cast, arrange):
        status = client_of(cast.facilitator).get(address).status_code
        assert status in (200, 403, 405) or "invitations" in address, address


def fill(meeting, rows):
    for _ in range(rows):
        entry = TimelineEntryFactory(incident=meeting.postmortem.incident)
        StopFactory(meeting=meeting, entry=entry)
        AttendanceFactory(meeting=meeting)
        OpenQuestionFactory(meeting=meeting)
        ParkedItemFactory(meeting=meeting)
        DecisionFactory(meeting=meeting)
        CorrectionFactory(meeting=meeting)
    PerspectiveFactory.create_batch(rows, entry=meeting.stops.first().entry)


@pytest.mark.parametrize("rows", [1, 3])
def test_meeting_page_asks_as_often_for_three_rows_as_for_one(
    cast, client_of, arrange, django_assert_num_queries, rows
):
    meeting = arrange(cast)
    fill(meeting, rows)
    client = client_of(cast.facilitator)
    with django_assert_num_queries(36):
        assert client.get(meeting.get_absolute_url()).status_code == 200


def test_meeting_that_nobody_may_see_is_like_one_that_does_not_exist(cast, client_of):
    assert Incident.objects.count() == 1
    assert client_of(cast.owner).get("/reviews/999999/").status_code == 404
    assert client_of(cast.owner).get(f"/reviews/{10**40}/").status_code == 404
