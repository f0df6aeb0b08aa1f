"""What Home recalls: on this day, and what has returned."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from postmortems.domain.recollection import chronic, days_near, on_this_day
from postmortems.models import ActionItem, Incident, Publication
from tests import scenes
from tests.factories.postmortems import FactorFactory, IncidentFactory, PostmortemFactory


def began(cast, moment, zone="UTC"):
    """The published page, as if the incident had begun at this moment."""
    Incident.objects.filter(pk=cast.incident.pk).update(time_zone=zone)
    local = moment.astimezone(ZoneInfo(zone))
    Publication.objects.update(started_at=moment, began_day=local.month * 100 + local.day)


@pytest.mark.parametrize(
    ("start", "today", "years"),
    [
        (datetime(2024, 5, 10, 9, tzinfo=UTC), date(2026, 5, 10), 2),
        (datetime(2024, 5, 13, 9, tzinfo=UTC), date(2026, 5, 10), 2),
        (datetime(2024, 5, 14, 9, tzinfo=UTC), date(2026, 5, 10), None),
        (datetime(2026, 5, 9, 9, tzinfo=UTC), date(2026, 5, 10), None),
        (datetime(2024, 12, 30, 9, tzinfo=UTC), date(2026, 1, 1), 1),
        (datetime(2025, 12, 30, 9, tzinfo=UTC), date(2026, 1, 1), None),
        (datetime(2025, 1, 2, 9, tzinfo=UTC), date(2026, 12, 31), 2),
        (datetime(2024, 2, 29, 9, tzinfo=UTC), date(2026, 3, 1), 2),
        (datetime(2024, 2, 29, 9, tzinfo=UTC), date(2026, 2, 26), 2),
        (datetime(2024, 2, 29, 9, tzinfo=UTC), date(2028, 2, 29), 4),
    ],
)
def test_on_this_day_is_within_three_days_of_an_earlier_year(cast, start, today, years):
    scenes.finalized(cast)
    began(cast, start)
    found = on_this_day(cast.reader, today)
    assert (found and found.years) == years


def test_the_day_is_that_of_the_incidents_own_calendar(cast):
    scenes.finalized(cast)
    began(cast, datetime(2024, 5, 9, 23, tzinfo=UTC), zone="Asia/Tokyo")
    assert on_this_day(cast.reader, date(2026, 5, 10)).is_today


def test_leap_day_is_near_only_where_february_ends():
    assert 229 in days_near(date(2026, 2, 27))
    assert days_near(date(2028, 2, 29))[229] == 0
    assert 229 not in days_near(date(2026, 6, 1))


def test_on_this_day_tells_what_became_of_the_actions(cast):
    scenes.finalized(cast)
    began(cast, datetime(2024, 5, 10, tzinfo=UTC))
    found = on_this_day(cast.owner, date(2026, 5, 10))
    assert found.when == "Two years ago today"
    assert found.actions_words == f"0 of {found.agreed} actions done"
    ActionItem.objects.update(status="done", status_note="Done", done_at=datetime.now(UTC))
    found = on_this_day(cast.owner, date(2026, 5, 10))
    assert "done" in found.actions_words
    assert "of" not in found.actions_words


def test_draft_or_restricted_page_is_recalled_to_nobody_else(restricted_cast):
    cast = restricted_cast
    assert on_this_day(cast.owner, date(2026, 5, 10)) is None
    scenes.finalized(cast)
    began(cast, datetime(2024, 5, 10, tzinfo=UTC))
    assert on_this_day(cast.owner, date(2026, 5, 10))
    for person in (cast.reader, cast.outsider):
        assert on_this_day(person, date(2026, 5, 10)) is None


def returned(cast, days):
    """A factor of the cast's postmortem that was seen in an incident some days before."""
    earlier = PostmortemFactory(
        incident=IncidentFactory(
            title="The first time", started_at=cast.incident.started_at - timedelta(days=days)
        )
    )
    factor = FactorFactory(postmortem=cast.postmortem, links={"seen_before": [earlier.incident]})
    return earlier, factor


def test_factor_that_returned_is_told_with_the_time_between(cast):
    assert chronic(cast.outsider) is None
    _, factor = returned(cast, 120)
    found = chronic(cast.outsider)
    assert found.factor == factor
    assert found.words == "Seen again 4 months later."
    assert chronic(cast.reader) is None


def test_factor_seen_in_a_hidden_incident_is_not_told(cast):
    earlier, _ = returned(cast, 120)
    Incident.objects.filter(pk=earlier.incident_id).update(visibility="restricted")
    assert chronic(cast.outsider) is None
    assert chronic(cast.administrator)


def test_factor_whose_first_time_is_unknown_does_not_hide_an_older_one(cast):
    _, factor = returned(cast, 120)
    undated = IncidentFactory(title="Nobody knows when", started_at=None)
    later = PostmortemFactory()
    later.incident.started_at = cast.incident.started_at + timedelta(days=9)
    later.incident.save()
    later.listed_at = later.incident.started_at
    later.save()
    FactorFactory(postmortem=later, links={"seen_before": [undated]})
    assert chronic(cast.outsider).factor == factor
