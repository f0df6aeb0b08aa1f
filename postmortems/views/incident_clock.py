"""The clock on the page of an incident: drawn once, and kept while it tells the same."""

from hashlib import sha256

from django.template.loader import render_to_string

from postmortems.domain.incident_clock import gist, told_of_incident
from postmortems.rendering.clock import Moment, draw

from .kept import Kept

clocks = Kept(4_000_000)  # pictures with their words, for everyone who sees the same


def clock_picture(incident, entries):
    """The clock as HTML. ``entries``: loaded timeline entries that readers see.

    Drawing it takes long where the timeline is long. Its key is a digest of all that it is
    drawn from, so a change, or who may see less, asks for another one.
    """
    told = told_of_incident(incident, entries)
    key = sha256(repr(told).encode()).digest()
    picture = clocks.get(key)
    if picture is None:
        context = {"clock": draw(*told), "zone": incident.time_zone}
        picture = render_to_string("postmortems/_clock.html", context)
        clocks.put(key, picture)
    return picture


def clock_while_typing(incident, entries, read):
    """The clock with one moment more, as it is being typed; drawn for this one answer."""
    moments, zone, missing = told_of_incident(incident, entries)
    typed = Moment(
        label=gist(read.text),
        at=read.at,
        ended_at=read.ended_at,
        precision="day" if read.is_day_only else "exact",
        is_key=True,
        place=len(entries),
    )
    context = {"clock": draw([*moments, typed], zone, missing), "zone": incident.time_zone}
    return render_to_string("postmortems/_clock.html", context)
