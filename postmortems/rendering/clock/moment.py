"""What the clock is drawn from: moments, as intervals of seconds on a true axis."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from .measure import tidy

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400.0
DAY_ONLY, APPROXIMATE = "day", "approximate"
LABEL_LIMIT = 400
"""Characters of a label that are looked at: no more of it is ever drawn."""

STARTED, DETECTED, ACKNOWLEDGED = "started_at", "detected_at", "acknowledged_at"
MITIGATED, RESOLVED, DECLARED = "mitigated_at", "resolved_at", "declared_at"
ORDER = (STARTED, DETECTED, ACKNOWLEDGED, MITIGATED, RESOLVED)
"""The milestones that follow one another; *declared* may stand anywhere."""


@dataclass(frozen=True)
class Moment:
    """One thing on the clock. ``at`` and ``ended_at`` are aware.

    ``precision``: *exact*, *approximate* or *day* (somewhere in that day of the clock's zone).
    ``kind``: the name of a milestone (``ORDER``, ``DECLARED``) or the kind of an entry.
    ``place``: where an entry stands in the timeline; it decides between equal times.
    """

    label: str
    at: datetime
    ended_at: datetime | None = None
    precision: str = "exact"
    kind: str = "other"
    is_milestone: bool = False
    is_key: bool = False
    place: int = 0


@dataclass(frozen=True)
class Placed:
    """A moment with where it lies: from ``start`` to ``end``, in seconds since 1970.

    For a time both are the same; for a day they are its two midnights. ``until`` is where
    something that lasted ended, or ``None``.
    """

    moment: Moment
    start: float
    end: float
    until: float | None
    local: datetime
    label: str

    @property
    def is_day(self):
        return self.moment.precision == DAY_ONLY

    @property
    def rank(self):
        """Who is labelled first: milestones, key moments, the others."""
        return 0 if self.moment.is_milestone else 1 if self.moment.is_key else 2


def placed(moment: Moment, zone: tzinfo) -> Placed:
    """The moment on the axis of seconds, with its words' local time."""
    local = in_zone(moment.at, zone)
    start = end = seconds(moment.at)
    if moment.precision == DAY_ONLY:
        start, end = bounds_of_day(local, start)
    until = seconds(moment.ended_at) if moment.ended_at else None
    lasts = until is not None and until > end and moment.precision != DAY_ONLY
    label = tidy(moment.label[:LABEL_LIMIT]) or "(no words)"
    return Placed(moment, start, end, until if lasts else None, local, label)


def in_order(one):
    """By time. At the same time what begins stands first, then entries in the timeline's
    order, then what ends; and nothing depends on the order in which it was asked for."""
    moment = one.moment
    ends = seconds(moment.ended_at) if moment.ended_at else 0.0
    same = (one.rank, moment.label, moment.precision, moment.kind, seconds(moment.at), ends)
    return (one.start, one.end, stage(moment), moment.place, *same)


def in_words(one):
    """The same for reading: a day without a time stands at its end, unless it began there."""
    at = one.end if one.is_day and stage(one.moment) >= 0 else one.start
    return (at, *in_order(one))


def stage(moment):
    """-5 to -1: milestones of the beginning in their order; 0: entries; then those of the end."""
    if not moment.is_milestone:
        return 0
    if moment.kind in (MITIGATED, RESOLVED):
        return 1 + ORDER.index(moment.kind)
    return ORDER.index(moment.kind) - len(ORDER) if moment.kind in ORDER else -1


def seconds(at):
    return (at - EPOCH).total_seconds()


def in_zone(at, zone):
    try:
        return at.astimezone(zone)
    except OverflowError:  # the first and the last day there are have no other zone
        return at


def bounds_of_day(local, at):
    """Midnight to midnight where it happened; a day may have 23 or 25 hours."""
    try:
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        start = seconds(midnight)
        following = (midnight + timedelta(days=1)).replace(tzinfo=local.tzinfo)
        return start, max(seconds(following), start + DAY / 2)
    except OverflowError:
        return at, at + DAY
