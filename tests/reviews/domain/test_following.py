"""Following a meeting: what one notice costs does not depend on how many listen."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditRecord
from postmortems.domain.postmortem import set_contributors
from postmortems.live.audience import Audience
from postmortems.live.notices import notice_of
from reviews.domain import following
from tests import scenes
from tests.chaos.scene import signed_in
from tests.factories.accounts import UserFactory
from tests.factories.reviews import AttendanceFactory, StopFactory

CROWDS = (5, 50)


class Listener:
    """One socket as the audience sees it."""

    def __init__(self, admission):
        self.admission, self.heard = admission, []

    def send(self, message):
        self.heard.append(message)


@pytest.fixture
def meeting(cast, arrange):
    cast = scenes.written(cast)
    cast.meeting = arrange(cast)
    cast.stops = [
        StopFactory(meeting=cast.meeting, entry=one) for one in cast.incident.timeline.all()
    ]
    return cast


def people_in(cast, count):
    """The audience of a meeting to which so many came, each through the door."""
    came = [UserFactory() for _ in range(count)]
    set_contributors(cast.fresh(), came, by=cast.owner)
    audience, listeners = Audience(), []
    for person in came:
        AttendanceFactory(meeting=cast.meeting, user=person)
        own, stream = following.admit(person, signed_in(person), cast.meeting.pk)
        listeners.append(Listener(own))
        audience.join(listeners[-1], stream, following.lapsed)
    return audience, listeners


def test_notice_of_a_stop_costs_as_many_statements_for_5_as_for_50(meeting, client_of):
    leader, counts = client_of(meeting.facilitator), []
    lead = reverse("reviews:lead", args=[meeting.meeting.pk])
    leader.post(lead)
    for count, stop in zip(CROWDS, meeting.stops, strict=True):
        audience, listeners = people_in(meeting, count)
        with CaptureQueriesContext(connection) as asked:
            leader.post(lead, {"stop": stop.pk}, headers={"HX-Request": "true"})
            audience.tell(*notice_of(AuditRecord.objects.filter(verb="moved on").last()))
        counts.append(len(asked))
        heard = [json.loads(message) for one in listeners for message in one.heard]
        assert [one["progress"]["stop"] for one in heard] == [stop.pk] * count
    assert counts[0] == counts[1]


def test_asking_again_who_may_follow_costs_three_statements_for_5_as_for_50(meeting):
    for count in CROWDS:
        _, listeners = people_in(meeting, count)
        passes = {one.admission for one in listeners}
        with CaptureQueriesContext(connection) as asked:
            assert following.lapsed(passes) == set()
        assert len(asked) == 3
    assert len(passes) == 50
