"""Once a meeting is over, what the page tells of it is the facilitator's to set right."""

import pytest
from django.urls import reverse

from tests import scenes
from tests.factories.reviews import AttendanceFactory, MeetingFactory


@pytest.fixture
def over(cast):
    return scenes.reviewable(cast).postmortem.meetings.get()


def doors(meeting):
    """Addresses that change when it was, who facilitated it and who was there."""
    row = meeting.attendance.first()
    return [
        reverse("reviews:meeting-change", args=[meeting.pk]),
        reverse("reviews:line-change", args=["attendance", row.pk]),
        reverse("reviews:line-add", args=[meeting.pk, "attendance"]),
    ]


@pytest.mark.parametrize("part", ["owner", "contributor", "note_taker"])
def test_meeting_that_is_over_is_set_right_by_its_facilitator_alone(cast, client_of, over, part):
    over.note_taker = cast.note_taker
    over.save()
    client = client_of(cast.people[part])
    assert [client.get(door).status_code for door in doors(over)] == [403, 403, 403]
    present = reverse("reviews:present", args=[over.attendance.first().pk])
    assert client.post(present, {"present": "no"}).status_code == 403
    page = client.get(over.get_absolute_url()).content.decode()
    assert not [door for door in [*doors(over), present] if door in page]


def test_facilitator_sets_right_a_meeting_that_is_over(cast, client_of, over):
    client = client_of(cast.facilitator)
    assert [client.get(door).status_code for door in doors(over)] == [200, 200, 200]
    page = client.get(over.get_absolute_url()).content.decode()
    assert all(door in page for door in doors(over))


def test_editor_and_note_taker_write_while_it_is_ahead(cast, client_of):
    ahead = MeetingFactory(postmortem=cast.postmortem, note_taker=cast.note_taker)
    AttendanceFactory(meeting=ahead, is_present=False)
    change, row, add = doors(ahead)
    assert client_of(cast.contributor).get(change).status_code == 200
    assert client_of(cast.note_taker).get(row).status_code == 200
    assert client_of(cast.note_taker).get(add).status_code == 200
