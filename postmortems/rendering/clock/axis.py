"""The true axis: equal times are equally long, but where a long empty gap is broken.

Positions are in the units of the picture, times in seconds since 1970. Three kinds of piece:
*scale* (true), *break* (a gap in which nothing is known to have happened, of a fixed length) and
*fold* (a day of which only the day is known, standing alone among minutes).
"""

from bisect import bisect_right
from dataclasses import dataclass

from .moment import DAY

MAX_BREAKS, MAX_FOLDS = 10, 8
OUTSIDE, INSIDE = 3, 40
"""A gap is broken when it is so many times longer than all the rest. Within the incident far later:
there the length is what people lived through."""
FOLD_LENGTH, FOLDED_SPAN = 26.0, 3 * DAY
FIXED_SHARE, SHORTEST_BREAK = 0.5, 12.0


@dataclass(frozen=True)
class Piece:
    """From ``start`` to ``end`` in seconds, from ``near`` to ``far`` along the axis."""

    kind: str
    start: float
    end: float
    near: float
    far: float


@dataclass(frozen=True)
class Axis:
    """Pieces in order, without holes; the outermost run on beyond what is known."""

    pieces: tuple

    @property
    def start(self):
        return self.pieces[0].start

    @property
    def end(self):
        return self.pieces[-1].end

    @property
    def breaks(self):
        return [piece for piece in self.pieces if piece.kind == "break"]

    def at(self, time):
        """Where a time lies; what is outside lies at the end it is nearest to."""
        time = min(max(time, self.start), self.end)
        found = bisect_right(self.pieces, time, key=lambda piece: piece.start) - 1
        piece = self.pieces[max(found, 0)]
        share = (time - piece.start) / ((piece.end - piece.start) or 1)
        return piece.near + share * (piece.far - piece.near)

    def band(self, start, end, least=6.0):
        """(near, far) of a stretch of time, at least so long, inside the axis."""
        near, far = self.at(start), self.at(end)
        if far - near < least:
            lowest, highest = self.pieces[0].near, self.pieces[-1].far
            near = min(max((near + far - least) / 2, lowest), highest - least)
            far = near + least
        return near, far


def build(placed, length, *, pads, break_length, incident=None):
    """The axis for these moments over ``length``.

    ``pads``: how far it runs on before the first and after the last moment. ``break_length``:
    a function of a gap's seconds. ``incident``: its first and last known second.
    """
    times = sorted({one.start for one in placed if not one.is_day} | untils(placed))
    days = lone_days(placed, times)
    folds = bool(times) and len(days) <= MAX_FOLDS and span(times, days, incident) < FOLDED_SPAN
    stretches = stretches_of(times, days, folds)
    base = sum(end - start for kind, start, end in stretches if kind == "day")
    cut = choose([one for one in stretches if one[0] == "gap"], incident, base)
    kinds = [
        (kind if kind == "fold" else "break" if (start, end) in cut else "scale", start, end)
        for kind, start, end in stretches
    ]
    return laid_out(kinds, times or [days[0][0]], length, pads, break_length)


def untils(placed):
    return {one.until for one in placed if one.until is not None}


def lone_days(placed, times):
    """The days known as days in which nothing has a time, merged where they overlap."""
    found = []
    for start, end in sorted({(one.start, one.end) for one in placed if one.is_day}):
        if any(start <= time < end for time in times):
            continue
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def stretches_of(times, days, folds):
    """(kind, start, end) between all that is known: gaps, and days in which something is."""
    marks = sorted([(time, time) for time in times] + days)
    found = []
    for place, (start, end) in enumerate(marks):
        if place and start > marks[place - 1][1]:
            found.append(("gap", marks[place - 1][1], start))
        if end > start:
            found.append(("fold" if folds else "day", start, end))
    return found


def span(times, days, incident):
    """How much time would stay on the scale if the lone days were folded."""
    gaps = [one for one in stretches_of(times, days, True) if one[0] == "gap"]
    cut = choose(gaps, incident)
    return sum(end - start for _, start, end in gaps if (start, end) not in cut)


def choose(gaps, incident, base=0.0):
    """The gaps to break: as few as leave none that dwarfs all the others together.

    ``base``: what stays on the scale anyway, in seconds.
    """
    weighed = sorted(
        ((end - start) / weight((start, end), incident), end - start, (start, end))
        for _, start, end in gaps
    )
    chosen = set()
    while True:
        number = first_cut(weighed, incident, base)
        if not number or len(chosen) + number > MAX_BREAKS:
            return chosen
        chosen |= {gap for _, _, gap in weighed[-number:]}
        weighed = weighed[:-number]


def first_cut(weighed, incident, base):
    """How many of the weightiest must go together so that the rest can be seen; 0 for none."""
    rest = sum(length for _, length, _ in weighed) + base
    for number in range(1, len(weighed) + bool(base)):
        weight_of, length, gap = weighed[-number]
        rest -= length
        if weight_of >= rest and (len(weighed) - number >= 2 or not is_inside(gap, incident)):
            return number
    return 0


def weight(gap, incident):
    return INSIDE if is_inside(gap, incident) else OUTSIDE


def is_inside(gap, incident):
    return incident is not None and gap[0] >= incident[0] and gap[1] <= incident[1]


def laid_out(kinds, known, length, pads, break_length):
    folds = sum(kind == "fold" for kind, _, _ in kinds)
    fold = min(FOLD_LENGTH, length * 0.25 / folds) if folds else 0
    fixed = [break_length(end - start) for kind, start, end in kinds if kind == "break"]
    room = max(length * FIXED_SHARE - folds * fold, len(fixed) * SHORTEST_BREAK)
    squeeze = min(1.0, room / sum(fixed)) if fixed else 1.0
    free = length - sum(pads) - sum(fixed) * squeeze - folds * fold
    total = sum(end - start for kind, start, end in kinds if kind == "scale")
    scale = free / total if total else length / 3600
    if not total:
        pads = (pads[0] + free / 2, pads[1] + free / 2)
    first = kinds[0][1] if kinds else known[0]
    pieces = [Piece("scale", first - pads[0] / scale, first, 0.0, pads[0])]
    for kind, start, end in kinds:
        near = pieces[-1].far
        long = {
            "fold": fold,
            "break": break_length(end - start) * squeeze,
            "scale": (end - start) * scale,
        }[kind]
        pieces.append(Piece(kind, start, end, near, near + long))
    last = pieces[-1]
    pieces.append(Piece("scale", last.end, last.end + pads[1] / scale, last.far, length))
    return Axis(tuple(pieces))
