"""Where words go beside a line: in lanes, without touching words or crossing another's leader."""

import functools
from dataclasses import dataclass

GAP, CLEAR, BESIDE = 9.0, 2.0, 5.0


@dataclass(frozen=True)
class Seat:
    """A place in lanes ``low`` to ``high`` (0 is nearest to the line), from left to right.

    ``x``: where its leader stands. ``align``: start, end or middle of the leader.
    """

    x: float
    left: float
    right: float
    low: int
    high: int
    align: str


def seat(taken, x, width, rows, lanes, length, aligns):
    """The best free seat for words of this size, or ``None``.

    ``aligns``: the sides it may stand at, with what each costs, in lanes. A far lane costs too.
    """
    for low, align in choices(lanes - rows + 1, aligns):
        found = candidate(x, width, low, low + rows - 1, align, length)
        if found and all(is_free(found, other) for other in taken):
            return found
    return None


@functools.cache
def choices(lanes, aligns):
    """Every (lane, side), the cheapest first."""
    priced = [
        (low + cost, low, place, align)
        for low in range(lanes)
        for place, (align, cost) in enumerate(aligns)
    ]
    return tuple((low, align) for _, low, _, align in sorted(priced))


def candidate(x, width, low, high, align, length):
    if align == "start":
        left = x + BESIDE
    elif align == "end":
        left = x - BESIDE - width
    else:
        left = min(max(x - width / 2, 0.0), length - width)
    right = left + width
    if left < 0 or right > length:
        return None
    return Seat(x, left, right, low, high, align)


def is_free(new, old):
    meets = new.low <= old.high and old.low <= new.high
    if meets and new.left < old.right + GAP and old.left < new.right + GAP:
        return False
    return not (is_crossed(new, old) or is_crossed(old, new))


def is_crossed(words, other):
    """Whether the other's leader runs through these words, or along the lane that they sit in."""
    return other.high >= words.low and words.left - CLEAR < other.x < words.right + CLEAR
