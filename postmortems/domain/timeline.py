"""The timeline at speed: several entries at once, and the ground that a typed time rests on."""

import zoneinfo
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from postmortems.enums import EntryKind, EntrySource, Precision
from postmortems.exceptions import StaleChange
from postmortems.models import TimelineEntry

from .content import changing_content
from .local_time import local_day
from .pasted import Ground
from .record import next_position, note, told_of

TURNS_AFTER = timedelta(hours=12)
"""A single line that is typed so much earlier than the entry before it begins the next day."""


def add_entries(incident, entries, *, by):
    """Save new, unsaved entries of this incident, all or none; returns them.

    One change of the content, and one audit record for each. Raises ``ValidationError`` or
    ``ContentFrozen``; then nothing is saved.
    """
    with changing_content(incident):
        position = next_position(entries[0]) if entries else 0
        for place, entry in enumerate(entries):
            entry.created_by, entry.position = by, position + place
            entry.full_clean(exclude=["incident", "created_by"])
            entry.save()
            note("added", entry, by=by, after=told_of(entry))
    return entries


def change_entries(incident, chosen, values, *, by):
    """Set the same fields of several entries, all or none; returns how many were changed.

    ``chosen`` maps keys to the versions that were read. Raises ``StaleChange`` if one of
    them was changed or removed since, or is no entry of this incident.
    """
    with changing_content(incident):
        rows = {row.pk: row for row in incident.timeline.select_for_update().filter(pk__in=chosen)}
        for pk, version in chosen.items():
            row = rows.get(pk)
            if row is None or row.is_removed or row.version != version:
                raise StaleChange(row)
        changed = [row for row in rows.values() if differs(row, values)]
        for row in changed:
            change_entry(row, values, by=by)
    return len(changed)


def differs(row, values):
    return any(getattr(row, name) != value for name, value in values.items())


def change_entry(row, values, *, by):
    """One of several: the row is locked, and of the version that was read."""
    if row.outcome and values.get("kind", row.kind) != EntryKind.ACTION:
        raise ValidationError(
            f"“{str(row)[:60]}” says what an action brought, so it stays an action. "
            "Leave it out, or empty its outcome first."
        )
    before = {name: told_of(row)[name] for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.full_clean(exclude=["incident", "created_by"])
    row.save()
    note("changed", row, by=by, before=before, after={name: told_of(row)[name] for name in values})


def entry_of(read, incident, kind):
    """An unsaved entry from what was read of a line.

    Who is named as saying it stands with the source, never in the text: an account tells
    how, not who.
    """
    precision = Precision.APPROXIMATE if read.is_about else Precision.EXACT
    return TimelineEntry(
        incident=incident,
        occurred_at=read.at,
        ended_at=read.ended_at,
        precision=Precision.DAY if read.is_day_only else precision,
        text=read.text,
        kind=kind,
        source=EntrySource.CHAT if read.who else EntrySource.MANUAL,
        payload={"speaker": read.who} if read.who else None,
    )


def ground_of(incident, *, former=None, day=None, day_first=None):
    """What lines that say less rest on. ``former``: the entry that a single line follows."""
    today = local_day(timezone.now(), incident.time_zone)
    at = former.occurred_at if former else incident.started_at
    return Ground(
        zone=incident.time_zone,
        day=day or (local_day(at, incident.time_zone) if at else today),
        today=today,
        start=incident.started_at,
        former=former.occurred_at if former else None,
        follows=former is not None,
        day_first=day_first,
        **({"turns_after": TURNS_AFTER} if former else {}),
    )


def local_words(moment, zone):
    """1 Mar 2026, 14:02, in the zone of that name."""
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    return f"{local.day} {local:%b %Y, %H:%M}" + (f":{local:%S}" if local.second else "")
