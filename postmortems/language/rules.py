"""The rules of one language, read from its TOML files once.

One file per category; ``docs/language.md`` explains each key. A rule that cannot be read
stops everything, with its name: a silent rule would look like a text without findings.
"""

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .finding import SEVERITIES
from .lexicon import lexicon
from .phrase import PhraseError, compiled

FOLDER = Path(__file__).resolve().parent
CATEGORIES = (
    "blame who_why counterfactual single_cause hindsight naming judgement vigilance"
).split()
SUBJECTS = (
    "any", "person", "person of clause", "person or nobody", "no system", "owner", "after"
)  # fmt: skip
PLACES = ("anywhere", "opening", "question")
KNOWN = {
    "id", "phrases", "subject", "place", "severity", "severity_we", "severity_person",
    "unless", "unless_before", "unless_after", "unless_sentence", "only_sentence",
    "message", "question", "suggestions", "finds", "leaves",
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    id: str
    category: str
    severity: str
    message: str
    question: str
    suggestions: tuple[str, ...]
    subject: str = "any"
    place: str = "anywhere"
    severity_we: str = ""
    severity_person: str = ""
    unless: tuple[re.Pattern, ...] = ()
    unless_before: tuple[re.Pattern, ...] = ()
    unless_after: tuple[re.Pattern, ...] = ()
    unless_sentence: tuple[re.Pattern, ...] = ()
    only_sentence: tuple[re.Pattern, ...] = ()
    finds: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    phrases: tuple[str, ...] = field(default=(), repr=False)


class Rules:
    """All rules of a language, and where each can begin."""

    def __init__(self, rules, naming):
        self.all, self.naming = rules, naming
        self.by_word = defaultdict(list)

    def index(self, lists):
        for rule in self.all:
            for phrase in rule.phrases:
                pattern, first = compiled(phrase, lists)
                if not first:
                    raise PhraseError(f"{rule.id}: {phrase!r} begins with any word at all")
                for word in first:
                    self.by_word[word].append((rule, pattern))


@cache
def rules_of(locale):
    lists = lexicon(locale).lists
    found, naming = [], None
    for category in CATEGORIES:
        with (FOLDER / locale / f"{category}.toml").open("rb") as file:
            data = tomllib.load(file)
        if category == "naming":
            naming = _naming(data, lists)
        found += [_rule(one, data, category, lists) for one in data.get("rule", ())]
    rules = Rules(found, naming)
    rules.index(lists)
    return rules


def _rule(one, data, category, lists):
    if unknown := one.keys() - KNOWN:
        raise PhraseError(f"{category}: {one.get('id')} has unknown keys: {sorted(unknown)}")
    told = {key: one.get(key, data.get(key, "")) for key in ("message", "question")}
    rule = Rule(
        id=f"{category}.{one['id']}",
        category=category,
        severity=one.get("severity", data["severity"]),
        suggestions=tuple(one.get("suggestions", data["suggestions"])),
        subject=one.get("subject", "any"),
        place=one.get("place", "anywhere"),
        severity_we=one.get("severity_we", ""),
        severity_person=one.get("severity_person", ""),
        finds=tuple(one.get("finds", ())),
        leaves=tuple(one.get("leaves", ())),
        phrases=tuple(one["phrases"]),
        unless_before=_ending(one.get("unless_before", ()), lists),
        **{
            key: tuple(compiled(phrase, lists)[0] for phrase in one.get(key, ()))
            for key in ("unless", "unless_after", "unless_sentence", "only_sentence")
        },
        **told,
    )
    if rule.subject not in SUBJECTS or rule.place not in PLACES or rule.severity not in SEVERITIES:
        raise PhraseError(f"{rule.id}: subject, place or severity is not one of those known")
    return rule


def _ending(phrases, lists):
    """Phrases that must reach up to where a match begins."""
    return tuple(
        re.compile(rf"(?<![\w'-])(?:{compiled(phrase, lists)[0].pattern})[\s,:(]{{0,4}}\Z")
        for phrase in phrases
    )


@dataclass(frozen=True)
class Naming:
    rule: Rule
    thanks: tuple[re.Pattern, ...]
    things: frozenset
    broadcast: frozenset
    code: frozenset
    words: frozenset
    parts: re.Pattern


def _naming(data, lists):
    return Naming(
        rule=Rule(
            id="naming.name",
            category="naming",
            severity=data["severity"],
            message=data["message"],
            question=data["question"],
            suggestions=tuple(data["suggestions"]),
        ),
        thanks=tuple(compiled(phrase, lists)[0] for phrase in data["thanks"]),
        things=frozenset(data["things"]),
        broadcast=frozenset(data["broadcast"]),
        code=frozenset(data["code"]),
        words=frozenset(data["words"]),
        parts=re.compile(data["parts"]),
    )
