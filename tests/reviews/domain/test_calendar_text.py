"""Calendars that another program reads: moments, hostile words, daylight saving."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import vobject

from reviews.domain import calendar_object, calendar_text
from reviews.domain.meeting import change_meeting
from tests.reviews.calendars import events_of, facts

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2026, 3, 28, 15, 0, tzinfo=BERLIN), datetime(2026, 3, 28, 14, 0, tzinfo=UTC)),
        (datetime(2026, 3, 30, 15, 0, tzinfo=BERLIN), datetime(2026, 3, 30, 13, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 15, 0, tzinfo=BERLIN), datetime(2026, 10, 24, 13, 0, tzinfo=UTC)),
        (datetime(2026, 10, 26, 15, 0, tzinfo=BERLIN), datetime(2026, 10, 26, 14, 0, tzinfo=UTC)),
        (datetime(2026, 3, 9, 9, 30, tzinfo=NEW_YORK), datetime(2026, 3, 9, 13, 30, tzinfo=UTC)),
    ],
)
def test_three_in_the_afternoon_stays_so_over_a_change_to_daylight_saving(
    cast, arrange, local, utc
):
    meeting = arrange(cast, starts_at=local)

    (event,) = events_of(calendar_object.feed([meeting], name="All"))

    assert event.dtstart.value == utc
    assert event.dtstart.value.astimezone(local.tzinfo).hour == local.hour


def test_meeting_over_the_night_of_the_change_is_as_long_as_it_is(cast, arrange):
    start = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=0)
    meeting = arrange(cast, starts_at=start, minutes=90)

    (event,) = events_of(calendar_object.feed([meeting], name="All"))

    assert (event.dtend.value - event.dtstart.value).total_seconds() == 90 * 60
    assert event.dtend.value.astimezone(BERLIN).hour == 3


def test_feed_and_mail_name_one_event_alike_after_a_change(cast, arrange):
    meeting = arrange(cast)
    meeting = change_meeting(meeting, {"minutes": 20}, base=meeting.version, by=cast.owner)

    (listed,) = events_of(calendar_object.feed([meeting], name="All"))
    mailed = calendar_object.invitation(
        meeting, "REQUEST", cast.owner, "accepted", title="A", place="", url="https://a.example"
    )

    assert facts(listed) == facts(events_of(mailed)[0])
    assert facts(listed)[1] == 1


def test_uid_stays_when_the_installation_moves(cast, arrange, settings):
    meeting = arrange(cast)
    before = calendar_text.uid_of(meeting)
    settings.SITE_URL = "https://elsewhere.example"

    assert calendar_text.uid_of(meeting) == before


@pytest.mark.parametrize(
    "title",
    [
        "Semicolons; commas, and \\ a backslash",
        "END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VEVENT",
        "A line\x0bbreak\x85of\u2028another kind",
        "“Zeichen” außerhalb 漢字 🔥 " + "x" * 150,
        'A "quoted" one: with colons',
    ],
)
def test_hostile_title_stays_one_line_of_words(cast, arrange, title):
    meeting = arrange(cast, place=title)
    meeting.postmortem.incident.title = title

    text = calendar_object.feed([meeting], name="All")

    (event,) = events_of(text)
    flat = " ".join(calendar_text.CONTROLS.sub(" ", title).split())
    assert event.summary.value == f"Review of {meeting.postmortem.reference} {flat}"
    assert event.location.value == flat
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("\nBEGIN:VEVENT") == 1


def test_name_with_quotes_and_colons_is_one_attendee(cast, arrange):
    cast.owner.name = 'Mallory "RSVP=FALSE": x; CN=Other, Jr'
    text = calendar_object.invitation(
        arrange(cast), "REQUEST", cast.owner, "accepted", title="A", place="", url="https://a.b"
    )

    attendee = vobject.readOne(text).vevent.attendee
    assert attendee.value == f"mailto:{cast.owner.email}"
    assert attendee.params["RSVP"] == ["TRUE"]
    assert "Mallory" in attendee.params["CN"][0]
