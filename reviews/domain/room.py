"""Everything that the page of a meeting shows, loaded for one person."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import rules
from django.db.models import Q
from django.utils import timezone

from postmortems.domain.completeness import section_states
from postmortems.domain.eligibility import hindrances
from postmortems.enums import MitigatorKind
from postmortems.models import Perspective
from reviews.models import Meeting, Progress, Stop

from .prompt import library, prompts_at

PERMISSIONS = (
    "run_meeting",
    "invite",
    "change_meeting",
    "mark_attendance",
    "close_meeting",
    "settle_question",
    "correct",
    "answer_correction",
    "lead",
)
LINES = (
    ("question", "openquestions", ("outcome_owner",)),
    ("parked", "parkeditems", ()),
    ("decision", "decisions", ()),
    ("correction", "corrections", ("created_by",)),
)


LEARNED_SHOWN = 5
MINUTE = timedelta(minutes=1)


@dataclass
class Notebook:
    """What only the review group reads: the walk, the notes, what was written down."""

    stops: list
    stop: Stop | None
    questions: list = field(default_factory=list)
    lines: dict = field(default_factory=dict)
    captured: dict = field(default_factory=dict)
    removed: list = field(default_factory=list)

    @property
    def left(self):
        """How many stops are neither discussed nor skipped."""
        return sum(stop.is_waiting for stop in self.stops)


@dataclass
class Room:
    """One meeting as one person sees it. ``notebook`` is ``None`` outside the review group."""

    meeting: Meeting
    may: dict
    agenda: list
    people: list
    hindrances: list
    declaration: object
    notebook: Notebook | None
    progress: Progress | None = None
    is_aside: bool = False  # looks at another stop than the one where the meeting is

    @property
    def agenda_minutes(self):
        return sum(part.minutes for part in self.agenda)

    @property
    def here(self):
        return sum(row.is_present for row in self.people)

    @property
    def minutes_left(self):
        """Of the whole, for a page without its script; below zero once it takes longer."""
        return self.meeting.minutes - (timezone.now() - self.progress.began_at) // MINUTE

    @property
    def stops_on_page(self):
        """Whoever writes notes has one stop to write at; the others follow from one to the next."""
        one = [self.notebook.stop] if self.notebook.stop else []
        return one if self.may["run_meeting"] else self.notebook.stops


def open_room(meeting, user, *, stop="", is_wall=False):
    """Load the page of a meeting. ``stop`` is the number of the stop to show, as text.

    The wall shows the walk alone: without questions and what was written down.
    """
    may = {name: rules.has_perm(f"reviews.{name}", user, meeting) for name in PERMISSIONS}
    may["edit"] = rules.has_perm("postmortems.edit", user, meeting.postmortem)
    agenda, removed = split("agenda", meeting.agenda.all())
    people, notebook = [], None
    begun = Progress.objects.filter(meeting=meeting).select_related("part").first()
    progress = begun if meeting.is_open else None
    if rules.has_perm("reviews.see_notebook", user, meeting):
        people, gone = split("attendance", meeting.attendance.select_related("user"))
        notebook = open_notebook(meeting, user, stop, progress)
        notebook.removed += removed + (gone if may["mark_attendance"] else [])
        if not is_wall:
            add_lines(notebook, meeting, begun)
    return Room(
        meeting=meeting,
        may=may,
        agenda=agenda,
        people=people,
        hindrances=hindrances(meeting.postmortem, meeting.facilitator),
        declaration=meeting.postmortem.declarations.filter(by=meeting.facilitator_id).first(),
        notebook=notebook,
        progress=progress,
        is_aside=is_elsewhere(progress, notebook),
    )


def is_elsewhere(progress, notebook):
    """Whether the meeting is at another stop than the one on screen; a removed one is none."""
    if not (progress and notebook and notebook.stop):
        return False
    others = {stop.pk for stop in notebook.stops} - {notebook.stop.pk}
    return progress.stop_id in others


def open_notebook(meeting, user, wanted, progress):
    stops, removed = split("stop", meeting.stops.select_related("entry__incident"))
    stop = chosen_stop(stops, wanted or str(progress.stop_id if progress else ""))
    furnish(stops, user)
    return Notebook(stops=stops, stop=stop, removed=removed)


def add_lines(notebook, meeting, begun):
    """The questions, and what was written down: here, and in the record meanwhile."""
    for slug, name, related in LINES:
        rows = getattr(meeting, name).all()
        rows = rows.select_related(*related) if related else rows
        notebook.lines[slug], gone = split(slug, rows)
        notebook.removed += gone
    notebook.questions = questions_of(meeting)
    notebook.captured = captured_since(meeting, begun)
    notebook.captured["learned"] = learned(notebook.questions)


def split(slug, rows):
    """Rows that are kept, and the removed ones with the name of their kind."""
    rows = list(rows)
    kept = [row for row in rows if not row.is_removed]
    return kept, [(slug, row) for row in rows if row.is_removed]


def chosen_stop(stops, wanted):
    """The stop asked for, else the first that waits, else the first."""
    for stop in stops:
        if str(stop.pk) == wanted:
            return stop
    waiting = (stop for stop in stops if stop.is_waiting)
    return next(waiting, stops[0] if stops else None)


def questions_of(meeting):
    """(state, note or ``None``) for each of the eight questions, as the draft has them now."""
    notes = {note.section_id: note for note in meeting.question_notes.all()}
    states = section_states(meeting.postmortem)
    return [(one, notes.get(one.section.pk)) for one in states if one.section.is_question]


def learned(questions):
    """The last lines of *What did we learn?*, where one key in the room adds another."""
    texts = [one.section.text for one, _ in questions if one.section.key == "q7"]
    lines = [line[2:].strip() for text in texts for line in text.splitlines() if line[:2] == "- "]
    return lines[-LEARNED_SHOWN:]


def furnish(stops, user):
    """Give each stop the perspectives that this person may read there, its prompts, and the
    stops before and after it.
    """
    readable = Perspective.objects.visible_to(user).kept().filter(withdrawn_at=None)
    rows = list(readable.filter(entry__in=[stop.entry_id for stop in stops]))
    roles = roles_of(stops[0].entry.incident) if rows else {}
    by_entry = {}
    for row in rows:
        by_entry.setdefault(row.entry_id, []).append(row)
    prompts = library()
    for place, stop in enumerate(stops):
        stop.number = place + 1
        stop.before = stops[place - 1] if place else None
        stop.after = stops[place + 1] if place + 1 < len(stops) else None
        stop.perspectives = by_entry.get(stop.entry_id, [])
        call_by_role(stop.perspectives, roles)
        stop.prompts = prompts_at(stop, prompts)


def roles_of(incident):
    """Person → the role in which they took part."""
    people = incident.people.kept().exclude(user=None)
    return {one.user_id: one.get_role_display() for one in people}


def call_by_role(perspectives, roles):
    """Give each ``called``: its speaker's role. In the room everyone looks at one screen, and
    what was seen matters more than who saw it (Etsy, Howie); the draft has the names.

    Two of one role are told apart by a number, in the order in which they stand.
    """
    for one in perspectives:
        one.called = one.speaker_role or roles.get(one.speaker_id) or one.role_name
    same = Counter(one.called.casefold() for one in perspectives)
    seen = Counter()
    for one in perspectives:
        role = one.called.casefold()
        seen[role] += 1
        if same[role] > 1:
            one.called = f"{one.called} ({seen[role]})"


def captured_since(meeting, begun):
    """Factors, ideas and thanks written down in the meeting or for its corrections.

    ``begun`` is its ``Progress``: a meeting may begin before its time.
    """
    if not meeting.postmortem_id:
        return {}
    start = min(meeting.starts_at, begun.began_at) if begun else meeting.starts_at
    span = Q(created_at__gte=start)
    if meeting.corrections_until:
        span &= Q(created_at__lte=meeting.corrections_until)
    about = meeting.postmortem
    return {
        "factors": list(about.factors.kept().filter(span)),
        "ideas": list(about.ideas.kept().filter(span)),
        "thanks": list(about.mitigators.kept().filter(span, kind=MitigatorKind.THANKS)),
    }
