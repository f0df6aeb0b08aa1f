"""One month of reviews and action workshops, day by day, as one person sees it."""

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from reviews.enums import MeetingOutcome
from reviews.models import Meeting, Workshop

from .calendar_text import RESTRICTED

FIRST_YEAR, LAST_YEAR = 1971, 2199
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Happening:
    """What stands in a day. A restricted one has no other name here."""

    at: datetime
    what: str
    reference: str
    title: str
    url: str
    is_over: bool

    @property
    def name(self):
        return f"{self.reference} {self.title}".strip()


@dataclass
class Day:
    date: date
    in_month: bool
    is_today: bool
    happenings: list = field(default_factory=list)


@dataclass
class Month:
    """``weeks`` hold seven days each, from Monday; those of other months are empty."""

    first: date
    weeks: list

    @property
    def name(self):
        return f"{calendar.month_name[self.first.month]} {self.first.year}"

    @property
    def previous(self):
        return written(self.first - timedelta(days=1))

    @property
    def next(self):
        return written(self.first + timedelta(days=31))

    @property
    def is_empty(self):
        return not any(day.happenings for week in self.weeks for day in week)


def written(day):
    """The month of a day as it stands in an address; empty where there is none."""
    return f"{day.year}-{day.month:02}" if FIRST_YEAR <= day.year <= LAST_YEAR else ""


def month_from(text):
    """The first day of a month that an address names; of this month where it names none."""
    today = timezone.localdate()
    year, _, month = text.partition("-")
    if len(text) == 7 and text.isascii() and year.isdecimal() and month.isdecimal():
        if FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12:
            return date(int(year), int(month), 1)
    return today.replace(day=1)


def month_of(user, text=""):
    """The month that ``text`` (2026-03) names, with what this person may see of it."""
    first, today = month_from(text), timezone.localdate()
    weeks = [
        [Day(day, day.month == first.month, day == today) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    days = {day.date: day for week in weeks for day in week if day.in_month}
    for happening in happenings(user, first):
        days[timezone.localdate(happening.at)].happenings.append(happening)
    return Month(first, weeks)


def happenings(user, first):
    """Meetings and workshops of a month in the reader's zone, in their order."""
    zone = timezone.get_current_timezone()
    last = (first + timedelta(days=31)).replace(day=1)
    span = [datetime.combine(day, time.min, zone) for day in (first, last)]
    within = {
        "starts_at__gte": span[0],
        "starts_at__lt": span[1],
        "postmortem__discarded_at": None,
    }
    meetings = Meeting.objects.visible_to(user).exclude(outcome=MeetingOutcome.CANCELLED)
    workshops = Workshop.objects.visible_to(user)
    found = [
        *(of_meeting(one) for one in meetings.filter(**within).for_page()),
        *(
            of_workshop(one)
            for one in workshops.filter(**within).select_related("postmortem__incident")
        ),
    ]
    return sorted(found, key=lambda one: (one.at, one.url))


def of_meeting(meeting):
    url, over = meeting.get_absolute_url(), not meeting.is_open
    return named(meeting, meeting.get_format_display(), RESTRICTED, url, over)


def of_workshop(workshop):
    url = reverse("reviews:workshop", args=[workshop.postmortem_id])
    return named(workshop, "Action workshop", "Restricted workshop", url, workshop.is_held)


def named(row, what, hidden, url, is_over):
    postmortem = row.postmortem
    if postmortem.incident.is_restricted:
        return Happening(row.starts_at, what, "", hidden, url, is_over)
    title = postmortem.incident.title
    return Happening(row.starts_at, what, postmortem.reference, title, url, is_over)
