"""How two texts differ, line by line and word by word, and both of them in one.

Texts of very many lines are compared as wholes: the exact comparison takes time that
grows with the square of their length.
"""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from os.path import commonprefix

MOST_LINES = 2_000
MOST_WORDS = 400
MOST_PAIRS = 2_500  # of lines, to find out which became which
CONTEXT = 2

SAME, ADDED, REMOVED, SKIPPED = "same", "add", "del", "skip"


@dataclass(frozen=True)
class Row:
    """One line of a comparison: ``parts`` are (text, differs?) pairs of the line.

    For the sign *skip* there is one part: how many unchanged lines are left out.
    """

    sign: str
    parts: tuple

    @property
    def text(self):
        return "".join(text for text, _ in self.parts)


def compare_texts(old, new):
    """The rows that lead from ``old`` to ``new``; none if they are the same."""
    old, new = old.splitlines(), new.splitlines()
    rows = []
    for tag, i, i_end, j, j_end in opcodes(old, new):
        if tag == "equal":
            rows.append([Row(SAME, ((line, False),)) for line in old[i:i_end]])
        else:
            rows.append(changed_rows(old[i:i_end], new[j:j_end]))
    if all(row.sign == SAME for block in rows for row in block):
        return []
    return shortened(rows)


def opcodes(old, new):
    if len(old) > MOST_LINES or len(new) > MOST_LINES:
        return [("equal" if old == new else "replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def changed_rows(old, new):
    """Removed lines, then added ones; a line that became another shows the words."""
    rows, at_old, at_new = [], 0, 0
    for i, j in [*line_pairs(old, new), (len(old), len(new))]:
        rows += [Row(REMOVED, ((line, False),)) for line in old[at_old:i]]
        rows += [Row(ADDED, ((line, False),)) for line in new[at_new:j]]
        if i < len(old) and j < len(new):
            rows += word_parts(old[i], new[j])
        at_old, at_new = i + 1, j + 1
    return rows


def line_pairs(old, new):
    """Which line became which: as many as before, one by one; else those that are alike."""
    if len(old) == len(new):
        return [(place, place) for place in range(len(old))]
    if len(old) * len(new) > MOST_PAIRS:
        return []
    pairs, after = [], 0
    for i, line in enumerate(old):
        j = next((j for j in range(after, len(new)) if are_alike(line, new[j])), None)
        if j is not None:
            pairs.append((i, j))
            after = j + 1
    return pairs


def are_alike(one, other):
    """Whether two lines have at least half of their words in common."""
    words, others = Counter(one.split()), Counter(other.split())
    total = words.total() + others.total()
    return total > 0 and 2 * (words & others).total() >= total / 2


def word_parts(before, after):
    """Two rows for one line that became another, with the words that differ marked."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return Row(REMOVED, ((before, False),)), Row(ADDED, ((after, False),))
    left, right = [], []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if i < i_end:
            left.append(("".join(old[i:i_end]), tag != "equal"))
        if j < j_end:
            right.append(("".join(new[j:j_end]), tag != "equal"))
    return Row(REMOVED, tuple(left)), Row(ADDED, tuple(right))


def mixed_words(before, after):
    """One line for both: (sign, words) in order, or nothing where too little is alike."""
    if not are_alike(before, after):
        return []
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return []
    parts = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append((SAME, "".join(old[i:i_end])))
            continue
        parts += [(REMOVED, "".join(old[i:i_end]))] if i < i_end else []
        parts += [(ADDED, "".join(new[j:j_end]))] if j < j_end else []
    return parts


def shortened(blocks):
    """One list of rows; long runs of unchanged lines are told by their number."""
    rows = []
    for position, block in enumerate(blocks):
        before = CONTEXT if position else 0
        after = CONTEXT if position < len(blocks) - 1 else 0
        left_out = len(block) - before - after
        if block and block[0].sign == SAME and left_out > 1:
            rows += block[:before]
            rows.append(Row(SKIPPED, ((f"{left_out} lines unchanged", False),)))
            rows += block[len(block) - after :]
        else:
            rows += block
    return rows


def changes(old, new):
    """What leads from one text to the other: (start, end, words to put there), in order.

    Starts and ends are characters of ``old``. Lines that both have stay as they are; of
    lines that became others, what they begin and end with in common.
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = list(accumulate(map(len, before), initial=0))
    found = []
    for tag, i, i_end, j, j_end in opcodes(before, after):
        if tag == "equal":
            continue
        pairs = [("".join(before[i:i_end]), "".join(after[j:j_end]), starts[i])]
        if i_end - i == j_end - j:
            pairs = zip(before[i:i_end], after[j:j_end], starts[i:i_end], strict=True)
        found += [trimmed(*pair) for pair in pairs]
    return [change for change in found if change[0] < change[1] or change[2]]


def trimmed(old, new, start):
    """One change, without what both begin and end with."""
    head = len(commonprefix([old, new]))
    tail = len(commonprefix([old[head:][::-1], new[head:][::-1]]))
    return start + head, start + len(old) - tail, new[head : len(new) - tail]


def merge_texts(base, theirs, mine):
    """One text with the changes of both to ``base``.

    Where both changed the same lines, theirs stand before mine: nothing that anybody
    wrote is left out, and a person decides what remains.
    """
    return "\n".join(line for _, block in merged_blocks(base, theirs, mine) for line in block)


def merge_apart(base, theirs, mine):
    """One text with the changes of both, or ``None`` where both changed the same lines."""
    blocks = merged_blocks(base, theirs, mine)
    if any(is_contested for is_contested, _ in blocks):
        return None
    return "\n".join(line for _, block in blocks for line in block)


def merged_blocks(base, theirs, mine):
    """The lines of both in one, as blocks of (did both change it, each otherwise?, lines)."""
    base, theirs, mine = base.split("\n"), theirs.split("\n"), mine.split("\n")
    if max(map(len, (base, theirs, mine))) > MOST_LINES:
        return [(True, [*theirs, *mine])]
    blocks, at_base, at_theirs, at_mine = [], 0, 0, 0
    for start, their_start, my_start, length in kept_by_both(base, theirs, mine):
        blocks.append(
            both_sides(base[at_base:start], theirs[at_theirs:their_start], mine[at_mine:my_start])
        )
        blocks.append((False, base[start : start + length]))
        at_base, at_theirs, at_mine = start + length, their_start + length, my_start + length
    return blocks


def both_sides(base, theirs, mine):
    """What stands between two stretches that nobody changed."""
    if theirs == mine or mine == base:
        return False, theirs
    if theirs == base:
        return False, mine
    return True, theirs + mine


def kept_by_both(base, theirs, mine):
    """Stretches of ``base`` in both texts: (in base, in theirs, in mine, length), in order.

    The last one is empty and stands at the ends.
    """
    left = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    right = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    found, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        (a, their, n), (b, my, m) = left[i], right[j]
        start, end = max(a, b), min(a + n, b + m)
        if start < end:
            found.append((start, their + start - a, my + start - b, end - start))
        if a + n < b + m:
            i += 1
        else:
            j += 1
    found.append((len(base), len(theirs), len(mine), 0))
    return found
