"""What the document holds so far: the state of each section, in words."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, wraps

from django.db.models import Count, Q

from accounts.models.prepared import Prepared
from postmortems.enums import Answer, EntryKind
from postmortems.models import (
    ContributingFactor,
    Idea,
    Impact,
    IncidentPerson,
    Mitigator,
    Postmortem,
    Section,
    TimelineEntry,
)

from .counting import number_of

EMPTY, PARTLY, DONE = "empty", "partly", "done"


@dataclass
class SectionState:
    """One section as the list at the left of the draft shows it."""

    section: Section
    state: str
    word: str
    open_threads: int = 0
    unread_threads: int = 0
    missing: list = field(default_factory=list)

    @property
    def is_done(self):
        return self.state == DONE

    @property
    def is_partly(self):
        return self.state == PARTLY


def section_states(postmortem, open_threads=None):
    """The state of every section, in their order.

    ``open_threads`` is what ``open_threads_by_section`` found for whoever reads.
    """
    counts = record_counts(postmortem)
    open_threads = open_threads or {}
    states = []
    for section in sections_of(postmortem):
        section.postmortem = postmortem
        state, word = state_of(section, counts.get(section.key, 0))
        states.append(SectionState(section, state, word, *open_threads.get(section.pk, (0, 0))))
    return states


def state_of(section, records):
    """(state, word) of one section, given how many records answer it.

    Where there are records, prose is optional. Question 4 is only partly answered by a
    single factor: what else had to be true?
    """
    if section.answer == Answer.NOT_KNOWN:
        return DONE, f"not known; {section.answer_owner.name} will find out"
    if section.answer == Answer.NONE:
        return DONE, "none"
    if section.number == 4 and records < 2:
        has_some = records or section.text.strip()
        return (PARTLY if has_some else EMPTY), "needs two contributing factors"
    if section.number == 8 and not records:
        return (PARTLY if section.text.strip() else EMPTY), "needs an idea, or none"
    if section.text.strip() or records:
        return DONE, "answered" if section.is_question else "written"
    return EMPTY, "open" if section.is_question else "empty"


@contextmanager
def counted_once(postmortem):
    """Inside, what is ``remembered`` of this instance is asked once, however often it is needed.

    For a page that shows the list of sections and the checklist; never around a change.
    """
    postmortem.remembered = {}
    try:
        yield
    finally:
        del postmortem.remembered


def remembered(ask):
    """A question about a postmortem whose answer is kept inside ``counted_once``."""

    @wraps(ask)
    def answer(postmortem):
        known = vars(postmortem).get("remembered")
        if known is None:
            return ask(postmortem)
        if ask not in known:
            known[ask] = ask(postmortem)
        return known[ask]

    return answer


@remembered
def sections_of(postmortem):
    """Its sections in their order, with whoever will find out what is not known."""
    return list(postmortem.sections.select_related("answer_owner"))


@remembered
def record_counts(postmortem):
    """How many records answer each section, by section key; one statement for all."""
    values = {"postmortem": postmortem.pk, "incident": postmortem.incident_id}
    return dict(zip(COUNTED, counting().ask(**values)[0], strict=True))


COUNTED = ("impact", "timeline", "steps", "q1", "q2", "q3", "q4", "q5", "q8")


@cache
def counting():
    return Prepared(counts_of_records, "postmortem", "incident")


def counts_of_records(postmortem, incident):
    people = IncidentPerson.objects.kept().filter(incident=incident)
    entries = TimelineEntry.objects.shown().filter(incident=incident)
    kinds = (ContributingFactor, Mitigator, Idea)
    rows = [
        Impact.objects.kept().filter(incident=incident),
        entries,
        entries.filter(kind=EntryKind.ACTION),
        people,
        people.filter(Q(joined_at__isnull=False) | ~Q(reached_how="")),
        entries.filter(kind=EntryKind.COMMUNICATION),
        *(kind.objects.kept().filter(postmortem=postmortem) for kind in kinds),
    ]
    return Postmortem.objects.filter(pk=postmortem).values_list(*map(number_of, rows))


def open_threads_by_section(threads):
    """``{section's number, or None: (open threads, those of them with something new)}``.

    ``threads`` are those of one postmortem that the reader may see, ``with_unread``.
    """
    rows = threads.open().order_by().values("section")
    rows = rows.annotate(number=Count("pk"), new=Count("pk", filter=Q(unread__gt=0)))
    return {row["section"]: (row["number"], row["new"]) for row in rows}
