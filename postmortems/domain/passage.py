"""Passages: words of a section that are found again whatever was edited around them.

A *place* names two characters of the live text, the first and the last of the words, by
their numbers in the protocol: ``client.clock client.clock`` (of a character that counts as
two there, the second half). Such a number stays with its character for good. What stands
between the two is the passage now; nothing there means that it is gone.

Where the characters are is asked by marks: an update puts one behind each of them, on a
copy of the document that is thrown away afterwards. The library's own sticky positions
count bytes where the protocol counts UTF-16 units, so beside any letter outside ASCII they
point elsewhere.
"""

import json
import re
import secrets
from bisect import bisect_right
from dataclasses import dataclass

import pycrdt

from postmortems.exceptions import Refused
from postmortems.models import LiveDocument

from .coediting import copy_of, open_document, plain, text_of
from .encoding import Reader, number, piece
from .live_doc import state_vector
from .update_log import build

SHAPE = re.compile(r"([0-9]{1,16})\.([0-9]{1,16}) ([0-9]{1,16})\.([0-9]{1,16})")
MOST = 2**53  # numbers of browsers end there
EMBED_BEHIND = 0x80 | 5  # a struct's first byte: it names whom it stands behind; an embed
NO_PLACE = "The place in the text could not be read. Your words are kept: choose the passage again."


@dataclass(frozen=True)
class Passage:
    """Where a passage is now (characters of its section's live text), and how it reads."""

    start: int
    end: int
    words: str

    @property
    def is_gone(self):
        return not self.words


GONE = Passage(0, 0, "")


@dataclass(frozen=True)
class Sought:
    """A passage to look for: its section's number, its place, its words as they were."""

    section: int
    place: str
    quote: str


def read_place(place):
    """``((client, clock), (client, clock))`` of a place. Raises ``Refused`` for anything else."""
    found = SHAPE.fullmatch(place)
    if not found or max(map(int, found.groups())) >= MOST:
        raise Refused(NO_PLACE)
    numbers = [int(number) for number in found.groups()]
    return tuple(numbers[:2]), tuple(numbers[2:])


def place_of(section, quote, sent=""):
    """(place, words) of a quotation in a section's live text; the place is empty if it is nowhere.

    ``sent`` is a place that a browser named: it is taken if it holds words of this section;
    else the words are looked for, and the first place where they stand is theirs. Begins the
    live text where there is none yet. Raises ``Refused`` for a place that is none.
    """
    if sent:
        read_place(sent)
    doc, _ = build(open_document(section.postmortem).pk)
    if sent and holds_words(copy_of(doc), Sought(section.pk, sent, "")):
        return sent, quote
    words = text_of(doc, section)
    span = span_of(str(words), quote)
    if span is None:
        return "", quote
    found = plain(str(words)[slice(*span)])
    return place_at(words, *span), found


def holds_words(doc, sought):
    """Whether a place that was sent holds words of this section, and parts no character."""
    before = str(doc.get(str(sought.section), type=pycrdt.Text))
    found = find_in(doc, [sought])[0]
    return not found.is_gone and str(doc.get(str(sought.section), type=pycrdt.Text)) == before


def place_at(words, start, end):
    """The place of characters of a live text. Writes in the text: a copy that is thrown away."""
    text = str(words)
    last, first = (character_before(words, text, at) for at in (end, start + 1))
    return "{}.{} {}.{}".format(*first, *last)


def character_before(words, text, at):
    """``(client, clock)`` of a character: whom an insertion behind it names as standing before."""
    before = words.doc.get_state()
    words.insert(len(text[:at].encode()), "x")
    update = Reader(words.doc.get_update(before))
    for _ in range(4):  # one client, with one struct; which client, from which clock
        update.number()
    update.byte()
    return update.number(), update.number()


def find_passages(postmortem, sought):
    """Where passages are now, in their order; the document is built once for all of them."""
    live = LiveDocument.objects.filter(postmortem=postmortem).first() if sought else None
    if live is None:
        return [GONE for _ in sought]
    doc, _ = build(live.pk)
    return find_in(doc, sought)


def find_in(doc, sought):
    """``find_passages`` in a document at hand, which is marked and must be thrown away.

    Where nothing is left at a place (or never was), words that stand exactly once in their
    section are found by themselves: somebody took them out and put them back.
    """
    known, deleted = state_vector(doc), Deleted(doc)
    places = [read_place(one.place) for one in sought]
    wanted = {one for place in places for one in place if one[1] < known.get(one[0], 0)}
    texts = {one.section: str(doc.get(str(one.section), type=pycrdt.Text)) for one in sought}
    marks = {character: f"{secrets.token_hex(8)}-{n}" for n, character in enumerate(wanted)}
    doc.apply_update(marking(marks, known))
    ends = {section: offsets(doc, section, set(marks.values())) for section in texts}
    return [
        passage(texts[one.section], ends[one.section], marks, deleted, place, one.quote)
        for one, place in zip(sought, places, strict=True)
    ]


def passage(text, ends, marks, deleted, place, quote):
    first, last = place
    start, end = ends.get(marks.get(first)), ends.get(marks.get(last))
    if start is not None and end is not None:
        start -= 0 if first in deleted else 1
        if start < end:
            return Passage(start, end, plain(text[start:end]))
    span = span_of(text, quote, once=True)
    return Passage(*span, plain(text[slice(*span)])) if span else GONE


def span_of(text, quote, *, once=False):
    """(start, end) of the first place where words stand, however lines break between them.

    ``once``: only if there is no other.
    """
    pattern = r"\s+".join(map(re.escape, quote.split()))
    found = re.finditer(pattern, text) if pattern else iter(())
    first = next(found, None)
    if first is None or once and next(found, None):
        return None
    return first.span()


def marking(marks, known):
    """An update that puts each mark right behind its character.

    Of several insertions behind one character, the one with the lowest client stands first.
    Format: github.com/yjs/yjs, INTERNALS.md and src/structs/{Item,ContentEmbed}.js, version 1.
    """
    client = next(number for number in range(len(known) + 1) if number not in known)
    structs = b"".join(
        bytes([EMBED_BEHIND]) + number(behind) + number(clock) + piece(json.dumps(mark).encode())
        for (behind, clock), mark in marks.items()
    )
    if not structs:
        return b"\x00\x00"
    return number(1) + number(len(marks)) + number(client) + number(0) + structs + number(0)


def offsets(doc, section, marks):
    """``{mark: how many characters of the section stand before it}``."""
    found, at = {}, 0
    for part, _ in doc.get(str(section), type=pycrdt.Text).diff():
        if isinstance(part, str) and part in marks:
            found[part] = at
        elif isinstance(part, str):
            at += len(part)
    return found


class Deleted:
    """Which characters of a document were deleted: ``(client, clock) in deleted``."""

    def __init__(self, doc):
        # An update for someone who has everything holds no text, but always the deletions.
        update = Reader(doc.get_update(doc.get_state()))
        update.number()
        self._spans = {}
        for _ in range(update.number()):
            client, count = update.number(), update.number()
            self._spans[client] = sorted((update.number(), update.number()) for _ in range(count))

    def __contains__(self, character):
        client, clock = character
        spans = self._spans.get(client, [])
        at = bisect_right(spans, (clock, MOST)) - 1
        return at >= 0 and clock < sum(spans[at])
