"""The clock of the demo loader: what the verbs date with *now* is dated as the story tells.

An incident of months ago, its review, its page and what came of its actions cannot all be of
the day on which the demo is loaded. The verbs know one time, ``timezone.now()``, which reads
it from ``datetime``; for whoever holds this clock open, and for nobody else, that is another
``datetime``. No row is changed afterwards, so rows, audit, snapshots and pages agree.
"""

from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.utils import timezone

_behind = ContextVar("behind", default=timedelta())


class _LikeDatetime(type):
    """Every datetime is an instance of its classes: ``django.utils.timezone`` asks."""

    def __instancecheck__(cls, value):
        return isinstance(value, datetime)


class _Told(datetime, metaclass=_LikeDatetime):
    """``datetime`` as told by the clock. What it returns are ordinary datetimes."""

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) - _behind.get()


class Clock:
    """While open, *now* is what it was turned to, and goes on from there second by second."""

    def __enter__(self):
        self.former, timezone.datetime = timezone.datetime, _Told
        self.token = _behind.set(timedelta())
        self.last = None
        return self

    def __exit__(self, *error):
        _behind.reset(self.token)
        timezone.datetime = self.former

    def turn(self, moment):
        """Go on from this moment. ``ValueError`` for one still to come, or before the last."""
        behind = datetime.now(UTC) - moment
        if behind < timedelta() or (self.last and moment < self.last):
            raise ValueError(f"The story cannot go on at {moment}: that is out of its order.")
        self.last = moment
        _behind.set(behind)
