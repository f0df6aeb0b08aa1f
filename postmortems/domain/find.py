"""Finding words in one draft: its texts and its records, each with the words around."""

from dataclasses import dataclass

from postmortems.models import Perspective
from postmortems.search import folded

MOST = 100
AROUND = 60  # characters before and after
LONGEST = 200


@dataclass(frozen=True)
class Hit:
    """One place: where it is, the words before, itself, after; where it opens."""

    where: str
    before: str
    match: str
    after: str
    url: str


def hits(postmortem, user, words):
    """At most a hundred places of a visible draft, in the order of its sections.

    Letters large or small are the same; one space stands for any white space.
    """
    wanted = folded(words.replace("\x00", "")[:LONGEST])
    if not wanted:
        return []
    found = []
    for where, text, url in texts_of(postmortem, user):
        for before, match, after in places_in(text, wanted):
            found.append(Hit(where, before, match, after, url))
            if len(found) == MOST:
                return found
    return found


def texts_of(postmortem, user):
    """(where, text, address) of everything that one reads in the draft."""
    records = records_by_section(postmortem, user)
    for section in postmortem.sections.order_by("position"):
        section.postmortem = postmortem
        address = section.get_absolute_url()
        yield section.heading, section.text, address
        for kind, row, *texts in records.get(section.key, ()):
            part = "?part=all" if section.key == "timeline" else ""  # a long one stands in parts
            for text in texts:
                yield f"{section.heading} · {kind}", text, f"{address}{part}#{row}"


def records_by_section(postmortem, user):
    """Section key → rows of (what it is, anchor, its texts)."""
    incident = postmortem.incident
    told = Perspective.objects.visible_to(user).kept().filter(entry__incident=incident)
    return {
        "impact": [
            ("impact", f"impact-{one.pk}", one.experienced, one.told, one.can_do)
            for one in incident.impacts.kept()
        ],
        "timeline": [
            *(
                ("timeline entry", f"timeline-{one.pk}", one.text)
                for one in incident.timeline.kept().in_order()
            ),
            *(
                ("perspective", f"timeline-{one.entry_id}", *told_in(one))
                for one in told.filter(withdrawn_at=None)
            ),
        ],
        "q4": [
            *(
                ("contributing factor", f"factor-{one.pk}", one.summary, one.narrative)
                for one in postmortem.factors.kept()
            ),
            *(("trigger", f"trigger-{one.pk}", one.text) for one in postmortem.triggers.kept()),
        ],
        "q5": [
            ("what helped", f"mitigator-{one.pk}", one.text, one.narrative)
            for one in postmortem.mitigators.kept()
        ],
        "q8": [
            *(("idea", f"idea-{one.pk}", one.text, one.detail) for one in postmortem.ideas.kept()),
            *(
                ("action", f"action-{one.pk}", one.title, one.done_when)
                for one in postmortem.actions.kept()
            ),
        ],
    }


def told_in(perspective):
    fields = ("saw", "understood", "expected", "did", "options", "pressures")
    return [getattr(perspective, name) for name in fields]


def places_in(text, wanted):
    """(before, match, after) for each place where the text holds the folded words."""
    plain = " ".join(text.split())
    low = plain.casefold()
    if len(low) != len(plain):  # letters that become two: the places would not fit
        low = plain.lower() if len(plain.lower()) == len(plain) else plain
    start = low.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        before = plain[max(0, start - AROUND) : start]
        after = plain[end : end + AROUND]
        cut = "…" if start > AROUND else ""
        yield cut + before, plain[start:end], after + ("…" if end + AROUND < len(plain) else "")
        start = low.find(wanted, end)
