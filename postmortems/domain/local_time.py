"""A moment by the calendar and the clock of an incident's zone."""

import zoneinfo
from datetime import datetime


def local(moment, zone):
    """The moment, aware or as ISO text, in the zone of that name.

    The first and the last day there are have no other zone: they stay as they are.
    """
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    try:
        return moment.astimezone(zoneinfo.ZoneInfo(zone))
    except OverflowError:
        return moment


def local_day(moment, zone):
    """The date that it was there."""
    return local(moment, zone).date()
