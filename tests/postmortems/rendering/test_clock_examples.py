"""Clocks of known incidents, and of those of which little is known."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from postmortems.rendering.clock import Moment, draw
from postmortems.rendering.clock.bar import longest

from .incidents import CLOUDFLARE, GITLAB, IMPOSSIBLE, YNAB, entry, milestones, missing

ZONE = ZoneInfo("UTC")
ways = pytest.mark.parametrize("way", ["wide", "tall"])


def words(picture):
    return [text.words for text in picture.texts]


def kinds(picture):
    return [
        shape.css.removeprefix("clock-part clock-")
        for shape in picture.shapes
        if shape.css.startswith("clock-part")
    ]


def seconds(*text):
    return [datetime.fromisoformat(one).replace(tzinfo=UTC).timestamp() for one in text]


@ways
def test_long_outage_keeps_its_true_length_and_the_week_after_is_broken(way):
    picture = getattr(draw(GITLAB, ZONE, missing(GITLAB)), way)

    assert [round(gap.end - gap.start) // 3600 for gap in picture.axis.breaks] == [197]
    assert "≈ 8 days" in words(picture)
    assert {"Impact began", "Detected", "Mitigated", "Resolved"} <= set(words(picture))
    assert kinds(picture) == ["before", "impact", "mitigated", "after", "after"]
    assert {"31 Jan", "1 Feb", "18:14"} <= set(words(picture))


@ways
def test_half_an_hour_is_seen_beside_the_weeks_before(way):
    picture = getattr(draw(CLOUDFLARE, ZONE), way)
    start, end = (picture.axis.at(one) for one in seconds("2019-07-02 13:42", "2019-07-02 14:52"))

    assert end - start > picture.axis.pieces[-1].far * 0.4
    assert {"≈ 9 days", "≈ 12 days"} <= set(words(picture))


@ways
def test_days_without_times_are_bands_and_nothing_claims_an_hour(way):
    picture = getattr(draw(YNAB, ZONE, missing(YNAB)), way)

    assert kinds(picture) == ["before", "fuzzy", "impact", "fuzzy", "after"]
    assert sum(shape.css == "clock-band" for shape in picture.shapes) == len(YNAB)
    assert picture.marks == ()
    assert not any(":" in one or " h " in one for one in words(picture))
    assert "28 Apr" in words(picture)


def test_what_was_not_recorded_is_named_and_not_drawn():
    clock = draw(YNAB, ZONE, missing(YNAB))

    assert clock.missing == ("Detected", "Acknowledged", "Mitigated")
    assert not {"Detected", "Acknowledged", "Mitigated"} & set(words(clock.wide))


def test_nothing_known_is_no_picture():
    clock = draw([], ZONE, ("Impact began",))

    assert (clock.wide, clock.tall, clock.rows) == (None, None, ())


@ways
def test_impossible_order_is_told_and_no_part_is_drawn(way):
    clock = draw(IMPOSSIBLE, ZONE)
    picture = getattr(clock, way)

    assert clock.problems == (
        "“Detected” is recorded before “Impact began”: "
        "the order is impossible, one of the two is mistaken.",
    )
    assert kinds(picture) == ["unclear"]
    assert {"Detected", "Impact began", "Resolved"} <= set(words(picture))


def test_entry_that_ends_before_it_begins_is_told():
    backwards = Moment(
        "A restart",
        datetime(2024, 3, 1, 10, tzinfo=UTC),
        ended_at=datetime(2024, 3, 1, 9, tzinfo=UTC),
    )

    assert draw([backwards], ZONE).problems == (
        "“A restart” is recorded to have ended before it began.",
    )


@ways
def test_incident_that_is_not_over_has_no_green_end(way):
    picture = getattr(draw(milestones(started="2024-03-01 10:00"), ZONE), way)

    assert kinds(picture) == ["before", "impact"]
    assert "impact, no end recorded" in words(picture)


@ways
def test_times_and_days_are_those_of_the_incidents_zone(way):
    moments = milestones(started="2024-03-01 23:30", resolved="2024-03-02 00:10")
    picture = getattr(draw(moments, ZoneInfo("Asia/Kolkata")), way)

    assert {"05:00", "05:40", "2 Mar"} <= set(words(picture))
    assert "1 Mar" not in words(picture)


@ways
def test_day_with_times_in_it_does_not_stretch_the_axis(way):
    moments = [
        *milestones(started="2024-03-01 13:40", resolved="2024-03-01 14:10"),
        entry("2024-03-01", "Somebody called, that day", is_key=True),
    ]
    axis = getattr(draw(moments, ZONE), way).axis

    assert axis.end - axis.start < 3600


def test_sixty_key_moments_are_named_or_counted():
    moments = [entry(f"2024-03-01 10:{minute:02}", "A thing", is_key=True) for minute in range(60)]
    clock = draw(moments, ZONE)

    for picture in (clock.wide, clock.tall):
        assert len(picture.marks) == 60
        named = sum(text.words.startswith("A thing") for text in picture.texts)
        assert named + len(picture.unlabelled) == 60
        assert named > 5
    assert len(clock.rows) == 60


def test_part_says_how_long_it_lasted():
    picture = draw(CLOUDFLARE, ZONE).wide
    told = " | ".join(words(picture))

    assert "until resolved · 43 m" in told
    assert longest(picture.axis, []) == []


@pytest.mark.parametrize("year", [1, 9999])
def test_the_first_and_the_last_year_are_drawn(year):
    moments = [
        Moment("Impact began", datetime(year, 12 if year > 1 else 1, 31 if year > 1 else 1, hour,
                                        tzinfo=UTC), None, precision, "started_at", True)
        for hour, precision in ((0, "day"), (23, "exact"))
    ]  # fmt: skip

    assert draw(moments, ZoneInfo("America/New_York")).wide
    assert draw(moments, ZoneInfo("Asia/Tokyo")).tall


def test_what_happened_at_the_same_time_is_told_in_the_order_of_the_timeline():
    at = datetime(2026, 3, 2, tzinfo=UTC)
    day = {"at": at, "precision": "day"}
    told = [
        Moment("Mitigated", **day, kind="mitigated_at", is_milestone=True),
        Moment("Zebra falls", **day, is_key=True, place=0),
        Moment("Another falls", **day, is_key=True, place=1),
        Moment("Impact began", **day, kind="started_at", is_milestone=True),
    ]
    clock = draw(told, UTC)
    wanted = ["Impact began", "Zebra falls", "Another falls", "Mitigated"]
    assert [row.label for row in clock.rows] == wanted
    labels = [text for text in clock.tall.texts if text.words in wanted]
    assert [text.words for text in sorted(labels, key=lambda text: text.box[1])] == wanted


def test_day_without_a_time_is_told_after_the_times_of_that_day():
    told = [
        Moment("Status page stale", datetime(2026, 3, 2, tzinfo=UTC), precision="day", is_key=True),
        Moment("Switch thrown", datetime(2026, 3, 2, 0, 51, tzinfo=UTC), is_key=True, place=1),
    ]
    assert [row.label for row in draw(told, UTC).rows] == ["Switch thrown", "Status page stale"]
