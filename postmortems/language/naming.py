"""Names in prose: a role travels further. Thanks and the lists of who did what keep theirs."""

import re

from .finding import Finding
from .profile import severity_in

HANDLE = re.compile(r"(?<![\w@./:+-])@[a-z][\w.-]{0,38}\w(?![\w/@-])(?!\.\w)", re.IGNORECASE)
NAMED = r"(?<![\w@./#-])(?:{names})(?![\w/@-])(?!\.\w)"
TITLES = frozenset(["dr", "mr", "ms", "mrs", "mx", "prof"])


def names_in(prose, low, sentences_of, cast, people, naming, text, field):
    """A finding for each name or handle that is neither thanked nor listed."""
    severity = severity_in(field, "naming", naming.rule.severity)
    if not severity or (not people and "@" not in prose):
        return []
    pattern = _pattern(people, cast)
    found = []
    for sentence in sentences_of(low):
        places = list(_places(sentence, pattern, prose, naming))
        if places and not _excused(sentence, places, naming):
            found += [_finding(naming.rule, severity, place, text) for place in places]
    return found


def _pattern(people, cast):
    names = set()
    for person in people:
        name = " ".join(person.split()).lower()
        names.add(name.lstrip("@"))
        parts = [part.strip(".,'\"()") for part in name.split()]
        names |= {part for part in parts if len(part) > 2 and part not in TITLES}
    names -= cast.system_names | {""}
    spelled = sorted(names, key=lambda name: (-len(name), name))
    inner = "|".join(r"\s{1,4}".join(map(re.escape, name.split())) for name in spelled)
    return re.compile(NAMED.format(names=inner)) if inner else None


def _places(sentence, pattern, prose, naming):
    low = sentence.whole
    for found in HANDLE.finditer(low, sentence.start, sentence.end):
        if found[0][1:] not in naming.broadcast and not _in_code(found, low, naming):
            yield found.span()
    if pattern:
        for found in pattern.finditer(low, sentence.start, sentence.end):
            if not (_a_word(found, sentence, prose, naming) or _a_thing(found, low, naming)):
                yield found.span()


def _in_code(found, low, naming):
    """*The annotation @Transactional* calls nobody, nor does *@status on Mastodon*."""
    before = low[max(0, found.start() - 40) : found.start()].split()
    follows = re.compile(r"[ \t]{1,4}(?:on[ \t]{1,4})?([a-z]{2,30})").match(low, found.end())
    return bool(before and before[-1] in naming.code) or bool(follows and follows[1] in naming.code)


def _a_word(found, sentence, prose, naming):
    """*Will* and *mark* are words too: taken for a name when written as one, mid-sentence."""
    if found[0] not in naming.words:
        return False
    return found.start() == sentence.start or prose[found.start()].islower()


def _a_thing(found, low, naming):
    """*The Marcus cluster* is not Marcus."""
    follows = re.compile(r"[ \t]{1,4}([a-z]{2,30})").match(low, found.end())
    return bool(follows) and follows[1] in naming.things


def _excused(sentence, places, naming):
    """Thanked, in a list of who did what, or alone in a cell or on a line."""
    whole, start, end = sentence.whole, sentence.start, sentence.end
    named = sum(place[1] - place[0] for place in places)
    if sum(letter.isalnum() or letter == "@" for letter in sentence.text) <= named:
        return True
    return bool(naming.parts.match(whole, start, end)) or any(
        thanks.search(whole, start, end) for thanks in naming.thanks
    )


def _finding(rule, severity, place, text):
    start, end = place
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
