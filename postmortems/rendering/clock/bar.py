"""The bar itself, for both ways round: its parts, its tears, and the moments on it."""

from dataclasses import dataclass

from .measure import cut
from .shape import Mark, Shape, hatch, outline, path

TITLE_LIMIT = 1_200.0
STUB = 6.0
"""How far the bar runs on into a break before it is torn off."""


@dataclass(frozen=True)
class Stretch:
    """A drawn piece of a part: from ``near`` to ``far`` along the axis."""

    part: object
    near: float
    far: float


def runs(axis):
    """(near, far) of the bar between its breaks."""
    edges = [axis.pieces[0].near]
    for gap in axis.breaks:
        stub = min(STUB, (gap.far - gap.near) / 4)
        edges += [gap.near + stub, gap.far - stub]
    edges.append(axis.pieces[-1].far)
    return list(zip(edges[::2], edges[1::2], strict=True))


def stretches(axis, parts):
    """What is drawn of each part, in order, one list for each run."""
    found = []
    for near, far in runs(axis):
        inside = [
            Stretch(part, max(axis.at(part.start), near), min(axis.at(part.end), far))
            for part in parts
        ]
        found.append([one for one in inside if one.far - one.near > 0.05])
    return found


def bar(axis, parts, top, bottom, turned=False):
    """The shapes of the bar. An end nobody recorded is torn, like a break."""
    drawn = stretches(axis, parts)
    shapes = []
    for place, run in enumerate(drawn):
        for one in run:
            first, last = one is run[0], one is run[-1]
            start = ("torn" if place else "round") if first else "plain"
            end = last_edge(place == len(drawn) - 1, parts) if last else "plain"
            d = outline(one.near, one.far, top, bottom, start=start, end=end, turned=turned)
            shapes.append(Shape(d, f"clock-part clock-{one.part.kind}"))
            if one.part.kind in ("fuzzy", "unclear"):
                lines = hatch(one.near, one.far, top, bottom, turned)
                shapes.append(Shape(lines, "clock-hatch"))
    shapes += [tear(gap, (top + bottom) / 2, turned) for gap in axis.breaks]
    return shapes


def last_edge(is_end, parts):
    return "round" if is_end and parts[-1].kind in ("after", "unclear", "before") else "torn"


def tear(gap, middle, turned):
    return Shape(path([(gap.near + STUB, middle), (gap.far - STUB, middle)], turned), "clock-tear")


def longest(axis, parts):
    """Each part with words, with the longest stretch that is drawn of it."""
    best = {}
    for run in stretches(axis, parts):
        for one in run:
            held = best.get(id(one.part))
            if held is None or one.far - one.near > held.far - held.near:
                best[id(one.part)] = one
    return [best[id(part)] for part in parts if part.words and id(part) in best]


def anchor(axis, one):
    """Where a moment is pointed at: its time, or the middle of its day as far as it is drawn."""
    if not one.is_day:
        return axis.at(one.start)
    near, far = axis.band(one.start, one.end)
    return (near + far) / 2


def moments(axis, placed, line, titles, turned=False):
    """(shapes, marks) of all moments, along ``line``: dots, days as bands, what lasted."""
    shapes, marks = [], []
    for one in sorted(placed, key=lambda one: -one.rank):
        title = cut(titles(one), 12, TITLE_LIMIT) if titles else ""
        if one.is_day:
            near, far = axis.band(one.start, one.end)
            shapes.append(Shape(path([(near, line), (far, line)], turned), "clock-band", title))
            continue
        place = axis.at(one.start)
        if one.until is not None:
            end = max(axis.at(one.until), place + 1)
            shapes.append(Shape(path([(place, line), (end, line)], turned), "clock-lasts"))
        x, y = (line, place) if turned else (place, line)
        css = ("clock-milestone", "clock-key", "clock-other")[one.rank]
        marks.append(Mark(round(x, 1), round(y, 1), (3.6, 3.4, 2.0)[one.rank], css, title))
    return shapes, marks
