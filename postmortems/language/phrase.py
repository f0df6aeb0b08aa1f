"""Phrases as rules write them, turned into regular expressions.

A phrase is words with spaces. ``(a|b c)`` is a choice, ``[a|b]`` may be missing, ``{name}`` is
a list of ``words.toml``, ``{up to 3 words}`` a gap inside the clause, ``{word}`` any one word,
and ``*ed`` inside a list a word with that ending. ``, : ?`` stand for themselves.

Every repetition is bounded and every gap is counted in words of bounded length, so that the
time to match at one place has a limit, whatever the text.
"""

import re

LETTERS = r"[^\W\d_]"
WORD = r"[^\s.,;:!?()]{1,60}"
SPACE = r"[ \t\r\n]{1,40}"
ENDS = r"(?!\w|-\w|'\w)"
PUNCTUATION = {",", ":", "?"}
PIECE = re.compile(r"\s+|[()\[\]|]|\{[^{}]+\}|[,:?]|[^\s()\[\]|{},:?]+")
GAP = re.compile(r"\{up to (\d{1,2}) words\}")
ANYWHERE = None


class PhraseError(ValueError):
    """A phrase that cannot be read, told with the phrase."""


class _Part:
    """A regular expression, the words it can begin with, and whether it may be missing."""

    def __init__(self, pattern, first, optional=False, tight=False):
        self.pattern, self.first, self.optional, self.tight = pattern, first, optional, tight


def compiled(phrase, lists):
    """``(regular expression, words it can begin with)``; raises PhraseError."""
    pieces = _pieces(phrase)
    part = _choice(pieces, lists, phrase)
    if pieces:
        raise PhraseError(f"{phrase!r} has a bracket too many")
    return re.compile(part.pattern + ENDS), part.first


def _choice(pieces, lists, phrase):
    """Alternatives up to the closing bracket, which is left in place."""
    options = [_sequence(pieces, lists, phrase)]
    while pieces and pieces[0] == "|":
        pieces.pop(0)
        options.append(_sequence(pieces, lists, phrase))
    firsts = [option.first for option in options]
    first = ANYWHERE if ANYWHERE in firsts else frozenset().union(*firsts)
    return _Part(f"(?:{'|'.join(option.pattern for option in options)})", first)


def _sequence(pieces, lists, phrase):
    parts = []
    while pieces and pieces[0] not in ")]|":
        parts.append(_piece(pieces, lists, phrase))
    if not parts:
        raise PhraseError(f"{phrase!r} has an empty choice")
    if all(part.optional for part in parts):
        parts[-1].optional = False
    return _Part(_joined(parts), _first(parts))


def _joined(parts):
    """The space between two parts belongs to the one that may be missing."""
    pattern, begun = "", False
    for part in parts:
        space = "" if part.tight else SPACE
        if begun:
            piece = f"{space}{part.pattern}"
            pattern += f"(?:{piece})?" if part.optional else piece
        elif part.optional:
            pattern += f"(?:{part.pattern}{SPACE})?"
        else:
            pattern, begun = pattern + part.pattern, True
    return pattern


def _first(parts):
    found = set()
    for part in parts:
        if part.first is ANYWHERE:
            return ANYWHERE
        found |= part.first
        if not part.optional:
            break
    return frozenset(found)


def _piece(pieces, lists, phrase):
    piece = pieces.pop(0)
    if piece in "([":
        inner = _choice(pieces, lists, phrase)
        if not pieces or pieces.pop(0) != {"(": ")", "[": "]"}[piece]:
            raise PhraseError(f"{phrase!r} has a bracket that is not closed")
        inner.optional = piece == "["
        return inner
    if gap := GAP.fullmatch(piece):
        inner = rf"{WORD}(?:{SPACE}{WORD}){{0,{int(gap[1]) - 1}}}?"
        return _Part(f"(?:{inner})", ANYWHERE, optional=True)
    if piece == "{word}":
        return _Part(WORD, ANYWHERE)
    if piece.startswith("{"):
        return _list(piece[1:-1], lists, phrase)
    if piece in PUNCTUATION:
        return _Part(rf"\s{{0,3}}{re.escape(piece)}", ANYWHERE, tight=True)
    return _literal(piece)


def _literal(word):
    if word.startswith("*"):
        return _Part(rf"{LETTERS}{{2,30}}{re.escape(word[1:])}", ANYWHERE)
    return _Part(re.escape(word), frozenset([word]))


def _list(name, lists, phrase):
    """One of the list's entries; the longest first, so that ``did not`` wins over ``did``."""
    if name not in lists:
        raise PhraseError(f"{phrase!r} names a list that words.toml does not have: {name}")
    entries = sorted(lists[name], key=lambda entry: (-len(entry), entry))
    parts = [_sequence(_pieces(entry), lists, phrase) for entry in entries]
    first = (
        ANYWHERE
        if any(part.first is ANYWHERE for part in parts)
        else frozenset().union(*(part.first for part in parts))
    )
    inner = "|".join(part.pattern for part in parts)
    return _Part(f"(?:{inner})(?![\\w'-])", first)


def _pieces(entry):
    return [piece for piece in PIECE.findall(entry) if not piece.isspace()]
