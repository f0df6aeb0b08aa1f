"""Gentle hints: what a writer may have left out, three at a time, each one question.

They ask for less than the gates do and never hold anything up. Whoever writes sees them, can
put one aside for this draft, and then the next one comes.
"""

from dataclasses import dataclass
from datetime import timedelta

from postmortems.enums import EntrySource, Phase, Precision
from postmortems.models import HintAside

from .local_time import local

MOST = 3
SILENCE = timedelta(minutes=30)
PART_OF_ALL = 4  # a silence is long when it is a quarter of what is told, or more
KEY_LENGTH = 40
LABEL_LENGTH = 60


@dataclass(frozen=True)
class Hint:
    """One question; ``key`` names it for as long as it is about the same rows."""

    key: str
    sentence: str
    section: str
    place: str = ""  # the id of a row in that section


def hints_for(postmortem, user):
    """At most three for this person, and how many they have put aside; four statements."""
    incident = postmortem.incident
    aside = set(HintAside.objects.of(postmortem, user).values_list("key", flat=True))
    entries = list(incident.timeline.kept().in_order().defer("payload"))
    for entry in entries:
        entry.incident = incident
    found = [
        *before_it_began(incident, entries),
        *longest_silence(incident, entries),
        *unmeasured(incident.impacts.kept().order_by("position", "pk")),
        *unfinishable(postmortem.actions.unfinished().order_by("position", "pk")),
        *unsourced(entries),
    ]
    keys = {hint.key for hint in found}
    return [hint for hint in found if hint.key not in aside][:MOST], len(aside & keys)


def before_it_began(incident, entries):
    """Nothing is told of the time before, where the beginning is known."""
    if incident.started_at and entries and all(one.phase != Phase.BEFORE for one in entries):
        yield Hint(
            "before",
            "The timeline begins with the incident. What was already under way before it?",
            "timeline",
        )


def longest_silence(incident, entries):
    """The longest time without an entry while it lasted, if it is long beside the whole."""
    exact = [one for one in entries if one.phase == Phase.DURING and one.precision != Precision.DAY]
    if len(exact) < 3:
        return
    pairs = list(zip(exact, exact[1:], strict=False))
    first, then = max(pairs, key=lambda pair: pair[1].occurred_at - ended(pair[0]))
    silence = then.occurred_at - ended(first)
    whole = exact[-1].occurred_at - exact[0].occurred_at
    if silence > SILENCE and silence * PART_OF_ALL >= whole:
        begin, end = (local(at, incident.time_zone) for at in (ended(first), then.occurred_at))
        words = f"{begin:%H:%M} and {end:%H:%M}"
        if begin.date() != end.date():
            words = f"{begin:%-d %b %H:%M} and {end:%-d %b %H:%M}"
        yield Hint(
            f"silence-{first.pk}-{then.pk}",
            f"Nothing is told between {words}. What did people see and try then?",
            "timeline",
            f"timeline-{first.pk}",
        )


def ended(entry):
    return max(entry.occurred_at, entry.ended_at or entry.occurred_at)


def unmeasured(impacts):
    for impact in impacts:
        if not impact.is_stated:
            yield Hint(
                f"impact-{impact.pk}",
                f"How large was it for {impact.who}? A number, or “not measured”, says enough.",
                "impact",
                f"impact-{impact.pk}",
            )


def unfinishable(actions):
    for action in actions:
        if not action.done_when.strip():
            yield Hint(
                f"finish-{action.pk}",
                f"By what will anyone see that “{short(action.title)}” is done?",
                "q8",
                f"action-{action.pk}",
            )


def unsourced(entries):
    """A key moment that nothing leads back to: neither a source, nor a link."""
    for entry in entries:
        if entry.is_key_moment and entry.source == EntrySource.MANUAL and not entry.source_link:
            yield Hint(
                f"source-{entry.pk}",
                f"What shows that “{short(entry.text)}”? A link to a chat, a graph or a ticket.",
                "timeline",
                f"timeline-{entry.pk}",
            )


def short(text):
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1].rstrip() + "…"


def put_aside(postmortem, user, key):
    """This person does not want to be asked this here; twice is once."""
    HintAside.objects.get_or_create(postmortem=postmortem, user=user, key=key[:KEY_LENGTH])


def bring_back(postmortem, user):
    """All that this person put aside in this draft is asked again."""
    HintAside.objects.of(postmortem, user).delete()
