"""What the incident clock is drawn from: a snapshot's rows, or the incident as it stands."""

import re
import zoneinfo
from datetime import datetime

from postmortems.models import MILESTONES
from postmortems.rendering.clock import DECLARED, Clock, Moment, draw

# A full stop after less than this is more likely an abbreviation's than a sentence's.
SHORTEST_SENTENCE = 12  # characters
SENTENCE = re.compile(rf"\s*(.{{{SHORTEST_SENTENCE},}}?)(?:\.|([!?]))(?=\s|$)", re.DOTALL)


def clock_of_snapshot(incident: dict, entries: list[dict]) -> Clock:
    """The clock of a page, from the snapshot's incident and the entries its readers see."""
    known = {name: time(incident[name]) for name, _ in MILESTONES}
    moments = milestones(known, incident["day_only"]) + [
        Moment(
            label=gist(row["text"]),
            at=time(row["occurred_at"]),
            ended_at=time(row["ended_at"]),
            precision=row["precision"],
            kind=row["kind"],
            is_key=row["is_key_moment"],
            place=place,
        )
        for place, row in enumerate(entries)
        if row["occurred_at"]
    ]
    return draw(moments, zoneinfo.ZoneInfo(incident["time_zone"]), missing(known))


def told_of_incident(incident, entries):
    """All that ``draw`` takes, as things stand now: moments, zone, what was not recorded.

    ``entries``: loaded timeline entries that readers see.
    """
    known = {name: getattr(incident, name) for name, _ in MILESTONES}
    moments = milestones(known, incident.day_only) + declared(incident, known)
    moments += [
        Moment(
            label=gist(entry.text),
            at=entry.occurred_at,
            ended_at=entry.ended_at,
            precision=entry.precision,
            kind=entry.kind,
            is_key=entry.is_key_moment,
            place=place,
        )
        for place, entry in enumerate(entries)
    ]
    return moments, zoneinfo.ZoneInfo(incident.time_zone), missing(known)


def gist(text):
    """The first sentence of an entry, without its full stop: as much as a picture has room for."""
    found = SENTENCE.match(text)
    return found[1] + (found[2] or "") if found else text


def milestones(known, day_only):
    return [
        Moment(
            label,
            known[name],
            precision="day" if name in day_only else "exact",
            kind=name,
            is_milestone=True,
        )
        for name, label in MILESTONES
        if known[name]
    ]


def declared(incident, known):
    """When it was entered here, if that was while it lasted: of an old one it says nothing."""
    times = [at for at in known.values() if at]
    if times and min(times) <= incident.declared_at <= max(times):
        return [Moment("Declared", incident.declared_at, kind=DECLARED, is_milestone=True)]
    return []


def missing(known):
    return tuple(label for name, label in MILESTONES if not known[name])


def time(text):
    return datetime.fromisoformat(text) if text else None
