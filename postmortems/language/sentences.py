"""Where sentences begin and end in a masked text; list items and table cells begin one."""

import re
from dataclasses import dataclass

from .masking import BREAK

LONGEST = 700  # code points looked at together: what is longer is cut at a space
ITEM = re.compile(
    r"[ \t]{0,40}(?:[-*+]|\d{1,4}[.)])(?=[ \t])[ \t]{1,8}(?:\[[ xX]\][ \t]{1,4})?"
    r"|[ \t]{0,40}#{1,6}[ \t]{1,8}"
)
TABLE = re.compile(r"[ \t]{0,8}\|")
STOP = re.compile(r"[.!?]{1,5}[\"”')\]*_]{0,3}(?=\s|$)|[。！？]")
STAMP = re.compile(
    r"[\s*_\[(]{0,6}(?:\d{4}-\d\d-\d\d[T ,]{0,2})?(?:at )?(?:~ ?)?\d{1,2}:\d\d(?::\d\d)?"
    r"(?: ?(?:-|–|to) ?\d{1,2}:\d\d)?[ \t]{0,3}(?:am|pm)?[ \t]{0,3}(?:utc|gmt|bst|z|[a-z]{3,4}t)?"
    r"\b[\s*_\])]{0,6}[:,;–—-]{0,2}\s{0,4}"
)
WORDS = re.compile(r"@?[^\W_](?:[\w'./-]{0,80}\w)?|[\ue000]{1,900}")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence; ``before`` is what stands between the word before and this."""

    text: str
    start: int
    end: int
    before: str


class Sentence:
    """A stretch of the text; ``start`` and ``end`` are places in the whole text."""

    def __init__(self, text, start, end):
        self.start, self.end, self.whole = start, end, text
        self._words = None

    @property
    def text(self):
        return self.whole[self.start : self.end]

    @property
    def words(self):
        if self._words is None:
            self._words, reached = [], self.start
            for found in WORDS.finditer(self.whole, self.start, self.end):
                between = self.whole[reached : found.start()]
                self._words.append(Word(found[0], found.start(), found.end(), between))
                reached = found.end()
        return self._words

    def opening(self, labels):
        """Where the sentence begins, past a time and past a label such as ``action:``."""
        at = self.start
        for _ in range(3):
            stamp = STAMP.match(self.whole, at, self.end)
            at = stamp.end() if stamp else at
            label = labels.match(self.whole, at, self.end)
            if not (stamp or label):
                break
            at = label.end() if label else at
        return at


def sentences_of(text):
    """Every sentence of a masked, evened text, in order, none longer than LONGEST."""
    for start, end in _blocks(text):
        begun = start
        for stop in STOP.finditer(text, start, end):
            if not _abbreviated(text, stop.start()):
                yield from _cut(text, begun, stop.end())
                begun = stop.end()
        yield from _cut(text, begun, end)


def _abbreviated(text, stop):
    """``e.g.`` and ``i.e.`` do not end a sentence, nor does an initial."""
    tail = text[max(0, stop - 4) : stop]
    return text[stop] == "." and (
        tail.endswith(("e.g", "i.e", " vs", "etc", " cf", "approx"))
        or (len(tail) > 1 and tail[-1].isalpha() and not tail[-2].isalnum() and tail[-1] != "i")
    )


def _cut(text, start, end):
    while start < end and (text[start].isspace() or text[start] in "*_\"'("):
        start += 1
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        middle = space if space > start else start + LONGEST
        yield Sentence(text, start, middle)
        start = middle
    if start < end:
        yield Sentence(text, start, end)


def _blocks(text):
    """Paragraphs, list items, headings and table cells as ``(start, end)``."""
    begun, at = None, 0
    for line in text.splitlines(keepends=True):
        start, end = at, at + len(line)
        at = end
        item = ITEM.match(text, start, end)
        table = TABLE.match(text, start, end)
        ends_block = not line.strip() or BREAK in line or item or table
        if ends_block and begun is not None:
            yield begun, start
            begun = None
        if table:
            yield from _cells(text, start, end)
        elif item and text[item.start() : item.end()].lstrip().startswith("#"):
            yield item.end(), end
        elif item:
            begun = item.end()
        elif line.strip() and BREAK not in line and begun is None:
            begun = start
    if begun is not None:
        yield begun, at


def _cells(text, start, end):
    begun = start
    for place in range(start, end):
        if text[place] == "|":
            if place > begun:
                yield begun, place
            begun = place + 1
    if begun < end:
        yield begun, end
