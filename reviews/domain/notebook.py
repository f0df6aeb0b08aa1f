"""What a meeting writes down: lines, stops, notes, outcomes. All of it is content."""

from django.db import transaction

from accounts.domain import audit
from postmortems.domain import record
from postmortems.domain.comment import check_outcome
from postmortems.domain.content import changing_content
from postmortems.enums import ThreadOutcome
from postmortems.exceptions import Refused, StaleChange
from reviews.enums import StopState
from reviews.models import Attendance, QuestionNote, Stop

from . import admission


def add_line(line, *, by):
    """Add a line (agenda part, stop, question, decision, someone present …) to a meeting."""
    with transaction.atomic():
        line = record.add_record(line, by=by)
        follow(line)
    return line


def change_line(line, values, *, base, by):
    """Change a line read at version ``base``; ``StaleChange`` if somebody else did."""
    with transaction.atomic():
        line = record.change_record(line, values, base=base, by=by)
        follow(line)
    return line


def remove_line(line, *, by):
    """Take a line out; an invitation taken out is withdrawn."""
    with transaction.atomic():
        line = record.remove_record(line, by=by)
        follow(line)
    return line


def restore_line(line, *, by):
    """Bring a line back, unless what it stands for was added anew meanwhile."""
    with changing_content(line.owning_incident()):
        if has_successor(line):
            raise Refused("It was added again meanwhile: that one stays.")
        line = record.restore_record(line, by=by)
        follow(line)
    return line


def has_successor(line):
    once = {Stop: "entry_id", Attendance: "user_id"}.get(type(line))
    if once is None or getattr(line, once) is None:
        return False
    twins = type(line).objects.kept().filter(meeting=line.meeting_id)
    return twins.filter(**{once: getattr(line, once)}).exclude(pk=line.pk).exists()


def follow(line):
    if isinstance(line, Attendance):
        admission.refresh(line.meeting.postmortem)


def set_stop_state(stop, state, *, by):
    """Discussed, skipped or not yet, with one tap; the last tap wins."""
    return tap(stop, "state", StopState(state).value, by=by)


def set_present(attendance, present, *, by):
    """Someone is here, or is not; the last tap wins."""
    return tap(attendance, "is_present", present, by=by)


def tap(line, name, value, *, by):
    """Set one field whatever it was before: nothing anybody typed can be lost by it."""
    with changing_content(line.owning_incident()):
        line = record.lock(line)
        if line.is_removed:
            raise StaleChange(line)
        before = getattr(line, name)
        if before != value:
            setattr(line, name, value)
            line.version += 1
            line.full_clean()
            line.save()
            record.note("marked", line, by=by, before={name: before}, after={name: value})
    return line


def choose_stops(meeting, entries, *, by):
    """Make these timeline entries the stops of the walk, in the order of time.

    A stop that is no longer chosen is removed; chosen again, it comes back with its notes.
    """
    with changing_content(meeting.postmortem.incident):
        stops = {stop.entry_id: stop for stop in meeting.stops.order_by("-removed_at")}
        stops |= {stop.entry_id: stop for stop in meeting.stops.kept()}
        chosen = {entry.pk for entry in entries}
        for stop in meeting.stops.kept():
            if stop.entry_id not in chosen:
                record.remove_record(stop, by=by)
        ordered = sorted(entries, key=lambda entry: (entry.occurred_at, entry.position, entry.pk))
        for position, entry in enumerate(ordered, start=1):
            stop = stops.get(entry.pk)
            if stop is None:
                stop = record.add_record(Stop(meeting=meeting, entry=entry), by=by)
            elif stop.is_removed:
                stop = record.restore_record(stop, by=by)
            Stop.objects.filter(pk=stop.pk).update(position=position)


def write_question_note(meeting, section, text, *, base, by):
    """Keep what was said about one of the eight questions; ``base`` is 0 for the first note."""
    with changing_content(meeting.postmortem.incident):
        found = QuestionNote.objects.select_for_update().filter(meeting=meeting, section=section)
        note = found.first() or QuestionNote(meeting=meeting, section=section, version=0)
        if note.version != base:
            raise StaleChange(note)
        note.text = text
        note.version += 1
        note.full_clean()
        note.save()
        audit.record(
            "question noted",
            note,
            by=by,
            stream=meeting.postmortem.incident.reference,
            after={"question": section.heading, "version": note.version},
        )
    return note


def settle_question(question, outcome, *, base, by, words="", owner=None, due=None):
    """End an open question: answered, assigned to someone (by a day), or left unknown *because*.

    ``base`` is the version that was read; ``StaleChange`` if somebody changed it since.
    """
    check_outcome(outcome, words=words, owner=owner)
    with changing_content(question.owning_incident()):
        question = record.lock(question)
        if question.version != base or question.is_removed:
            raise StaleChange(question)
        before = question.outcome
        question.outcome, question.outcome_note = outcome, words
        is_assigned = outcome == ThreadOutcome.ASSIGNED
        question.outcome_owner = owner if is_assigned else None
        question.outcome_due = due if is_assigned else None
        question.version += 1
        question.full_clean()
        question.save()
        record.note(
            "settled", question, by=by, before={"outcome": before}, after={"outcome": outcome}
        )
    return question
