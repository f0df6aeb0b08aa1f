"""The helper's one question: what in this text could ask a better question?

One pass over the words: a word that can begin a phrase of a rule has that rule looked at,
there and nowhere else. So the time is in proportion to the length.
"""

import re

from .finding import Finding
from .lexicon import lexicon
from .masking import COVER, evened, masked
from .naming import names_in
from .profile import profiles, severity_in
from .rules import rules_of
from .sentences import sentences_of
from .subject import ASKED, NOBODY, PERSON, Cast, Resolver

FIRST_WORD = re.compile(r"(?<![\w'@-])[^\W\d_]+(?:['-][^\W\d_]+)*")
AROUND = 200  # code points on both sides where a trap is looked for


def check(text, field="narrative", people=(), systems=(), locale="en", *, roles=(), allowed=()):
    """Findings in the order of the text, at most one for the same words and category.

    ``people`` are the names of the roster, ``systems`` those of the service catalogue,
    ``roles`` more nouns for people, ``allowed`` phrases to leave alone. Raises ValueError for
    a field or a locale that does not exist.
    """
    if field not in profiles():
        raise ValueError(f"There is no field {field!r}; there are: {', '.join(profiles())}")
    if not profiles()[field]["categories"]:
        return []
    rules, words = _language(locale)
    prose = _without(masked(text), allowed)
    low = evened(prose)
    cast = Cast(words, people, systems, roles)
    found = []
    for sentence in sentences_of(low):
        found += _Look(sentence, cast, prose, rules, words).findings(field, text)
    found += names_in(prose, low, sentences_of, cast, people, rules.naming, text, field)
    found = _outside_names_of(systems, found, low)
    return sorted(found, key=lambda one: (one.start, one.end, one.rule))


def _outside_names_of(systems, found, low):
    """Without what is only part of a system's name: *Human Error Explorer*."""
    if not found or not systems:
        return found
    spelled = "|".join(re.escape(name.lower()) for name in systems if name.strip())
    names = [place.span() for place in re.finditer(rf"(?<!\w)(?:{spelled})(?!\w)", low)]
    return [
        one for one in found if not any(a <= one.start and one.end <= b for a, b in names)
    ]  # fmt: skip


def _language(locale):
    try:
        return rules_of(locale), lexicon(locale)
    except FileNotFoundError as error:
        raise ValueError(f"There are no rules for {locale!r}") from error


def _without(prose, allowed):
    """The text with allowed phrases covered, in whatever letters they are written."""
    phrases = sorted((phrase for phrase in map(str.strip, allowed) if phrase), key=len)[::-1]
    if not phrases:
        return prose
    spelled = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases)
    pattern = re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.IGNORECASE)
    return pattern.sub(lambda found: COVER * len(found[0]), prose)


class _Look:
    """One sentence and what the rules say about it."""

    def __init__(self, sentence, cast, typed, rules, words):
        self.sentence, self.cast, self.typed = sentence, cast, typed
        self.rules, self.words = rules, words
        self.whole, self.resolver, self._said = sentence.whole, None, {}

    def findings(self, field, text):
        reached, found = {}, []
        for rule, start, end in self._matches():
            if start < reached.get(rule.category, 0):
                continue
            severity = self._severity(rule, start, end)
            severity = severity and severity_in(field, rule.category, severity)
            if severity:
                reached[rule.category] = end
                found.append(finding(rule, severity, start, end, text))
        return found

    def _matches(self):
        """Every place where a phrase fits, the longest first where several begin."""
        by_word, start, end = self.rules.by_word, self.sentence.start, self.sentence.end
        for word in FIRST_WORD.finditer(self.whole, start, end):
            candidates = by_word.get(word[0])
            if candidates:
                fits = [
                    (rule, fit.start(), fit.end())
                    for rule, pattern in candidates
                    if (fit := pattern.match(self.whole, word.start(), end))
                ]
                yield from sorted(fits, key=lambda fit: -fit[2])

    def _severity(self, rule, start, end):
        """How loud the rule is here; empty where it is silent."""
        if self._trapped(rule, start, end):
            return ""
        self.resolver = self.resolver or Resolver(self.sentence, self.cast, self.typed)
        if not self._placed(rule, start):
            return ""
        return self._for_subject(rule, start, end)

    def _for_subject(self, rule, start, end):
        if rule.subject == "any" and not (rule.severity_we or rule.severity_person):
            return rule.severity
        subject = self._subject(rule.subject, start, end)
        if not fits(rule.subject, subject):
            return ""
        if subject.word in self.words.we and rule.severity_we:
            return rule.severity_we
        return rule.severity_person if subject.kind == PERSON and rule.severity_person else (
            rule.severity
        )  # fmt: skip

    def _subject(self, needed, start, end):
        if needed == "after":
            return self.resolver.after(end)
        if needed == "owner":
            return self.resolver.owner(start)
        return self.resolver.before(start, far=needed == "person of clause")

    def _placed(self, rule, start):
        if rule.place == "question":
            return self.resolver.asks(start)
        if rule.place == "opening":
            return start <= self.sentence.opening(self.words.labels)
        return True

    def _trapped(self, rule, start, end):
        low, high = max(self.sentence.start, start - AROUND), min(self.sentence.end, end + AROUND)
        whole = self.whole
        return (
            any(one.search(whole, low, start) for one in rule.unless_before)
            or any(one.match(whole, _after_space(whole, end), high) for one in rule.unless_after)
            or any(_overlaps(one, whole, low, high, start, end) for one in rule.unless)
            or any(self._says(one) for one in rule.unless_sentence)
            or (rule.only_sentence and not any(self._says(one) for one in rule.only_sentence))
        )

    def _says(self, pattern):
        if pattern not in self._said:
            begun = rf"(?<![\w'-]){pattern.pattern}"
            self._said[pattern] = bool(
                re.compile(begun).search(self.whole, self.sentence.start, self.sentence.end)
            )
        return self._said[pattern]


def fits(needed, subject):
    """Whether a rule that needs such a subject speaks of this one."""
    if needed == "any":
        return True
    if subject.kind == ASKED:
        return False
    if needed in ("person or nobody", "no system"):
        return subject.kind in (PERSON, NOBODY)
    return subject.kind == PERSON


def finding(rule, severity, start, end, text):
    return Finding(
        rule=rule.id,
        category=rule.category,
        severity=severity,
        start=start,
        end=end,
        match=text[start:end],
        message=rule.message,
        question=rule.question,
        suggestions=rule.suggestions,
    )


def _after_space(text, place):
    while place < len(text) and text[place] == " ":
        place += 1
    return place


def _overlaps(pattern, text, low, high, start, end):
    for found in pattern.finditer(text, low, high):
        if found.start() >= end:
            return False
        if found.end() > start and (not found.start() or not text[found.start() - 1].isalnum()):
            return True
    return False
