"""Meetings as iCalendar (RFC 5545), for feeds and for invitations by mail (RFC 5546).

Times are told in UTC. A meeting is one moment, and every calendar program shows it in its
reader's own zone: so a change to or from daylight saving between now and then moves nothing.

Import it where it is used: its library takes a fifth of the time in which the server starts.
"""

from datetime import UTC, timedelta
from email.utils import parseaddr

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from reviews.enums import Response

from .calendar_text import absolute, one_line, place_of, title_of, uid_of

HOUR = timedelta(hours=1)
ANSWERS = {
    Response.NOT_ANSWERED: "NEEDS-ACTION",
    Response.ACCEPTED: "ACCEPTED",
    Response.TENTATIVE: "TENTATIVE",
    Response.DECLINED: "DECLINED",
}


def feed(meetings, *, name):
    """One calendar with these meetings, as text."""
    calendar = empty_calendar()
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", HOUR, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(HOUR))
    for meeting in meetings:
        event = event_of(meeting, title=title_of(meeting), place=place_of(meeting))
        event.add("STATUS", "CONFIRMED")
        calendar.add_component(event)
    return written(calendar)


def invitation(meeting, method, person, response, *, title, place, url):
    """The object that asks one person to the meeting (REQUEST), or calls it off (CANCEL).

    It names nobody else: who is invited is told on the page, to those who may read it. The
    organizer is the installation, which sends every change: programs take none from another
    address, and the facilitator may be replaced.
    """
    calendar = empty_calendar()
    calendar.add("METHOD", method)
    event = event_of(meeting, title=title, place=place, url=url)
    event.add("STATUS", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event.add("ORGANIZER", someone(address, name or "Afterword"))
    attendee = someone(person.email, person.name)
    attendee.params["PARTSTAT"] = vText(ANSWERS[response])
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["CUTYPE"] = vText("INDIVIDUAL")
    if method == "REQUEST":
        attendee.params["RSVP"] = vText("TRUE")
    event.add("ATTENDEE", attendee, encode=0)
    calendar.add_component(event)
    return written(calendar)


def empty_calendar():
    calendar = Calendar()
    calendar.add("PRODID", "-//Afterword//Reviews//EN")
    calendar.add("VERSION", "2.0")
    return calendar


def event_of(meeting, *, title, place, url=""):
    known = getattr(meeting, "calendar", None)
    changed_at = known.changed_at if known else meeting.created_at
    url = url or absolute(meeting.get_absolute_url())
    event = Event()
    event.add("UID", uid_of(meeting))
    event.add("SEQUENCE", known.sequence if known else 0)
    event.add("DTSTAMP", changed_at.astimezone(UTC))
    event.add("LAST-MODIFIED", changed_at.astimezone(UTC))
    # The end is counted in UTC: on a clock that changes that night, an hour may be none or two.
    start = meeting.starts_at.astimezone(UTC)
    event.add("DTSTART", start)
    event.add("DTEND", start + timedelta(minutes=meeting.minutes))
    event.add("SUMMARY", title)
    if place:
        event.add("LOCATION", place)
    event.add("DESCRIPTION", url)
    event.add("URL", url)
    restricted = meeting.postmortem.incident.is_restricted
    event.add("CLASS", "PRIVATE" if restricted else "PUBLIC")
    return event


def someone(address, name):
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = vText(one_line(name).replace('"', "'"))
    return person


def written(calendar):
    return calendar.to_ical().decode()
