"""Before, during and after: the parts of the bar, and what is wrong or missing among milestones."""

from dataclasses import dataclass

from .moment import ACKNOWLEDGED, DETECTED, MITIGATED, ORDER, RESOLVED, STARTED
from .words import duration_words


@dataclass(frozen=True)
class Part:
    """A stretch of the bar. ``words`` are alternatives, the longest first."""

    kind: str
    start: float
    end: float
    words: tuple = ()


def milestones(placed):
    """The first known of each milestone, in their order."""
    found = {}
    for one in placed:
        if one.moment.is_milestone and one.moment.kind in ORDER:
            found.setdefault(one.moment.kind, one)
    return [found[kind] for kind in ORDER if kind in found]


def disorder(known):
    """(earlier in order, later in order) for each pair whose times contradict their order."""
    return [
        (one, other)
        for place, one in enumerate(known)
        for other in known[place + 1 :]
        if is_before(other, one)
    ]


def is_before(one, other):
    """Whether it was over before the other can have begun."""
    return one.start < other.start and one.end <= other.start


def parts(placed, start, end):
    """The bar from ``start`` to ``end``, in order and without holes."""
    known = milestones(placed)
    if not known or disorder(known):
        return [Part("unclear", start, end)]
    found, cursor, phase = [], start, before(known[0])
    for place, one in enumerate(known):
        earliest = min(max(one.start, cursor), end)
        latest = min(
            [max(one.end, earliest)] + [max(o.start, earliest) for o in known[place + 1 :]]
        )
        found.append(Part(phase[0], cursor, earliest, phase[1]))
        found.append(Part("fuzzy", earliest, min(latest, end)))
        cursor = max(cursor, min(latest, end))
        phase = following(one, known[place + 1 :])
    found.append(Part(phase[0], cursor, end, phase[1]))
    return [one for one in found if one.end > one.start]


def before(first):
    if first.moment.kind == STARTED:
        return "before", ("before",)
    return "unclear", ("start not recorded",)


def following(one, later):
    """(kind, words) of what comes after this milestone, until the next known one."""
    kind = one.moment.kind
    if kind == RESOLVED:
        return "after", ("after",)
    upcoming = later[0] if later else None
    name = phase_after(kind, upcoming, {o.moment.kind for o in later})
    if upcoming is None:
        ends = ("mitigated, no end recorded", "mitigated") if kind == MITIGATED else ()
        return name, ends or ("impact, no end recorded", "no end recorded", "impact")
    until = f"until {upcoming.label.lower()}"
    long = "impact " if name in ("unseen", "impact") else ""
    if one.is_day or upcoming.is_day:
        return name, (f"{long}{until}", until)
    words = duration_words(int((upcoming.start - one.start) // 60))
    return name, (f"{long}{until} · {words}", f"{until} · {words}", until, words)


def phase_after(kind, upcoming, later):
    if kind == MITIGATED:
        return "mitigated"
    if kind == STARTED and upcoming is not None and later & {DETECTED, ACKNOWLEDGED}:
        return "unseen"
    if kind == DETECTED and ACKNOWLEDGED in later:
        return "seen"
    return "impact"
