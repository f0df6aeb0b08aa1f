"""By when the draft is to be out to read, beside a draft whose review is ahead."""

from datetime import timedelta

import pytest
from django.utils import timezone

from postmortems.domain import severity
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
