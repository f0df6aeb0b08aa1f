"""The incident clock: what happened when, drawn on a true time axis.

``draw`` takes moments and gives two pictures of the same, lying (``wide``) and standing (``tall``,
for narrow screens), as plain geometry: templates only loop over it. Pure Python, no Django. The
words the pictures cannot hold are given too: who has no label, what was not recorded, which order
is impossible. Nothing is invented, nothing is silently dropped.
"""

import functools
from dataclasses import dataclass
from datetime import tzinfo

from .moment import DECLARED, ORDER, Moment, Placed, in_order, in_words, placed
from .parts import disorder, milestones, parts
from .shape import Picture
from .tall import tall
from .wide import wide
from .words import day_words, duration_words, time_words

__all__ = ["DECLARED", "ORDER", "Clock", "Moment", "Picture", "Row", "draw", "duration_words"]


@dataclass(frozen=True)
class Row:
    """One line of the clock in words; ``at`` is ``None`` where it was not recorded."""

    label: str
    at: object
    is_day_only: bool = False
    is_about: bool = False
    is_milestone: bool = False


@dataclass(frozen=True)
class Clock:
    """Two pictures and the words beside them.

    ``wide`` and ``tall`` are ``None`` when no time is known. ``problems``: sentences about
    impossible orders. ``missing``: labels of milestones that were not recorded. ``rows``:
    milestones and key moments in order of time. ``others``: how many entries are dots alone.
    """

    wide: Picture | None
    tall: Picture | None
    rows: tuple
    problems: tuple
    missing: tuple
    others: int


def draw(moments: list[Moment], zone: tzinfo, missing: tuple[str, ...] = ()) -> Clock:
    """The clock of these moments, in the zone of the incident. Any order, any number."""
    known = sorted((placed(one, zone) for one in moments), key=in_order)
    rows = tuple(row(one) for one in sorted(known, key=in_words) if one.rank < 2)
    problems = tuple(problem_words(known))
    others = sum(one.rank == 2 for one in known)
    if not known:
        return Clock(None, None, rows, problems, tuple(missing), others)
    with_year = len({one.local.year for one in known}) > 1
    titles = functools.partial(title, with_year=with_year)
    parts_of = functools.partial(parts, known)
    drawn = (known, parts_of, bounds(known))
    return Clock(
        wide(*drawn, titles, with_year),
        tall(*drawn, None, with_year),
        rows,
        problems,
        tuple(missing),
        others,
    )


def bounds(known):
    """From the first to the last milestone, or ``None``: where gaps count as part of the story."""
    found = milestones(known)
    return (found[0].start, found[-1].end) if len(found) > 1 and not disorder(found) else None


def row(one: Placed) -> Row:
    moment = one.moment
    about = moment.precision == "approximate"
    return Row(moment.label, moment.at, one.is_day, about, moment.is_milestone)


def title(one, with_year):
    """When and what, for whoever points at the mark."""
    when = day_words(one.local, with_year)
    if not one.is_day:
        when += f" {time_words(one.local, one.moment.precision == 'approximate')}"
    return f"{when} · {one.label}"


def problem_words(known):
    """One sentence for each impossible order: told, not averaged."""
    for one, other in disorder(milestones(known)):
        yield (
            f"“{other.label}” is recorded before “{one.label}”: "
            "the order is impossible, one of the two is mistaken."
        )
    for one in known:
        if one.moment.ended_at and one.moment.ended_at < one.moment.at:
            yield f"“{one.label}” is recorded to have ended before it began."
