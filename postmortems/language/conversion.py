"""One sentence turned into what helps further, keeping what it means.

A wish about the past becomes an idea, one cause a contributing factor, a name a role, a
question for a culprit one that asks how, a call for vigilance an action with a finish test.
The sentences to be recognised are in ``conversion.toml``; people are asked before anything
is put in the place of their own words.
"""

import re
import string
import tomllib
from functools import cache
from pathlib import Path

from .lexicon import lexicon
from .masking import EVEN

FOLDER = Path(__file__).resolve().parent
LONGEST = 1_000
PERSON = r"(?:(?:the|our|an?|some|any|all|those|these) )?(?:[\w-]+ ){{0,3}}?(?:{nouns})(?:s|es)?"
LABEL = re.compile(r"^\s*(?:[-*+]\s+)?(?:action|idea|question|todo|lesson)s?\s*:\s*", re.IGNORECASE)


def as_idea(sentence, locale="en"):
    """*We should have tested the restore.* → *Test the restore.*"""
    return _converted("idea", sentence, locale)[0]


def as_factor(sentence, locale="en"):
    """*The root cause was an expired key.* → *An expired key.*"""
    return _converted("factor", sentence, locale)[0]


def as_how_question(sentence, locale="en"):
    """*Who approved the change?* → *How did it come to be possible to approve the change?*"""
    return _converted("question", sentence, locale)[0]


def as_action(sentence, locale="en"):
    """``(title, finish test)``: something about the work, in the place of vigilance."""
    return _converted("action", sentence, locale)


def with_role(text, start, end, role):
    """The text with the name at ``start`` … ``end`` replaced by a role, an article before it."""
    role = role.strip()
    if not role.lower().startswith(("the ", "a ", "an ", "our ")):
        role = f"the {role}"
    before = text[:start].rstrip("@")
    opens = not before.strip() or re.search(r"(?:[.!?:]|\n\s*[-*+]?)\s*$", before)
    return before + (_capital(role) if opens else role) + text[end:]


def _converted(kind, sentence, locale):
    plain = " ".join(LABEL.sub("", sentence.translate(str.maketrans(EVEN))).split())[:LONGEST]
    for pattern, person, entry in _entries(kind, locale):
        found = pattern.match(plain)
        if found and (not person or _is_person(found["who"], locale)):
            filled = _Filled(_data(locale)["verbs"], _data(locale)["endings"])
            text = " ".join(filled.format(entry["to"], **_parts(found)).split())
            if text:  # a full stop alone leaves none
                return _finished(text, kind), entry.get("done", "")
    return sentence, ""


def _parts(found):
    return {name: part or "" for name, part in found.groupdict().items()}


def _finished(text, kind):
    text = _capital(text.strip())
    ends = text.endswith((".", "!", "?")) or kind in ("action", "question")
    return text if ends else f"{text}."


def _capital(text):
    return text[:1].upper() + text[1:]


@cache
def _data(locale):
    with (FOLDER / locale / "conversion.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _entries(kind, locale):
    person = PERSON.format(nouns=_nouns(locale))
    return [
        (
            re.compile(entry["from"].replace("{person}", person), re.IGNORECASE),
            entry.get("person", False),
            entry,
        )
        for entry in _data(locale)[kind]
    ]


def _nouns(locale):
    return "|".join(sorted(map(re.escape, lexicon(locale).people), key=len, reverse=True))


def _is_person(subject, locale):
    words = subject.lower().split()
    return bool(words) and lexicon(locale).is_person(words[-1], words[-2] if words[1:] else "")


class _Filled(string.Formatter):
    """``{verb!base}`` and ``{part!bare}`` in a template."""

    def __init__(self, verbs, endings):
        self.verbs = verbs
        self.silent_e, self.double = tuple(endings["silent_e"]), tuple(endings["double"])

    def convert_field(self, value, conversion):
        if conversion == "base":
            return self._base(value.lower())
        if conversion == "bare":
            return _small(value.rstrip(" .!?"))
        return value

    def parse(self, template):
        """``!base`` is longer than the one letter that format strings know."""
        for text, name, spec, conversion in super().parse(re.sub(r"!(\w+)\}", r":\1}", template)):
            yield text, name, "", spec or conversion

    def _base(self, verb):
        if verb in self.verbs:
            return self.verbs[verb]
        if verb.endswith("ied"):
            return f"{verb[:-3]}y"
        if not verb.endswith("ed"):
            return verb
        stem = verb[:-2]
        if stem[-2:-1] == stem[-1:] and not stem.endswith(self.double):
            return stem[:-1]
        return f"{stem}e" if stem.endswith(self.silent_e) else stem


def _small(text):
    """A small first letter, unless the word is written so: *TLS*, *I*, *Redis*' own name stays."""
    first = text.lstrip().split(" ", 1)[0]
    if first.lower() in SMALL or (first.islower()):
        return text[: len(text) - len(text.lstrip())] + _lower_first(text.lstrip())
    return text


def _lower_first(text):
    return text[:1].lower() + text[1:]


SMALL = frozenset(
    "the a an this that these those our my his her their its it we they he she someone somebody "
    "better more earlier no every each one two some any with if when while before".split()
)
