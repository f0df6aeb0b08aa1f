"""When things are due."""

from datetime import UTC, datetime, timedelta

import pytest

from postmortems.domain.due_dates import add_working_days, finalize_due
from postmortems.domain.incident import change_incident
from postmortems.domain.lifecycle import advance
from postmortems.domain.severity import clock_of
from postmortems.enums import Move, Severity
from tests import scenes
from tests.conftest import NOW
from tests.factories.postmortems import IncidentFactory, PostmortemFactory

FRIDAY = datetime(2026, 3, 13, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, datetime(2026, 3, 16, 16, 30, tzinfo=UTC)),
        (FRIDAY, 5, datetime(2026, 3, 20, 16, 30, tzinfo=UTC)),
        (FRIDAY, 10, datetime(2026, 3, 27, 16, 30, tzinfo=UTC)),
        (FRIDAY + timedelta(days=1), 1, datetime(2026, 3, 16, 16, 30, tzinfo=UTC)),
    ],
)
def test_working_days_leave_out_the_weekend(start, days, end):
    assert add_working_days(start, days) == end


@pytest.mark.parametrize(
    ("severity", "review_due"),
    [
        (Severity.SEV1, datetime(2026, 3, 15, 8, 0, tzinfo=UTC)),  # three days, weekend or not
        (Severity.SEV2, datetime(2026, 3, 19, 8, 0, tzinfo=UTC)),
        (Severity.SEV3, datetime(2026, 3, 26, 8, 0, tzinfo=UTC)),
        (Severity.SEV5, datetime(2026, 3, 26, 8, 0, tzinfo=UTC)),
    ],
)
def test_due_dates_follow_resolution_and_severity(db, clock, severity, review_due):
    resolved = NOW - timedelta(hours=1)

    postmortem = PostmortemFactory(
        incident=IncidentFactory(severity=severity, resolved_at=resolved)
    )

    assert postmortem.draft_due == resolved + timedelta(hours=48)
    assert postmortem.review_due == review_due
    assert postmortem.finalize_due is None


def test_clocks_run_from_the_start_while_it_is_not_resolved(db, clock):
    postmortem = PostmortemFactory()

    assert postmortem.draft_due == NOW + timedelta(hours=48)


def test_old_incident_written_up_later_is_not_overdue_at_birth(db, clock):
    long_ago = NOW - timedelta(days=400)

    postmortem = PostmortemFactory(
        incident=IncidentFactory(started_at=long_ago, resolved_at=long_ago)
    )

    assert postmortem.draft_due == NOW + timedelta(hours=48)


def test_clocks_follow_a_change_of_severity(db, clock):
    postmortem = PostmortemFactory(incident=IncidentFactory(severity=Severity.SEV3))
    incident = postmortem.incident

    change_incident(
        incident, {"severity": Severity.SEV1}, base=incident.version, by=incident.opened_by
    )

    postmortem.refresh_from_db()
    assert postmortem.review_due == NOW + timedelta(days=3)


def test_finalize_is_due_ten_working_days_after_the_review(cast, clock):
    scenes.reviewable(cast)

    advance(cast.postmortem, Move.MARK_REVIEWED, by=cast.facilitator)

    due = finalize_due(NOW, clock_of(Severity.SEV2))
    assert cast.fresh().finalize_due == NOW + timedelta(days=14) == due
