"""The language helper in a draft: what it asks about a text, and what can be made of a sentence.

The rules are ``postmortems/language``; here is what a document knows: its people and services,
what administrators allow, which sentences stay as they are. Nothing is counted, of anybody.
"""

import hashlib
from dataclasses import asdict, dataclass

from postmortems.language import check
from postmortems.language.conversion import (
    as_action,
    as_factor,
    as_how_question,
    as_idea,
    with_role,
)
from postmortems.language.masking import evened, masked
from postmortems.language.sentences import sentences_of
from postmortems.models import KeptSentence

from .known_words import all_words

# The language package's name of each section of ours; others are narrative.
FIELDS = {
    "summary": "summary",
    "impact": "impact",
    "timeline": "timeline",
    "q1": "people",
    "q4": "factors",
    "q5": "thanks",
    "q6": "difficulties",
    "q7": "learnings",
    "q8": "ideas",
}


@dataclass(frozen=True)
class Way:
    """What one click does: ``makes`` a record of ``words`` (and ``done``), or nothing but put
    ``replace`` in the place of ``from`` … ``to`` (code points; ``""`` takes the sentence out).
    """

    label: str
    start: int
    end: int
    replace: str
    makes: str = ""
    words: str = ""
    done: str = ""


@dataclass(frozen=True)
class Question:
    """One thing to ask about one sentence. ``key`` is what to send to keep it as it is."""

    rule: str
    category: str
    severity: str
    start: int
    end: int
    match: str
    message: str
    question: str
    suggestions: list
    sentence: tuple
    key: str
    way: Way | None


def field_of(section):
    return FIELDS.get(section.key, "narrative")


def questions(section, text):
    """What the helper asks about a section's text, one for each kind and sentence, in order."""
    postmortem = section.postmortem
    roles = roles_by_name(postmortem.incident)
    known = all_words()
    findings = check(
        text,
        field=field_of(section),
        people=tuple(roles),
        systems=(*postmortem.incident.services.values_list("name", flat=True), *known["system"]),
        roles=known["role"],
        allowed=known["phrase"],
    )
    if alone := name_alone(section, text, roles):
        return [alone]
    if not findings:
        return []
    kept = set(postmortem.kept_sentences.values_list("rule", "sentence"))
    spans = [(one.start, one.end) for one in sentences_of(evened(masked(text)))]
    asked, told = set(), []
    for found in findings:
        span = next((one for one in spans if one[0] <= found.start < one[1]), None)
        start, end = trimmed(text, *(span or (found.start, found.end)))
        key = digest(text[start:end])
        once = (found.category, start)
        if (found.rule, key) in kept or once in asked:
            continue
        asked.add(once)
        way = way_on(found, text, start, end, roles)
        values = {name: getattr(found, name) for name in SHOWN}
        suggestions = list(found.suggestions[:2])
        told.append(
            Question(**values, suggestions=suggestions, sentence=(start, end), key=key, way=way)
        )
    return told


SHOWN = ("rule", "category", "severity", "start", "end", "match", "message", "question")


ASKS_WHO = {"q1", "q2", "q5"}


def name_alone(section, text, roles):
    """A question that asks how, answered with nothing but a name: the same in more words."""
    said = text.strip().strip(".!,;*_").casefold()
    names = {name.casefold() for name in roles} | {p for name in roles for p in parts_of(name)}
    if not section.is_question or section.key in ASKS_WHO or said not in names:
        return None
    start, end = trimmed(text, 0, len(text))
    key = digest(text[start:end])
    if section.postmortem.kept_sentences.filter(rule="name-alone", sentence=key).exists():
        return None
    return Question(
        rule="name-alone",
        category="who_why",
        severity="low",
        start=start,
        end=end,
        match=text[start:end],
        message="A name tells who was there, and not yet how it went.",
        question="How did it look from there, and what made each step a sensible one?",
        suggestions=[],
        sentence=(start, end),
        key=key,
        way=None,
    )


def trimmed(text, start, end):
    """The span without white space at its ends."""
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), end - len(inside) + len(inside.rstrip())


def digest(sentence):
    plain = " ".join(evened(sentence).casefold().split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def roles_by_name(incident):
    """The people of an incident, each with the role they had."""
    rows = incident.people.kept().select_related("user")
    return {row.display_name: row.get_role_display().lower() for row in rows}


def way_on(found, text, start, end, roles):
    """What can be made of the sentence with one click, or ``None``."""
    sentence = text[start:end]
    if found.category == "counterfactual":
        words = as_idea(sentence)
        return Way("Move it to the ideas", start, end, "", "idea", words)
    if found.category == "single_cause":
        words = as_factor(sentence).rstrip(".")
        said = f"A contributing factor: {words[:1].lower() + words[1:]}."
        return Way("Add it as a contributing factor", start, end, said, "factor", words)
    if found.category == "vigilance":
        title, done = as_action(sentence)
        return Way("Make it an action", start, end, "", "action", title, done)
    if found.category == "who_why":
        return Way("Ask how", start, end, as_how_question(sentence))
    if found.category == "naming":
        return role_for(found, text, roles)
    return None


def role_for(found, text, roles):
    """The name's role in its place, where it is known whose name it is."""
    said = found.match.lstrip("@").casefold()
    fitting = {role for name, role in roles.items() if said in (name.casefold(), *parts_of(name))}
    if len(fitting) != 1:
        return None
    changed = with_role(text, found.start, found.end, fitting.pop())
    before = len(text[: found.start].rstrip("@"))
    after = len(text) - found.end
    return Way("Use the role", before, found.end, changed[before : len(changed) - after])


def parts_of(name):
    return name.casefold().split()


def keep_sentence(postmortem, rule, key):
    """This rule asks no more about this sentence here; again is harmless."""
    KeptSentence.objects.get_or_create(postmortem=postmortem, rule=rule, sentence=key)


def told(question, text):
    """A question as the editor takes it: places in UTF-16 units, as its texts are counted."""
    place = units(text)
    values = asdict(question)
    values["sentence"] = [place(at) for at in question.sentence]
    values["from"], values["to"] = place(values.pop("start")), place(values.pop("end"))
    if question.way:
        way = values["way"]
        way["from"], way["to"] = place(way.pop("start")), place(way.pop("end"))
    return values


def units(text):
    """A function from places in code points to places in UTF-16 units."""
    if text.isascii() or max(map(ord, text), default=0) < 0x10000:
        return lambda at: at
    return lambda at: at + sum(ord(letter) > 0xFFFF for letter in text[:at])
