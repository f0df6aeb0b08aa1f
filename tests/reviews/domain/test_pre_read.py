"""By when the draft is to be out to read, beside a draft whose review is ahead."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain.sweep import sweep
from postmortems.domain import severity
from postmortems.enums import Happening
from postmortems.models import Notification
from reviews.domain.meeting import cancel_meeting
from reviews.domain.parts import beside_the_draft
from tests.factories.accounts import UserFactory
from tests.factories.reviews import MeetingFactory


def read_by(cast):
    return beside_the_draft(cast.postmortem, cast.owner)[1]["read_by"]


@pytest.mark.parametrize(("ahead", "is_told"), [(30, True), (20, False)])
def test_pre_read_is_told_until_it_is_past(cast, ahead, is_told):
    starts = timezone.now() + timedelta(hours=ahead)
    MeetingFactory(postmortem=cast.postmortem, starts_at=starts)

    assert read_by(cast) == (starts - timedelta(hours=24) if is_told else None)


def test_pre_read_follows_the_clock_of_the_severity(cast, client_of):
    starts = timezone.now() + timedelta(hours=20)
    MeetingFactory(postmortem=cast.postmortem, starts_at=starts)
    values = {
        row.severity: {name: getattr(row, name) for name in severity.CLOCK} | {"pre_read_hours": 6}
        for row in severity.all_clocks()
    }
    severity.set_all_clocks(values, base=0, by=UserFactory(role="administrator"))

    assert read_by(cast) == starts - timedelta(hours=6)
    page = client_of(cast.owner).get(f"/postmortems/{cast.postmortem.pk}/draft/q4/")
    assert "to be out to read by" in page.content.decode()


def test_without_a_meeting_there_is_none(cast):
    assert read_by(cast) is None


def told():
    rows = Notification.objects.filter(happening=Happening.PRE_READ)
    return sorted(rows.values_list("recipient__name", flat=True))


@pytest.fixture
def ahead(clock, cast, arrange):
    """A meeting in thirty hours, to which one of two came to say no."""
    starts = timezone.now() + timedelta(hours=30)
    meeting = arrange(cast, invite=[cast.responder, cast.contributor], starts_at=starts)
    meeting.attendance.filter(user=cast.contributor).update(response="declined")
    return meeting


def test_draft_is_sent_to_read_once_to_those_who_come_a_day_before(cast, ahead, clock):
    sweep()
    assert told() == []
    clock.shift(timedelta(hours=7))
    for _ in range(3):
        sweep()
        clock.shift(timedelta(hours=1))

    who = {cast.facilitator, ahead.facilitator, ahead.note_taker, cast.responder} - {None}
    assert told() == sorted({one.name for one in who})


def test_meeting_that_moves_to_another_day_sends_it_again_before_that_day(cast, ahead, clock):
    clock.shift(timedelta(hours=7))
    sweep()
    first = told()
    type(ahead).objects.filter(pk=ahead.pk).update(starts_at=ahead.starts_at + timedelta(days=7))
    sweep()
    assert told() == first
    clock.shift(timedelta(days=7))
    sweep()
    assert first
    assert told() == sorted(first * 2)


def test_cancelled_or_begun_meeting_and_reviewed_postmortem_send_nothing(cast, ahead, clock):
    clock.shift(timedelta(hours=31))
    sweep()
    assert told() == [], "it has begun"
    clock.shift(timedelta(hours=-24))
    type(cast.postmortem).objects.filter(pk=cast.postmortem.pk).update(discarded_at=timezone.now())
    sweep()
    assert told() == [], "nobody reads what was discarded"
    type(cast.postmortem).objects.filter(pk=cast.postmortem.pk).update(discarded_at=None)
    cancel_meeting(ahead, by=cast.owner, reason="Half of us are ill.")
    sweep()
    assert told() == []
