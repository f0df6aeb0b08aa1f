"""What stands out on a timeline, for whoever prepares the walk: places worth a stop.

A marker says what is there and never what it means. After the facilitator's preparation in
the Howie guide: decisions, hand-offs, surprises, long gaps, entries without a source, views
that differ.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from postmortems.enums import Certainty, EntryKind, StepOutcome
from postmortems.models import Perspective

GAP = timedelta(minutes=20)
OTHER_THAN_EXPECTED = {StepOutcome.NO_EFFECT, StepOutcome.WORSE, StepOutcome.UNCLEAR}
UNSURE = {Certainty.GUESSING, Certainty.DID_NOT_KNOW}
DECISION, HAND_OFF, SURPRISE = "decision", "hand-off", "surprise"
LONG_GAP, NO_SOURCE, VIEWS_DIFFER = "long gap", "no source", "views differ"
KINDS = (DECISION, HAND_OFF, SURPRISE, VIEWS_DIFFER, LONG_GAP, NO_SOURCE)


@dataclass(frozen=True)
class Marker:
    """``kind`` is one of the words above; ``why`` tells it in a few more."""

    kind: str
    why: str = ""


def markers(entries, views):
    """The markers of each entry, by key. ``entries`` stand in the order of time.

    ``views`` maps the key of an entry to the perspectives on it that the reader may see.
    """
    found, before = {}, None
    for entry in entries:
        told = views.get(entry.pk, ())
        found[entry.pk] = [*of_entry(entry), *of_gap(before, entry), *of_views(told)]
        before = before if entry.is_day_only else entry
    return found


def of_entry(entry):
    if entry.kind == EntryKind.DECISION:
        yield Marker(DECISION)
    if entry.kind == EntryKind.HAND_OFF:
        yield Marker(HAND_OFF)
    if entry.outcome in OTHER_THAN_EXPECTED:
        yield Marker(SURPRISE, entry.get_outcome_display().lower())
    if not entry.is_gathered and not entry.source_link:
        yield Marker(NO_SOURCE)


def of_gap(before, entry):
    """A silence before this entry; days without a time tell none."""
    if before is None or entry.is_day_only:
        return
    silence = entry.occurred_at - (before.ended_at or before.occurred_at)
    if silence >= GAP:
        yield Marker(LONG_GAP, f"{silence // timedelta(minutes=1)} minutes without an entry")


def of_views(views):
    if any(one.certainty in UNSURE for one in views):
        yield Marker(SURPRISE, "somebody was not sure")
    told = [one for one in views if one.understood or one.expected or one.certainty]
    differ = {(one.understood.strip(), one.expected.strip(), one.certainty) for one in told}
    if len(told) > 1 and len(differ) > 1:
        yield Marker(VIEWS_DIFFER, f"{len(told)} perspectives")


def views_of(incident, user):
    """The perspectives on an incident that this person may see, by entry."""
    views = defaultdict(list)
    rows = Perspective.objects.visible_to(user).kept().filter(withdrawn_at=None)
    for one in rows.filter(entry__incident=incident):
        views[one.entry_id].append(one)
    return views


def index(entries, marked):
    """``[(kind, [entry, …]), …]``: where to find each kind, in the order of the kinds."""
    return [
        (kind, there)
        for kind in KINDS
        if (there := [one for one in entries if kind in {found.kind for found in marked[one.pk]}])
    ]
