"""From the stamp on a line to a moment: which day, which zone, and what is doubtful about it."""

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from .stamp import SEVERAL_ZONES, WEEKDAYS, ZONE_NAMES

FIRST_YEAR, LAST_YEAR = 1970, 2199
NEAR_DAYS, APART_DAYS = 7, 20
"""An open date is taken in the order that falls this near to the incident, if the other
order falls so much further away."""
FAR = timedelta(days=366)

NEXT_DAY = "Taken as the next day: it is earlier than the entry above."
BACKWARDS = "Earlier than the entry above."
TWICE = "That hour came twice: the clocks were put back."
GAP = "That time did not exist there: the clocks were put forward."
FAR_AWAY = "More than a year from the incident."


class Unreadable(ValueError):
    """It looks like a time and is none; the message says why."""


@dataclass(frozen=True)
class Ground:
    """What a block rests on where its lines say less.

    ``zone``: the incident's, by name. ``day``: of the first line. ``start``: when impact
    began (*T+5m*). ``former``: the entry before the block (*+5m* on its first line);
    ``follows`` says that its day holds for the first line too. ``today``: the day of
    reading. ``day_first``: the order of *01/03/2026*, ``None`` where nobody said.
    ``turns_after``: a bare time that is earlier by at least this begins the next day.
    """

    zone: str
    day: date
    today: date
    start: datetime | None = None
    former: datetime | None = None
    follows: bool = False
    day_first: bool | None = None
    turns_after: timedelta = timedelta(hours=6)


@lru_cache(maxsize=64)
def zone_named(name):
    """The zone of that name, or ``None``."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def order_of(pairs, day):
    """Whether the day stands first in dates like 01/03/2026; ``None``: it can't be told.

    ``pairs``: (year or ``None``, first, second). One date that reads in one order only
    decides for all, else nearness to the incident's ``day``.
    """
    day_first = any(first > 12 for _, first, _ in pairs)
    month_first = any(second > 12 for _, _, second in pairs)
    if day_first != month_first:
        return day_first
    for year, first, second in pairs:
        one = date_of(year or day.year, second, first)
        other = date_of(year or day.year, first, second)
        if one and other and one != other:
            near, far = sorted(abs((found - day).days) for found in (one, other))
            if near > NEAR_DAYS or far - near < APART_DAYS:
                return None
            return abs((one - day).days) == near
    return True


def date_of(year, month, day):
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


class Clock:
    """Turns stamps into moments, one after the other, and remembers where it is."""

    def __init__(self, ground, day_first):
        self.ground = ground
        self.day_first = day_first
        self.home = zone_named(ground.zone) or UTC
        self.zone = None  # what a line of the block said for all: an offset, a name
        self.day = None  # a day that was named and holds until a time has used it
        self.last = ground.former if ground.follows else None
        self.doubts = []

    def read(self, stamp):
        """(moment in UTC, end or ``None``, doubts). Raises ``Unreadable``."""
        self.doubts = [stamp.problem] if stamp.problem else []
        if stamp.problem and stamp.clock is None:
            raise Unreadable(stamp.problem)
        at = self.counted(stamp) if stamp.after is not None else self.told(stamp)
        ended_at = self.until(at, stamp)
        if abs((at.date() - self.ground.day).days) > FAR.days:
            self.doubts.append(FAR_AWAY)
        self.last, self.day = at, None
        return at, ended_at, tuple(self.doubts)

    def name_day(self, stamp):
        """The day that a stamp without a time names; it holds for the lines below."""
        self.doubts = []
        self.day = self.day_of(stamp)
        return self.day

    def midnight(self, day):
        return self.moment(day, None, self.home)

    def counted(self, stamp):
        """So long after the start of the impact, or after the former entry."""
        if stamp.origin == "start":
            base = self.ground.start
            if base is None:
                raise Unreadable("It counts from when impact began, which is not recorded.")
        else:
            base = self.last or self.ground.former
            if base is None:
                raise Unreadable("It counts from an entry before it, and there is none.")
        try:
            at = (base + stamp.after).astimezone(UTC)
        except OverflowError:
            raise Unreadable("That is too far away.") from None
        return within(at)

    def told(self, stamp):
        zone = self.zone_of(stamp)
        if stamp.day or stamp.near:
            return self.moment(self.day_of(stamp), stamp.clock, zone)
        if self.day:
            return self.moment(self.day, stamp.clock, zone)
        if self.last is None:
            return self.moment(self.ground.day, stamp.clock, zone)
        return self.carried(stamp, zone)

    def carried(self, stamp, zone):
        """A bare time, on the day of the entry above or, where that goes far back, the next."""
        day = self.last.astimezone(zone).date()
        doubts = list(self.doubts)
        at = self.moment(day, stamp.clock, zone)
        if self.last - at >= self.ground.turns_after:
            self.doubts = [*doubts, NEXT_DAY]
            return self.moment(day + timedelta(days=1), stamp.clock, zone)
        if at < self.last:
            self.doubts.append(BACKWARDS)
        return at

    def until(self, at, stamp):
        if stamp.until is None:
            return None
        zone = self.zone_of(stamp, quiet=True)
        day = at.astimezone(zone).date()
        end = self.moment(day, stamp.until, zone)
        return end if end >= at else self.moment(day + timedelta(days=1), stamp.until, zone)

    def moment(self, day, clock, zone):
        """That day and time there, in UTC."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Unreadable(f"There is no year {day.year} here.")
        local = datetime(day.year, day.month, day.day, tzinfo=zone)
        if clock is None:
            return local.astimezone(UTC)
        local = local.replace(hour=clock.hour, minute=clock.minute, second=clock.second)
        second = local.replace(fold=1)
        if local.utcoffset() != second.utcoffset():
            exists = local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local.replace(
                tzinfo=None
            )
            self.doubts.append(TWICE if exists else GAP)
            if exists and self.last and local.astimezone(UTC) < self.last:
                local = second
        return local.astimezone(UTC)

    def zone_of(self, stamp, quiet=False):
        """The zone of a line: its own, the block's, the incident's."""
        said = stamp.zone if stamp.zone is not None else self.zone
        if said is None:
            return self.home
        if isinstance(said, timedelta):
            return offset_zone(said)
        known = ZONE_NAMES.get(said)
        if known is None or isinstance(known, str):
            zone = zone_named(known or said)
            if zone is None and not quiet:
                self.doubts.append(
                    f"“{said}” is no zone that is known: {self.ground.zone} is used."
                )
            return zone or self.home
        noon = datetime.combine(self.day or self.ground.day, datetime.min.time(), self.home)
        if said in {noon.replace(month=month).tzname() for month in (1, 7)} - {None}:
            return self.home
        if said in SEVERAL_ZONES and not quiet:
            self.doubts.append(f"{said} means several zones: read as {offset_words(known)}.")
        return offset_zone(timedelta(minutes=known))

    def day_of(self, stamp):
        """The day that a stamp names. Raises ``Unreadable`` where there is no such day."""
        if not stamp.day:
            return self.day_near(stamp.near)
        year, month, number = stamp.day
        if month is None:
            month, number = self.settled(year, *number)
        base = self.last.astimezone(self.home).date() if self.last else self.ground.day
        if year is not None:
            found = date_of(year, month, number)
        else:
            near = (date_of(base.year + by, month, number) for by in (-1, 0, 1))
            near = [day for day in near if day]
            found = min(near, key=lambda day: abs(day - base), default=None)
        if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise Unreadable("There is no such day.")
        return found

    def settled(self, year, first, second):
        """(month, day) of two numbers: as settled for the block, unless only one order reads."""
        day_first = True if self.day_first is None else self.day_first
        if self.day_first is None and first != second and max(first, second) <= 12:
            self.doubts.append(
                "The day or the month first? Choose above how its dates are written."
            )
        for is_first in (day_first, not day_first):
            month, number = (second, first) if is_first else (first, second)
            if date_of(year or 2000, month, number):
                return month, number
        raise Unreadable("There is no such day.")

    def day_near(self, name):
        """*Today*, *yesterday* and weekdays, as they were when the block was copied: a guess."""
        day = self.ground.today
        if name == "yesterday":
            day -= timedelta(days=1)
        elif name != "today":
            from_start = (WEEKDAYS.index(name) - self.ground.day.weekday()) % 7
            day = self.ground.day + timedelta(days=from_start)
        self.doubts.append(f"“{name.capitalize()}” is read as {day.day} {day:%b %Y}.")
        return day


def within(at):
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Unreadable("That is too far away.")
    return at


def offset_zone(span):
    return timezone(span)


def offset_words(minutes):
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes >= 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
