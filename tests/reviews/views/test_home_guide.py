"""The first steps of whoever runs reviews."""

import pytest
from django.urls import reverse

from accounts.models import User
from reviews.domain.guide import facilitator_guide
from tests.factories.accounts import UserFactory
from tests.factories.reviews import MeetingFactory, StopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer(cast):
    User.objects.filter(pk=cast.facilitator.pk).update(volunteers=True, guide_dismissed_at=None)
    return User.objects.get(pk=cast.facilitator.pk)


def done(user):
    return [step.done for step in facilitator_guide(User.objects.get(pk=user.pk)).steps]


def test_volunteer_without_a_review_is_led_to_the_queue(db):
    guide = facilitator_guide(UserFactory(volunteers=True, guide_dismissed_at=None))

    assert [step.url for step in guide.steps] == [reverse("reviews:queue"), "", ""]


def test_facilitator_does_the_three_steps(cast, volunteer, client_of):
    meeting = MeetingFactory(postmortem=cast.postmortem, facilitator=volunteer)
    client = client_of(volunteer)
    checklist = reverse("postmortems:move", args=[cast.postmortem.pk, "mark-reviewed"])
    places = [checklist, reverse("reviews:stops", args=[meeting.pk]), meeting.get_absolute_url()]
    home = client.get("/").text
    assert all(f'<a href="{place}">' in home for place in places)
    assert done(volunteer) == [False, False, False]

    client.get(checklist)
    assert done(volunteer) == [True, False, False]
    StopFactory(meeting=meeting)
    assert done(volunteer) == [True, True, False]
    client.get(meeting.get_absolute_url())
    assert done(volunteer) == [True, True, True]


def test_restricted_review_of_somebody_else_is_not_told(restricted_cast, db):
    MeetingFactory(postmortem=restricted_cast.postmortem, facilitator=restricted_cast.facilitator)

    guide = facilitator_guide(UserFactory(volunteers=True, guide_dismissed_at=None))

    assert restricted_cast.postmortem.reference not in guide.steps[0].hint


def test_others_get_another_guide(cast):
    assert facilitator_guide(cast.owner) is None
