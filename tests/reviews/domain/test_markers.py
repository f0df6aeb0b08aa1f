"""What stands out on a timeline, said of entries that stand in no database."""

from datetime import UTC, datetime, timedelta

import pytest

from postmortems.models import Perspective, TimelineEntry
from reviews.domain.markers import index, markers

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def entry(pk, minutes, **values):
    values = {"kind": "other", "text": "It happened.", "source": "chat"} | values
    return TimelineEntry(pk=pk, occurred_at=NOON + timedelta(minutes=minutes), **values)


def kinds(entries, views=None):
    return {pk: [one.kind for one in found] for pk, found in markers(entries, views or {}).items()}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"kind": "decision"}, ["decision"]),
        ({"kind": "hand-off"}, ["hand-off"]),
        ({"kind": "action", "outcome": "helped"}, []),
        ({"kind": "action", "outcome": "worse"}, ["surprise"]),
        ({"source": "manual"}, ["no source"]),
        ({"source": "manual", "source_link": "https://chat.example/1"}, []),
    ],
)
def test_entry_is_marked_by_what_it_is(values, expected):
    assert kinds([entry(1, 0, **values)]) == {1: expected}


def test_gap_counts_from_the_end_of_what_was_before_and_days_without_a_time_end_none():
    rows = [
        entry(1, 0, ended_at=NOON + timedelta(minutes=15)),
        entry(2, 34),
        entry(3, 54),
        entry(4, 60, precision="day"),
        entry(5, 73),
    ]

    assert kinds(rows) == {1: [], 2: [], 3: ["long gap"], 4: [], 5: []}
    assert markers(rows, {})[3][0].why == "20 minutes without an entry"


def test_views_differ_when_two_tell_it_otherwise_and_somebody_unsure_is_a_surprise():
    same = [Perspective(understood="The primary."), Perspective(understood="The primary.")]
    other = [Perspective(understood="The primary."), Perspective(understood="The replica.")]
    unsure = [Perspective(certainty="guessing")]
    rows = [entry(number, number) for number in (1, 2, 3)]

    found = kinds(rows, {1: same, 2: other, 3: unsure})

    assert found == {1: [], 2: ["views differ"], 3: ["surprise"]}


def test_index_leads_to_every_entry_of_a_kind_once():
    rows = [entry(1, 0, kind="decision"), entry(2, 30, kind="decision", source="manual")]

    assert index(rows, markers(rows, {})) == [
        ("decision", rows),
        ("long gap", rows[1:]),
        ("no source", rows[1:]),
    ]
