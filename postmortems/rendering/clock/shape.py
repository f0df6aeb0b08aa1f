"""Lines and outlines: everything is drawn along an axis (u) and across it (v), then turned."""

from dataclasses import dataclass

RADIUS, TOOTH = 5.0, 3.5


@dataclass(frozen=True)
class Shape:
    """A path. ``css`` is its class; ``title`` what it says when pointed at."""

    d: str
    css: str
    title: str = ""


@dataclass(frozen=True)
class Text:
    """A line of text at its baseline, and the box that it stays inside.

    ``anchor``: start, middle or end. ``box``: left, top, right, bottom.
    """

    x: float
    y: float
    words: str
    css: str
    anchor: str
    box: tuple


@dataclass(frozen=True)
class Mark:
    """A dot for one moment."""

    x: float
    y: float
    r: float
    css: str
    title: str = ""


@dataclass(frozen=True)
class Picture:
    """Everything of one drawing, in drawing order; numbers are in user units."""

    width: float
    height: float
    axis: object
    shapes: tuple
    marks: tuple
    texts: tuple
    unlabelled: tuple = ()


def number(value):
    return f"{value:.1f}".removesuffix(".0")


def path(points, turned=False, closed=False):
    pairs = [(v, u) if turned else (u, v) for u, v in points]
    told = " ".join(f"{number(x)} {number(y)}" for x, y in pairs)
    return f"M{told}{'Z' if closed else ''}"


def outline(near, far, top, bottom, *, start="plain", end="plain", turned=False):
    """A stretch of the bar. Its ends are *plain*, *round* or *torn* (there is more, not drawn)."""

    def xy(u, v):
        return f"{number(v)} {number(u)}" if turned else f"{number(u)} {number(v)}"

    radius = min(RADIUS, (far - near) / 2)
    steps = [f"M{xy(far - radius if end == 'round' else far, top)}"]
    steps += side(xy, far, top, bottom, end, radius, 1)
    steps.append(f"L{xy(near + radius if start == 'round' else near, bottom)}")
    steps += side(xy, near, bottom, top, start, radius, -1)
    return "".join(steps) + "Z"


def side(xy, u, v0, v1, form, radius, outwards):
    """The steps from ``(u, v0)`` to ``(u, v1)``."""
    if form == "round":
        inwards = radius if v1 > v0 else -radius
        back = u - outwards * radius
        return [
            f"Q{xy(u, v0)} {xy(u, v0 + inwards)}",
            f"L{xy(u, v1 - inwards)}",
            f"Q{xy(u, v1)} {xy(back, v1)}",
        ]
    if form == "torn":
        step = (v1 - v0) / 4
        return [f"L{xy(u - (TOOTH if n % 2 else 0), v0 + n * step)}" for n in range(5)]
    return [f"L{xy(u, v1)}"]


def hatch(near, far, top, bottom, turned=False, step=6.0):
    """Slanting lines inside a box: somewhere in here, nobody knows where."""
    high, found = bottom - top, []
    slant = near - high + step / 2
    while slant < far:
        first, last = max(slant, near), min(slant + high, far)
        if last > first:
            line = [(first, bottom - (first - slant)), (last, bottom - (last - slant))]
            found.append(path(line, turned))
        slant += step
    return "".join(found)
