"""How wide a text will be in Inter, and how to cut it: the server has no browser to ask.

Widths come from ``widths.json`` (made by ``static/vendor/widths.py``), at weight 600, the boldest
that is drawn. What Inter does not have is counted wide, because nobody knows which font of the
reader's will draw it.
"""

import functools
import json
import unicodedata
from pathlib import Path

ELLIPSIS = "…"
SAFETY = 1.03
UNKNOWN, IDEOGRAPH, EMOJI, RARE, BROAD = 1.1, 1.05, 1.4, 2.6, 12.0
BROAD_LETTERS = "\ufdfa\ufdfb\ufdfd\U0001242b\U00012219\u2e3b"
JOINER, TONES = "\u200d", range(0x1F3FB, 0x1F400)
SIGN_KINDS = ("Cc", "Cs", "Co", "Cn")
"""Categories without a shape of their own."""
TURNERS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


@functools.cache
def widths():
    """Code point → width in thousandths of the font's size."""
    runs = json.loads((Path(__file__).parent / "widths.json").read_text())
    known = {run[0] + place: width for run in runs for place, width in enumerate(run[1:])}
    digits = max(known[code] for code in range(ord("0"), ord("9") + 1))
    return known | dict.fromkeys(range(ord("0"), ord("9") + 1), digits)  # figures are tabular


@functools.lru_cache(maxsize=4096)
def width_of_character(character):
    """In ems."""
    known = widths().get(ord(character))
    if known is not None:
        return known / 1000
    if character in BROAD_LETTERS:
        return BROAD
    if unicodedata.east_asian_width(character) in "WF":
        return EMOJI if unicodedata.category(character) == "So" else IDEOGRAPH
    if ord(character) >= 0x1F000:
        return EMOJI
    return RARE if ord(character) >= 0x10000 else UNKNOWN


def width(text, size):
    """The width of a line of text, in the units of ``size``; never less than it is drawn."""
    return sum(map(width_of_character, text)) * size * SAFETY


def tidy(text):
    """One line: no controls, no turning of the direction, single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (
        " " if one.isspace() else one
        for one in text
        if one.isspace() or not (one in TURNERS or unicodedata.category(one) in SIGN_KINDS)
    )
    return " ".join("".join(kept).split())


def clusters(text):
    """The text in pieces that must not be cut: a letter with its marks, a joined emoji."""
    if text.isascii():
        return text
    pieces = []
    for one in text:
        follows = unicodedata.category(one).startswith("M") or one == JOINER or ord(one) in TONES
        if pieces and (follows or pieces[-1].endswith(JOINER)):
            pieces[-1] += one
        else:
            pieces.append(one)
    return pieces


def cut(text, size, limit):
    """The text, or as much of it as fits into ``limit`` with an ellipsis, whole words if it can."""
    if width(text, size) <= limit:
        return text
    room = limit - width(ELLIPSIS, size)
    kept = head(text, size, room)
    words = kept.rpartition(" ")[0]
    if len(words) >= len(kept) * 0.6 and not text[len(kept) :].startswith(" "):
        kept = words
    return kept.rstrip(" ,;:.–-") + ELLIPSIS


def head(text, size, room):
    """As many whole clusters from the start as fit into ``room``."""
    kept, used = [], 0.0
    for piece in clusters(text):
        used += width(piece, size)
        if used > room:
            break
        kept.append(piece)
    return "".join(kept)


def even(text, size, limit):
    """The text on one or two lines, two of them about as long as each other."""
    lines = wrap(text, size, limit)
    if len(lines) < 2 or " ".join(lines) != text:  # cut, or broken inside a word
        return lines
    words = text.split(" ")
    ways = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    return min(ways, key=lambda way: max(width(line, size) for line in way))


def wrap(text, size, limit, lines=2):
    """At most ``lines`` lines of at most ``limit``; the last one ends in an ellipsis if cut."""
    found = []
    while text and len(found) < lines - 1 and width(text, size) > limit:
        line = head(text, size, limit)
        rest = text[len(line) :]
        if rest and not rest.startswith(" ") and " " in line.strip():
            line = line.rpartition(" ")[0]
        if not line:  # one cluster wider than the line: the last line cuts it
            break
        found.append(line.strip())
        text = text[len(line) :].strip()
    if text or not found:
        found.append(cut(text, size, limit))
    return found
