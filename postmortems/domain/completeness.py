"""What the document holds so far: the state of each section, in words."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db.models import Count, Q

from postmortems.enums import Answer, EntryKind
from postmortems.models import Section

EMPTY, PARTLY, DONE = "empty", "partly", "done"


@dataclass
class SectionState:
    """One section as the list at the left of the draft shows it."""

    section: Section
    state: str
    word: str
    open_threads: int = 0
    missing: list = field(default_factory=list)

    @property
    def is_done(self):
        return self.state == DONE

    @property
    def is_partly(self):
        return self.state == PARTLY


def section_states(postmortem, threads=None):
    """The state of every section, in their order. ``threads``: the comment threads of

    this postmortem that the reader may see, or ``None`` to count none.
    """
    counts = record_counts(postmortem)
    open_threads = open_threads_by_section(threads)
    states = []
    for section in postmortem.sections.select_related("answer_owner"):
        section.postmortem = postmortem
        state, word = state_of(section, counts.get(section.key, 0))
        states.append(SectionState(section, state, word, open_threads.get(section.pk, 0)))
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
    """Inside, the records of this instance are counted once, however often it is asked.

    For a page that shows the list of sections and the checklist; never around a change.
    """
    postmortem.counted_records = record_counts(postmortem)
    try:
        yield
    finally:
        del postmortem.counted_records


def record_counts(postmortem):
    """How many records answer each section, by section key."""
    if hasattr(postmortem, "counted_records"):
        return postmortem.counted_records
    incident = postmortem.incident
    people = incident.people.kept().aggregate(
        all=Count("pk"), told=Count("pk", filter=Q(joined_at__isnull=False) | ~Q(reached_how=""))
    )
    kinds = incident.timeline.shown().aggregate(
        all=Count("pk"),
        steps=Count("pk", filter=Q(kind=EntryKind.ACTION)),
        communication=Count("pk", filter=Q(kind=EntryKind.COMMUNICATION)),
    )
    return {
        "impact": incident.impacts.kept().count(),
        "timeline": kinds["all"],
        "steps": kinds["steps"],
        "q1": people["all"],
        "q2": people["told"],
        "q3": kinds["communication"],
        "q4": postmortem.factors.kept().count(),
        "q5": postmortem.mitigators.kept().count(),
        "q8": postmortem.ideas.kept().count(),
    }


def open_threads_by_section(threads):
    if threads is None:
        return {}
    rows = threads.open().order_by().values("section").annotate(number=Count("pk"))
    return {row["section"]: row["number"] for row in rows}
