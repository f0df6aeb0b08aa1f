"""A pasted block of text, read as entries of a timeline.

Every line that is not empty ends in exactly one entry or, with a reason, among what was
set aside: nothing is dropped. What is guessed is said in words (``doubts``), so that a
person can look before anything is saved. The time it takes grows with the length alone.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from .pasted_time import Clock, Ground, Unreadable, order_of
from .speaker import as_name, is_bare_word, is_full_name, is_note_of_chat, name_before_time, nick
from .stamp import ZONE, ZONE_NAMES, read_stamp

__all__ = ["Aside", "Block", "Ground", "PastedEntry", "read_block"]

LINES = re.compile(r"\r\n|\r|\n")
FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
HEADING = re.compile(r"\s{0,3}#{1,6}\s")
RULE = re.compile(r"[\s|:+=*_-]{3,}$")
# "Timeline (all times in UTC)", "Time zone: CET", the head of a table.
ZONE_TOLD = re.compile(
    r"\W{0,9}(?:timeline|(?:all\s)?times?|time\s?zone|date[\s|]{1,20}time)\b.{0,100}", re.IGNORECASE
)

NO_TIME = "There is no time on it, and no entry above it."
NO_WORDS = "A time without words."
A_HEADING = "A heading."
A_RULE = "A line of the table or a rule."
OF_THE_CHAT = "A note of the chat itself."


@dataclass(frozen=True)
class PastedEntry:
    """One entry as read: aware times, its words, who is named as saying them, and doubts.

    ``lines``: the numbers of its lines, from 1; the first one names it.
    """

    at: datetime
    ended_at: datetime | None
    is_day_only: bool
    is_about: bool
    text: str
    who: str
    lines: tuple[int, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class Aside:
    """A line that is no part of an entry, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Block:
    """What was read. ``asks_order``: its dates can be read with the day or the month first."""

    entries: tuple[PastedEntry, ...]
    aside: tuple[Aside, ...]
    asks_order: bool


@dataclass
class Open:
    """An entry that may still get lines."""

    at: datetime
    ended_at: datetime | None
    is_day_only: bool
    is_about: bool
    doubts: tuple
    lines: list
    label: str = ""
    who: str = ""
    words: list = field(default_factory=list)


def read_block(text: str, ground: Ground) -> Block:
    """Read a block of lines. Never raises, whatever it holds."""
    lines = LINES.split(text)
    stamps = [read_stamp(line) if line.strip() else None for line in lines]
    pairs = [
        (stamp.day[0], *stamp.day[2])
        for stamp in stamps
        if stamp and stamp.day and stamp.day[1] is None
    ]
    day_first = ground.day_first
    if day_first is None and pairs:
        day_first = order_of(pairs, ground.day)
    reader = Reader(lines, stamps, Clock(ground, day_first))
    reader.read()
    # Asked as long as the numbers leave it open; what was answered can be answered anew.
    said = ground.day_first is not None
    return Block(
        tuple(reader.entries), tuple(reader.aside), bool(pairs) and (day_first is None or said)
    )


class Reader:
    """Goes through the lines once; ``entries`` and ``aside`` are what it found."""

    def __init__(self, lines, stamps, clock):
        self.lines, self.stamps, self.clock = lines, stamps, clock
        self.entries, self.aside = [], []
        self.open = None
        self.why_closed = NO_TIME
        self.speaker = ""
        self.is_after_gap = True
        self.fences = sum(bool(FENCE.match(line)) for line in lines)
        self.in_fence = False

    def read(self):
        for place, line in enumerate(self.lines):
            if not line.strip():
                self.is_after_gap = True
                continue
            self.one(place, line)
            self.is_after_gap = False
        self.close()
        self.aside.sort(key=lambda row: row.line)

    def one(self, place, line):
        """A line that is not empty."""
        if FENCE.match(line) and (self.in_fence or self.fences > 1):
            self.in_fence = not self.in_fence
            self.fences -= 1
            return self.go_on(place, line)
        if self.in_fence:
            return self.go_on(place, line)
        stamp = self.stamps[place]
        if stamp:
            return self.stamped(place, line, stamp)
        said = name_before_time(line)
        if said and (self.has_words_below(place) or not is_bare_word(said[0])):
            who, label, stamp = said
            return self.begin(place, line, replace(stamp, rest=label), who=who)
        if self.tells_zone(line):
            why = f"Its zone holds for the lines below: {line.strip()[:80]}"
            return self.set_aside(place, line, why)
        if self.is_table_head(place, line) or RULE.fullmatch(line.strip()):
            return self.set_aside(place, line, A_RULE)
        if HEADING.match(line):
            self.close()
            return self.set_aside(place, line, A_HEADING)
        if self.speaker and is_note_of_chat(line):
            return self.set_aside(place, line, OF_THE_CHAT)
        return self.go_on(place, line)

    def stamped(self, place, line, stamp):
        if not stamp.is_day_alone:
            return self.begin(place, line, stamp)
        try:
            day = self.clock.name_day(stamp)
            at = self.clock.midnight(day)
        except Unreadable as error:
            return self.unreadable(place, line, str(error) if not stamp.problem else stamp.problem)
        self.close()
        if not stamp.rest:
            why = f"The day of the lines below: {day.day} {day:%b %Y}."
            return self.set_aside(place, line, " ".join([why, *self.clock.doubts]))
        doubts = ("No time on it: the day alone is known.", *self.clock.doubts)
        self.open = Open(at, None, True, False, doubts, [place], words=[stamp.rest])
        return None

    def begin(self, place, line, stamp, who=""):
        """A new entry at this line."""
        try:
            at, ended_at, doubts = self.clock.read(stamp)
        except Unreadable as error:
            return self.unreadable(place, line, str(error))
        entry = Open(at, ended_at, False, stamp.is_about, doubts, [place])
        rest = "" if who else stamp.rest
        entry.label = who
        if not who and not rest:
            who = self.name_above(entry)
        elif not who and stamp.in_brackets and self.has_words_below(place) and is_full_name(rest):
            who, entry.label, rest = as_name(rest), rest, ""
        elif not who:
            who, rest = nick(rest)
        if not who and self.speaker and (stamp.in_brackets or not rest) and not stamp.day:
            who = self.speaker
        self.close()
        entry.who = self.speaker = who
        entry.words = [rest] if rest else []
        self.open = entry
        return None

    def name_above(self, entry):
        """The name that stands alone above a time that stands alone, taken back from there."""
        row = self.open.lines[-1] if self.open else self.aside[-1].line - 1 if self.aside else None
        if row is None or row != entry.lines[0] - 1:
            return ""
        name = as_name(self.lines[row])
        stands_apart = row == 0 or not self.lines[row - 1].strip() or bool(self.speaker)
        if not name or not stands_apart or self.stamps[row]:
            return ""
        if self.open:
            if len(self.open.lines) < 2:
                return ""
            self.open.lines.pop()
            self.open.words.pop()
        else:
            self.aside.pop()
        entry.lines.insert(0, row)
        entry.label = name
        return name

    def has_words_below(self, place):
        below = place + 1
        return (
            below < len(self.lines) and bool(self.lines[below].strip()) and not self.stamps[below]
        )

    def go_on(self, place, line):
        """A line without a time belongs to the entry above it."""
        if self.open is None:
            return self.set_aside(place, line, self.why_closed)
        words = line.strip() if not self.in_fence else line.rstrip()
        self.open.lines.append(place)
        self.open.words.append(words)
        return None

    def unreadable(self, place, line, why):
        self.close()
        self.why_closed = "It follows a line that could not be read."
        return self.set_aside(place, line, why)

    def set_aside(self, place, line, why):
        self.aside.append(Aside(place + 1, line.strip(), why))

    def close(self):
        """What is open gets no more lines."""
        entry, self.open, self.why_closed = self.open, None, NO_TIME
        if entry is None:
            return
        if not entry.words and entry.label:
            entry.words, entry.who = [entry.label], ""  # a label, as it turns out: "Resolved 15:51"
        text = "\n".join(entry.words).strip()
        if not text:
            for place in entry.lines:
                self.set_aside(place, self.lines[place], NO_WORDS)
            return
        self.entries.append(
            PastedEntry(
                at=entry.at,
                ended_at=entry.ended_at,
                is_day_only=entry.is_day_only,
                is_about=entry.is_about,
                text=text,
                who=entry.who,
                lines=tuple(place + 1 for place in entry.lines),
                doubts=tuple(dict.fromkeys(entry.doubts)),
            )
        )

    def is_table_head(self, place, line):
        below = self.lines[place + 1].strip() if place + 1 < len(self.lines) else ""
        return (
            line.lstrip().startswith("|") and below.startswith("|") and bool(RULE.fullmatch(below))
        )

    def tells_zone(self, line):
        """Whether a line names one zone for the times below; then it holds from here."""
        if len(line) > 120 or not ZONE_TOLD.fullmatch(line.strip()):
            return False
        found = []
        for word in re.findall(r"[A-Za-z][A-Za-z/_]+(?:[+−-]\d{1,2}(?::\d{2})?)?|Z\b", line):
            if word.isupper() or "/" in word or word[:3] in ("UTC", "GMT"):
                zone = zone_in(word)
                found += [zone] if zone is not None else []
        if len(found) != 1:
            return False
        self.close()
        self.clock.zone = found[0]
        return True


def zone_in(word):
    """The zone that a word names, as a stamp would carry it; else ``None``."""
    found = ZONE.match(word)
    if not found or found.end() != len(word):
        return None
    stamp = read_stamp(f"00:00 {word}")
    if stamp and stamp.zone is not None and not stamp.rest:
        return stamp.zone
    return word if word in ZONE_NAMES else None
