"""The clock standing, for narrow screens: the bar at the left, one row of words for each moment."""

from dataclasses import dataclass

from .axis import build
from .bar import anchor, bar, longest, moments
from .measure import cut, even, width
from .moment import ORDER, in_order
from .shape import Picture, Shape, Text, path
from .words import day_words, gap_words, time_words

WIDTH, PADS, LEAST, MOST = 312.0, (10.0, 22.0), 260.0, 1.12
LINE, DAY_LINE, ROW_GAP = 18.0, 18.0, 6.0
LABEL, TIME, SMALL = 13.0, 12.0, 12.0
BAR, STRIP = 18.0, 26.0
ROW_X, LABEL_X, EDGE = 50.0, 107.0, 309.0
KEYS, BREAK, MARGIN = 12, 34.0, 6.0


@dataclass(frozen=True)
class Row:
    """Words beside the bar. ``point``: where on the axis; ``size``: how high they are."""

    point: float
    size: float
    texts: tuple
    leads: bool
    css: str


def tall(placed, parts_of, incident, titles, with_year):
    """The picture, ``WIDTH`` units wide and as high as its words need."""
    told, unlabelled = chosen(placed)
    length = long_enough(placed, parts_of, incident, told, with_year)
    axis = build(placed, length, pads=PADS, break_length=break_length, incident=incident)
    parts = parts_of(axis.start, axis.end)
    rows = all_rows(axis, parts, told, with_year, 10)
    tops = spread([(row.point - LINE / 2 - lead_of(row), row.size) for row in rows], length)
    shapes, marks = moments(axis, placed, STRIP, titles, turned=True)
    drawn = [*bar(axis, parts, 0.0, BAR, turned=True), *notches(axis, placed), *shapes]
    drawn += [elbow(row, top) for row, top in zip(rows, tops, strict=True) if row.leads]
    texts = [text for row, top in zip(rows, tops, strict=True) for text in lowered(row, top)]
    return Picture(
        WIDTH, round(length, 1), axis, tuple(drawn), tuple(marks), tuple(texts), tuple(unlabelled)
    )


def long_enough(placed, parts_of, incident, told, with_year):
    """The height with room for every row that there may be: the rows do not depend on it."""
    axis = build(placed, LEAST, pads=PADS, break_length=break_length, incident=incident)
    rows = all_rows(axis, parts_of(axis.start, axis.end), told, with_year, 0)
    return round(max(LEAST, sum(row.size for row in rows) * MOST))


def break_length(_):
    return BREAK


def chosen(placed):
    """(moments with words, in order of time; the key moments left without)."""
    keys = [one for one in placed if one.rank == 1]
    others = [one for one in placed if one.rank == 2]
    told = [one for one in placed if one.rank == 0] + keys[:KEYS]
    if len(told) + len(others) <= 6:
        told += others
    return sorted(told, key=in_order), keys[KEYS:]


def all_rows(axis, parts, told, with_year, least):
    """The rows in their order along the axis; parts from ``least`` on say what they are."""
    rows, days = [], set()
    for one in told:
        day = one.local.date()
        says_day = with_year if one.is_day else day not in days
        rows.append(moment_row(axis, one, says_day, with_year))
        if not one.is_day:
            days.add(day)
    rows += [gap_row(gap) for gap in axis.breaks]
    rows += [part_row(one) for one in longest(axis, parts) if one.far - one.near >= least]
    return sorted(rows, key=lambda row: row.point)


def moment_row(axis, one, says_day, with_year):
    strong = one.rank == 0
    room = EDGE - LABEL_X
    lines = [cut(one.label, LABEL, room)] if strong else even(one.label, LABEL, room)
    texts, down = [], 0.0
    if says_day:
        words = day_words(one.local, with_year)
        texts.append(line(ROW_X, DAY_LINE, words, TIME, "clock-day"))
        down = DAY_LINE
    if not one.is_day:
        time = time_words(one.local, one.moment.precision == "approximate")
        texts.append(line(ROW_X, down + LINE, time, TIME, "clock-time"))
    elif not says_day:
        texts.append(line(ROW_X, down + LINE, day_words(one.local), TIME, "clock-time"))
    css = "clock-label clock-strong" if strong else "clock-label"
    for place, words in enumerate(lines):
        texts.append(line(LABEL_X, down + LINE * (place + 1), words, LABEL, css))
    size = down + LINE * len(lines) + ROW_GAP
    return Row(anchor(axis, one), size, tuple(texts), True, "clock-strong" if strong else "")


def gap_row(gap):
    words = gap_words(gap.end - gap.start)
    text = line(ROW_X, LINE, words, SMALL, "clock-gap")
    return Row((gap.near + gap.far) / 2, LINE + ROW_GAP, (text,), False, "")


def part_row(one):
    words = next(
        (word for word in one.part.words if width(word, SMALL) <= EDGE - ROW_X),
        cut(one.part.words[-1], SMALL, EDGE - ROW_X),
    )
    text = line(ROW_X, LINE, words, SMALL, "clock-span")
    return Row((one.near + one.far) / 2, LINE + ROW_GAP, (text,), False, "")


def line(x, lower, words, size, css):
    """A line whose lowest edge is at ``lower``, in a row that begins at 0."""
    return Text(x, lower - 5, words, css, "start", (x, lower - LINE, x + width(words, size), lower))


def lead_of(row):
    """How far below the row's top the line stands that its leader points to."""
    return DAY_LINE if row.texts[0].css == "clock-day" else 0.0


def lowered(row, top):
    for one in row.texts:
        left, upper, right, lower = one.box
        box = tuple(round(edge, 1) for edge in (left, upper + top, right, lower + top))
        yield Text(one.x, round(one.y + top, 1), one.words, one.css, one.anchor, box)


def elbow(row, top):
    """From the moment to its words: straight, slanted, straight, so that none cross."""
    middle = top + lead_of(row) + LINE / 2
    points = [
        (STRIP + 4, row.point),
        (STRIP + 6, row.point),
        (ROW_X - 7, middle),
        (ROW_X - 4, middle),
    ]
    return Shape(path(points), f"clock-elbow {row.css}".strip())


def notches(axis, placed):
    return [
        Shape(path([(0, axis.at(one.start)), (BAR, axis.at(one.start))]), "clock-notch")
        for one in placed
        if one.rank == 0 and not one.is_day and one.moment.kind in ORDER
    ]


def spread(wishes, length):
    """The tops of rows (wish, size), each as near to its wish as order and room allow.

    Rows that would overlap move together, to where they are best on the whole.
    """
    blocks, before = [], 0.0  # blocks: [sum of shifted wishes, rows]
    for wish, size in wishes:
        blocks.append([wish - before, 1])
        before += size
        while len(blocks) > 1 and mean(blocks[-2]) > mean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] = [blocks[-1][0] + last[0], blocks[-1][1] + last[1]]
    tops, before = [], 0.0
    shifts = [mean(block) for block in blocks for _ in range(block[1])]
    for shift, (_, size) in zip(shifts, wishes, strict=True):
        tops.append(min(max(shift, 0.0), length - sum(size for _, size in wishes)) + before)
        before += size
    return tops


def mean(block):
    return block[0] / block[1]
