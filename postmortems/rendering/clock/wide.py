"""The clock lying: labels above in lanes, the bar, times and days below."""

from .axis import build
from .bar import anchor, bar, longest, moments
from .lanes import seat
from .measure import ELLIPSIS, cut, even, width
from .moment import ORDER, in_order
from .shape import Picture, Shape, Text, path
from .words import day_words, gap_words, time_words

WIDTH, PADS = 720.0, (14.0, 30.0)
LANES, LANE, LABEL = 9, 18.0, 12.0
LINE = 14.5  # between the lines of one label: closer than two labels are to each other
TICK_LANES, TICK_LANE, TICK_LINE, TICK = 3, 31.0, 14.0, 11.0
CENTRED = (("middle", 0), ("start", 1.2), ("end", 1.2))
BESIDE = (("start", 0), ("middle", 0.3), ("end", 0.8))
ALIGNS = {
    "start": (("start", 0), ("end", 2.5), ("middle", 3)),
    "end": (("end", 0), ("start", 2.5), ("middle", 3)),
}
BAR, STRIP, TO_TICKS = 30.0, 9.0, 17.0
KEY_LIMIT, SHORT_LIMIT, MILESTONE_LIMIT = 176.0, 110.0, 170.0
FEW = 6


def wide(placed, parts_of, incident, titles, with_year):
    """The picture, ``WIDTH`` units wide. ``parts_of``: a function of the axis's ends."""
    axis = build(placed, WIDTH, pads=PADS, break_length=break_length, incident=incident)
    parts = parts_of(axis.start, axis.end)
    labels, unlabelled = seated(axis, placed)
    lanes = max((one.high for _, one, _ in labels), default=-1) + 1
    top = lanes * LANE + 10
    below = top + BAR + TO_TICKS
    shapes, marks = moments(axis, placed, top + BAR + STRIP, titles)
    ticks = seated_ticks(axis, [one for one, _, _ in labels] + unlabelled, with_year)
    drawn = [text for label in labels for text in label_texts(label, top)]
    drawn += tick_texts(ticks, below, with_year)
    drawn += part_texts(axis, parts, top) + break_texts(axis, top)
    leaders = [leader(one, seat_of, top) for one, seat_of, _ in labels]
    leaders += [tick_line(one, below, top) for _, one, _ in ticks]
    height = max([text.box[3] for text in drawn] + [below]) + 4
    return Picture(
        WIDTH,
        height,
        axis,
        (*leaders, *bar(axis, parts, top, top + BAR), *notches(axis, placed, top), *shapes),
        tuple(marks),
        tuple(drawn),
        tuple(unlabelled),
    )


def break_length(duration):
    return width(gap_words(duration), TICK) + 26


def wanted(placed, leftwards):
    """Who asks for a label, first come first: milestones, then key moments, then, if few, all."""
    order = placed[::-1] if leftwards else placed
    asked = [one for rank in (0, 1) for one in order if one.rank == rank]
    others = [one for one in order if one.rank == 2]
    return asked + (others if len(asked) + len(others) <= FEW else [])


def seated(axis, placed):
    """([(moment, seat, lines)], moments that found no seat), the better of two ways to begin."""
    first = one_way(axis, wanted(placed, True), ALIGNS["start"])
    if not first[1]:
        return first
    other = one_way(axis, wanted(placed, False), ALIGNS["end"])
    return min(
        (first, other),
        key=lambda way: (sum(4 if one.rank == 0 else 1 for one in way[1]), lost(way)),
    )


def lost(way):
    """How many lines are cut off."""
    return sum(line.endswith(ELLIPSIS) for _, _, lines in way[0] for line in lines)


def one_way(axis, asking, aligns):
    labels, unlabelled = [], []
    for one in asking:
        x, taken = anchor(axis, one), [held for _, held, _ in labels]
        for lines in attempts(one):
            size = max(width(line, LABEL) for line in lines)
            found = seat(taken, x, size, len(lines), LANES, WIDTH, aligns)
            if found:
                labels.append((one, found, lines))
                break
        else:
            unlabelled.append(one)
    return labels, unlabelled


def attempts(one):
    if one.rank == 0:
        return [[cut(one.label, LABEL, MILESTONE_LIMIT)]]
    whole, line = even(one.label, LABEL, KEY_LIMIT), cut(one.label, LABEL, KEY_LIMIT)
    return [whole, [line], [cut(one.label, LABEL, SHORT_LIMIT)]]


def lane_bottom(lane, top):
    return top - 8 - lane * LANE


def line_bottom(held, upwards, top):
    """Where a line of a label stands, counted from its last."""
    return lane_bottom(held.low, top) - upwards * LINE


def label_texts(label, top):
    one, held, lines = label
    css = "clock-label clock-strong" if one.rank == 0 else "clock-label"
    for upwards, line in enumerate(reversed(lines)):
        bottom = line_bottom(held, upwards, top)
        yield text(held, line, LABEL, css, bottom - LINE, bottom, 4)


def text(held, line, size, css, upper, lower, descent):
    """A line in its seat: at the leader's side of it, or in its middle."""
    x = {"start": held.left, "end": held.right}.get(held.align, (held.left + held.right) / 2)
    long = width(line, size)
    left = {"start": x, "end": x - long}.get(held.align, x - long / 2)
    box = tuple(round(edge, 1) for edge in (left, upper, left + long, lower))
    return Text(round(x, 1), round(lower - descent, 1), line, css, held.align, box)


def leader(one, held, top):
    beside = held.align != "middle"
    above = line_bottom(held, held.high - held.low, top) - LINE + 3
    upper = above if beside else lane_bottom(held.low, top)
    css = "clock-leader clock-strong" if one.rank == 0 else "clock-leader"
    return Shape(path([(held.x, upper), (held.x, top)]), css)


def notches(axis, placed, top):
    """A milestone known to the minute is a line through the bar."""
    return [
        Shape(path([(axis.at(one.start), top), (axis.at(one.start), top + BAR)]), "clock-notch")
        for one in placed
        if one.rank == 0 and not one.is_day and one.moment.kind in ORDER
    ]


def seated_ticks(axis, told, with_year):
    """[(moment, seat, says its day?)] of the times below, in order; one for each time.

    Whichever comes first in a day says which day, so whoever finds no seat must not be counted.
    """
    leftwards = sorted(told, key=in_order, reverse=True)
    told = list({(one.start, one.end): one for one in leftwards}.values())
    by_rank = sorted(told, key=lambda one: (one.rank, in_order(one)))
    leftwards = sorted(told, key=in_order, reverse=True)
    found, least = [], None
    for asking, aligns in ((by_rank, CENTRED), (leftwards, BESIDE), (leftwards, ALIGNS["start"])):
        ticks = settled(axis, asking, aligns, with_year)
        price = (missed(told, ticks), max((held.high for _, held, _ in ticks), default=0))
        if least is None or price < least:
            found, least = ticks, price
        if not price[0]:
            break
    return sorted(found, key=lambda tick: in_order(tick[0]))


def missed(told, ticks):
    """How many have no time below; milestones count most."""
    seen = {id(one) for one, _, _ in ticks}
    return sum(4 if one.rank == 0 else 1 for one in told if id(one) not in seen)


def settled(axis, asking, aligns, with_year):
    while True:
        found = seats_of_ticks(axis, asking, aligns, with_year)
        if len(found) == len(asking):
            return found
        asking = [one for one, _, _ in found]


def first_of_days(told):
    """Where each day begins among these; what is known by its day says it anyway."""
    found = {}
    for one in sorted(told, key=in_order):
        if not one.is_day:
            found.setdefault(one.local.date(), (one.start, one.end))
    return set(found.values())


def seats_of_ticks(axis, asking, aligns, with_year):
    found, first = [], first_of_days(asking)
    for one in asking:
        says_day = (one.start, one.end) in first
        need = width(tick_words(one, with_year), TICK)
        if says_day:
            need = max(need, width(day_words(one.local, with_year), TICK))
        taken = [held for _, held, _ in found]
        held = seat(taken, anchor(axis, one), need, 1, TICK_LANES, WIDTH, aligns)
        if held:
            found.append((one, held, says_day))
    return found


def tick_words(one, with_year=False):
    if one.is_day:
        return day_words(one.local, with_year)
    return time_words(one.local, one.moment.precision == "approximate")


def tick_texts(ticks, below, with_year):
    texts = []
    for one, held, says_day in ticks:
        upper = below + held.low * TICK_LANE
        words = tick_words(one, with_year)
        texts.append(text(held, words, TICK, "clock-time", upper, upper + TICK_LINE, 3.5))
        if says_day:
            lower = upper + 2 * TICK_LINE
            words = day_words(one.local, with_year)
            texts.append(text(held, words, TICK, "clock-day", lower - TICK_LINE, lower, 3.5))
    return texts


def tick_line(held, below, top):
    lower = below + held.low * TICK_LANE
    if held.align != "middle":
        lower += TICK_LINE - 3
    return Shape(path([(held.x, top + BAR), (held.x, lower)]), "clock-tick")


def part_texts(axis, parts, top):
    texts = []
    for one in longest(axis, parts):
        room = one.far - one.near - 14
        words = next((word for word in one.part.words if width(word, TICK) <= room), "")
        if words:
            long = width(words, TICK)
            left, lower = round(one.near + 8, 1), top + BAR / 2 + 9
            box = (left, lower - 18, round(left + long, 1), lower)
            css = f"clock-in clock-in-{one.part.kind}"
            texts.append(Text(left, lower - 5, words, css, "start", box))
    return texts


def break_texts(axis, top):
    texts = []
    for gap in axis.breaks:
        words = gap_words(gap.end - gap.start)
        long, middle = width(words, TICK), (gap.near + gap.far) / 2
        if long <= gap.far - gap.near - 8:
            box = (middle - long / 2, top - 1, middle + long / 2, top + BAR / 2 - 2)
            box = tuple(round(edge, 1) for edge in box)
            texts.append(
                Text(round(middle, 1), top + BAR / 2 - 5, words, "clock-gap", "middle", box)
            )
    return texts
