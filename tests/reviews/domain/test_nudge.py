"""Reminders of the clocks come twice at the most, and stop."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain.sweep import sweep
from postmortems.enums import Happening
from postmortems.models import Notification, Postmortem
from reviews.domain.nudge import LAST
from reviews.enums import MeetingOutcome
from tests.factories.postmortems import ActionFactory
from tests.factories.reviews import MeetingFactory

pytestmark = pytest.mark.django_db
CLOCK_WORDS = [Happening.DRAFT_DUE, Happening.REVIEW_DUE, Happening.FINALIZE_DUE]


def due(cast, **clocks):
    Postmortem.objects.filter(pk=cast.postmortem.pk).update(
        **{"draft_due": None, "review_due": None, "finalize_due": None, **clocks}
    )


def reminders(person, happenings=CLOCK_WORDS):
    rows = Notification.objects.filter(recipient=person, happening__in=happenings)
    return [(row.happening, row.detail) for row in rows.order_by("pk")]


def test_missed_clock_reminds_owner_and_facilitator_twice_and_stops(cast, clock):
    due(cast, draft_due=timezone.now() - timedelta(hours=1))
    for _ in range(24):
        sweep()
        clock.shift(timedelta(hours=12))

    twice = [(Happening.DRAFT_DUE, ""), (Happening.DRAFT_DUE, LAST)]
    assert reminders(cast.owner) == twice
    assert reminders(cast.facilitator) == twice
    assert Notification.objects.filter(happening__in=CLOCK_WORDS).count() == 4, "nobody else"


def test_reminders_are_days_apart(cast, clock):
    due(cast, review_due=timezone.now())
    sweep()
    clock.shift(timedelta(days=2, hours=23))
    sweep()
    assert len(reminders(cast.owner)) == 1
    clock.shift(timedelta(hours=1))
    sweep()
    assert len(reminders(cast.owner)) == 2


def test_clock_that_still_runs_reminds_nobody(cast, clock):
    due(cast, draft_due=timezone.now() + timedelta(minutes=1))
    sweep()
    assert reminders(cast.owner) == []


def test_clock_long_past_reminds_nobody(cast, clock):
    due(cast, draft_due=timezone.now() - timedelta(days=14))
    sweep()
    assert reminders(cast.owner) == []


def test_review_that_is_scheduled_reminds_nobody(cast, clock):
    due(cast, review_due=timezone.now() - timedelta(hours=1))
    MeetingFactory(
        postmortem=cast.postmortem,
        facilitator=cast.facilitator,
        outcome=MeetingOutcome.SCHEDULED,
        starts_at=timezone.now() + timedelta(days=1),
    )
    sweep()
    assert reminders(cast.owner) == []


def test_clock_that_was_moved_starts_anew(cast, clock):
    due(cast, review_due=timezone.now() - timedelta(hours=2))
    sweep()
    due(cast, review_due=timezone.now() - timedelta(hours=1))
    sweep()
    assert len(reminders(cast.owner)) == 2


@pytest.mark.parametrize(
    ("days", "told"),
    [(3, []), (2, ["action-due"]), (0, ["action-due"]), (-1, ["action-late"]), (-14, [])],
)
def test_action_reminds_its_owner_alone(cast, clock, days, told):
    ActionFactory(
        postmortem=cast.postmortem,
        owner=cast.responder,
        due_on=timezone.localdate() + timedelta(days=days),
    )
    sweep()
    sweep()
    words = [Happening.ACTION_DUE, Happening.ACTION_LATE]
    assert [name for name, _ in reminders(cast.responder, words)] == told
    assert reminders(cast.owner, words) == []
