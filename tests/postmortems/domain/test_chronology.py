"""What of a timeline stands, and what is folded."""

import pytest

from postmortems.domain.chronology import SHORT, entry, phases
from postmortems.enums import EntryKind


def row(number, *, key=False, phase="during", at=None):
    return {
        "id": number,
        "occurred_at": at or f"2026-03-{1 + number // 24:02}T{number % 24:02}:00:00+00:00",
        "ended_at": None,
        "precision": "exact",
        "text": f"entry {number}",
        "kind": EntryKind.OTHER,
        "outcome": "",
        "phase": phase,
        "source": "manual",
        "source_link": "",
        "is_key_moment": key,
        "is_hidden": False,
    }


def runs(rows):
    """(is it folded, its ids) of each passage, phase after phase."""
    arranged = phases([entry(one, [], "UTC") for one in rows])
    return [
        (run["is_folded"], [one["id"] for one in run["entries"]])
        for phase in arranged
        for run in phase["passages"]
    ]


def test_short_timeline_is_not_folded():
    rows = [row(number) for number in range(SHORT)]
    assert runs(rows) == [(False, list(range(SHORT)))]


def test_long_timeline_shows_its_moments_and_folds_the_rest():
    rows = [row(number, key=number in (0, 8, 14)) for number in range(16)]
    assert runs(rows) == [
        (False, [0]),
        (True, [1, 2, 3, 4, 5, 6, 7]),
        (False, [8]),
        (True, [9, 10, 11, 12, 13]),
        (False, [14]),
        (False, [15]),
    ]


def test_gap_too_short_for_a_fold_stays_open():
    rows = [row(number, key=number in (0, 3, 20)) for number in range(21)]
    assert runs(rows)[:3] == [(False, [0]), (False, [1, 2]), (False, [3])]


def test_long_timeline_without_moments_shows_its_beginning():
    assert runs([row(number) for number in range(20)]) == [
        (False, [0, 1, 2, 3, 4, 5]),
        (True, list(range(6, 20))),
    ]


def test_no_fold_goes_over_the_border_of_a_phase():
    rows = [
        row(number, key=number in (0, 1, 2), phase="before" if number < 10 else "after")
        for number in range(20)
    ]
    assert runs(rows) == [
        (False, [0, 1, 2]),
        (True, [3, 4, 5, 6, 7, 8, 9]),
        (True, list(range(10, 20))),
    ]


@pytest.mark.parametrize("size", [0, 1, 12, 13, 60])
def test_every_entry_is_there_once_and_in_order(size):
    rows = [row(number, key=number % 7 == 0) for number in range(size)]
    assert [pk for _, ids in runs(rows) for pk in ids] == list(range(size))


def test_end_names_its_day_only_if_it_is_another_by_the_incidents_own_calendar():
    long = row(1, at="2026-03-10T23:30:00+00:00") | {"ended_at": "2026-03-11T01:00:00+00:00"}
    assert entry(long, [], "UTC")["ends_that_day"] is False
    assert entry(long, [], "Europe/Berlin")["ends_that_day"] is True


def test_perspective_tells_only_what_was_said():
    said = {"id": 1, "entry": 1, "role": "one on call", "certainty": "", "withdrawn": False}
    words = {"saw": "Smoke", "understood": "", "expected": "", "did": "Ran"}
    words |= {"options": "", "pressures": ""}
    [voice] = entry(row(1), [said | words], "UTC")["perspectives"]
    assert voice["lines"] == [("Saw or heard", "Smoke"), ("Did", "Ran")]
