"""Hints: each asks what it says, stops when it is answered, and three are the most."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postmortems.domain.hint import MOST, bring_back, hints_for, put_aside
from postmortems.enums import EntrySource, Measure, Precision
from tests.factories.postmortems import ActionFactory, ImpactFactory, TimelineEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast):
    """``told(minutes, …)``: entries so many minutes after the beginning."""

    def tell(*minutes, **values):
        begin = cast.incident.started_at
        return [
            TimelineEntryFactory(
                incident=cast.incident,
                by=cast.owner,
                occurred_at=begin + timedelta(minutes=minute),
                **values,
            )
            for minute in minutes
        ]

    return tell


def keys(cast, person=None):
    return [hint.key for hint in hints_for(cast.postmortem, person or cast.owner)[0]]


def sentence(cast, beginning):
    found, _ = hints_for(cast.postmortem, cast.owner)
    return next(hint.sentence for hint in found if hint.key.startswith(beginning))


def test_empty_draft_is_asked_nothing(cast):
    assert keys(cast) == []


def test_time_before_is_asked_for_until_something_is_told_of_it(cast, told):
    told(0, 1)
    assert keys(cast) == ["before"]
    told(-30)
    assert keys(cast) == []


def test_nothing_is_asked_of_before_where_the_beginning_is_unknown(cast, told):
    told(0)
    cast.incident.started_at = None
    assert keys(cast) == []


def test_longest_silence_is_named_with_its_times(cast, told):
    told(-5, 0, 10)
    first, then = told(20, 80)
    assert keys(cast) == [f"silence-{first.pk}-{then.pk}"]
    assert "Nothing is told between" in sentence(cast, "silence")
    told(40, 60)
    assert keys(cast) == []


@pytest.mark.parametrize("minutes", [(0, 10, 39), (0, 200), (0, 40, 80, 120, 160, 200, 240)])
def test_short_or_even_steps_are_no_silence(cast, told, minutes):
    told(-5, *minutes)
    assert keys(cast) == []


def test_entry_that_lasted_fills_the_silence(cast, told):
    told(-5, 0, 10)
    (entry,) = told(20)
    told(80)
    entry.ended_at = entry.occurred_at + timedelta(minutes=45)
    entry.save()
    assert keys(cast) == []


def test_day_without_a_time_breaks_no_silence(cast, told):
    told(-5, 0, 10, 20, 80)
    before = keys(cast)
    told(-600, precision=Precision.DAY)
    assert keys(cast) == before


def test_impact_without_a_number_is_asked_for_its_size(cast):
    impact = ImpactFactory(incident=cast.incident, by=cast.owner, quantity=None, measure="")
    assert keys(cast) == [f"impact-{impact.pk}"]
    impact.measure = Measure.NOT_MEASURED
    impact.save()
    assert keys(cast) == []


def test_action_is_asked_for_its_finish_test(cast):
    action = ActionFactory(postmortem=cast.postmortem, by=cast.owner, done_when=" ")
    assert keys(cast) == [f"finish-{action.pk}"]
    action.done_when = "The alert fires in a drill."
    action.save()
    assert keys(cast) == []


def test_key_moment_is_asked_for_its_source(cast, told):
    told(-5)
    (entry,) = told(0, is_key_moment=True, source=EntrySource.MANUAL)
    assert keys(cast) == [f"source-{entry.pk}"]
    entry.source_link = "https://example.com/graph"
    entry.save()
    assert keys(cast) == []


def test_removed_rows_are_asked_nothing(cast, told):
    for row in [
        *told(0),
        ImpactFactory(incident=cast.incident, by=cast.owner, quantity=None, measure=""),
        ActionFactory(postmortem=cast.postmortem, by=cast.owner, done_when=""),
    ]:
        row.removed_at = cast.incident.started_at
        row.save()
    assert keys(cast) == []


def test_one_put_aside_makes_room_for_the_next_and_is_ones_own(cast, told):
    told(0)
    for _ in range(4):
        ImpactFactory(incident=cast.incident, by=cast.owner, quantity=None, measure="")
    first = keys(cast)
    assert len(first) == MOST
    put_aside(cast.postmortem, cast.owner, first[0])
    put_aside(cast.postmortem, cast.owner, first[0])
    after = keys(cast)
    assert len(after) == MOST
    assert first[0] not in after
    assert hints_for(cast.postmortem, cast.owner)[1] == 1
    assert keys(cast, cast.contributor) == first
    bring_back(cast.postmortem, cast.owner)
    assert keys(cast) == first


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(minutes=st.lists(st.integers(-600, 100_000), max_size=6))
def test_three_are_the_most_and_no_two_are_the_same(cast, told, minutes):
    told(*minutes, is_key_moment=True)
    found = keys(cast)
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
