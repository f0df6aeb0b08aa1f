"""Scheduling a review meeting, changing it, cancelling it, and closing it."""

import rules
from django.utils import timezone

from accounts.domain import audit
from postmortems.domain.content import changing_content
from postmortems.domain.postmortem import set_facilitator
from postmortems.enums import State
from postmortems.exceptions import Refused, StaleChange
from reviews.enums import MeetingOutcome
from reviews.models import Meeting, Progress

from . import admission
from .agenda import generate_agenda
from .invitation import invite_people
from .worry import forget_worries

FACTS = ("format", "minutes", "place")


def schedule_meeting(postmortem, values, *, by, invite=()):
    """Schedule the review: ``values`` are the fields of a meeting; returns it.

    Names the postmortem's facilitator where it has none. ``invite`` are users. Raises
    ``Refused`` if a meeting is scheduled already, or if there is nothing to review.
    """
    with changing_content(postmortem.incident) as postmortem:
        if postmortem.state != State.DRAFT:
            raise Refused("It is reviewed already. Send it back to draft for another meeting.")
        if postmortem.meetings.filter(outcome=MeetingOutcome.SCHEDULED).exists():
            raise Refused("A meeting is scheduled already. Change that one, or cancel it first.")
        meeting = Meeting(postmortem=postmortem, created_by=by, **values)
        meeting.full_clean()
        meeting.save()
        if postmortem.facilitator_id is None:
            refuse_naming(postmortem, meeting.facilitator, by=by)
            set_facilitator(postmortem, meeting.facilitator, by=by)
            postmortem.facilitator = meeting.facilitator
        generate_agenda(meeting, by=by)
        invite_people(meeting, invite, by=by)
        admission.refresh(postmortem)
        note("meeting scheduled", meeting, by=by, after=facts_of(meeting))
    return meeting


def refuse_naming(postmortem, facilitator, *, by):
    """Scheduling names the first facilitator only where this person may name one."""
    may_name = rules.has_perm("postmortems.replace_facilitator", by, postmortem)
    if not may_name and facilitator != by:
        raise Refused("The owner names the facilitator first, or a volunteer takes the review.")


def change_meeting(meeting, values, *, base, by):
    """Change a meeting that was read at version ``base``; one that was cancelled stays so.

    Raises ``StaleChange`` when somebody changed it since.
    """
    with changing_content(meeting.postmortem.incident):
        meeting = lock(meeting)
        if meeting.is_cancelled:
            raise Refused("This meeting was cancelled. Schedule another one.")
        if meeting.version != base:
            raise StaleChange(meeting)
        before = facts_of(meeting)
        former = {meeting.facilitator_id, meeting.note_taker_id}
        for name, value in values.items():
            setattr(meeting, name, value)
        meeting.version += 1
        meeting.full_clean()
        meeting.save()
        admission.refresh(meeting.postmortem, former)
        note("meeting changed", meeting, by=by, before=before, after=facts_of(meeting))
    return meeting


def cancel_meeting(meeting, *, by, reason):
    """Call a scheduled meeting off, with a reason. What was prepared stays readable."""
    if not reason.strip():
        raise Refused("Say why it is cancelled: those who were invited read it.")
    with changing_content(meeting.postmortem.incident):
        return call_off(lock(meeting), by=by, reason=reason)


def call_off(meeting, *, by, reason):
    """Cancel a locked meeting, in the caller's transaction."""
    if not meeting.is_open:
        raise Refused("Only a scheduled meeting can be cancelled.")
    meeting.outcome, meeting.outcome_reason = MeetingOutcome.CANCELLED, reason
    meeting.version += 1
    meeting.full_clean()
    meeting.save()
    forget_worries(meeting)
    admission.refresh(meeting.postmortem)
    note("meeting cancelled", meeting, by=by, reason=reason)
    return meeting


def call_off_scheduled(postmortem, *, by, reason):
    """Cancel what is still scheduled, in the transaction that moved the locked postmortem."""
    for meeting in postmortem.meetings.upcoming().select_for_update():
        call_off(meeting, by=by, reason=reason)


def hand_over_scheduled(postmortem, former, *, by, reason):
    """Give what is still scheduled to the postmortem's new facilitator, if the former led it.

    In the transaction that named the new one on the locked postmortem. A meeting that somebody
    else was to lead stays theirs; what is over keeps who led it. If the new facilitator was to
    take notes, nobody is yet.
    """
    for meeting in postmortem.meetings.upcoming().filter(facilitator=former).select_for_update():
        before, people = facts_of(meeting), {meeting.facilitator_id, meeting.note_taker_id}
        meeting.facilitator = postmortem.facilitator
        if meeting.note_taker_id == meeting.facilitator_id:
            meeting.note_taker = None
        meeting.version += 1
        meeting.full_clean()
        meeting.save()
        admission.refresh(postmortem, people)
        note(
            "meeting changed", meeting, by=by, before=before, after=facts_of(meeting), reason=reason
        )


def close_meeting(meeting, outcome, *, by, reason=""):
    """Say how it ended: held, or another meeting needed. It moves no state.

    *Held* needs someone marked present. While the postmortem is a draft the outcome can be
    set right, unless it came back to draft since: an earlier review stays. The time of
    closing stays the first one. A meeting held before its time takes the time at which it
    began, or else the present one, to the minute: nothing is held in the future.
    """
    if outcome not in (MeetingOutcome.HELD, MeetingOutcome.ANOTHER):
        raise Refused("A meeting ends as held, or with another one needed.")
    with changing_content(meeting.postmortem.incident) as postmortem:
        meeting = lock(meeting)
        check_closing(meeting, outcome, postmortem)
        now = timezone.now()
        former = meeting.outcome
        meeting.outcome, meeting.outcome_reason = outcome, reason
        meeting.closed_at = meeting.closed_at or now
        if meeting.starts_at > now:
            began = Progress.objects.filter(meeting=meeting).first()
            meeting.starts_at = (began.began_at if began else now).replace(second=0, microsecond=0)
        meeting.version += 1
        meeting.full_clean()
        meeting.save()
        meeting.attendance.update(was_heard=False)  # an aid while it ran, for nobody after
        forget_worries(meeting)
        note(
            "meeting closed",
            meeting,
            by=by,
            before={"outcome": former},
            after={"outcome": outcome},
            reason=reason,
        )
    return meeting


def check_closing(meeting, outcome, postmortem):
    if meeting.is_cancelled:
        raise Refused("This meeting was cancelled. Schedule another one.")
    if not meeting.is_open and postmortem.state != State.DRAFT:
        raise Refused("It is reviewed on the strength of this meeting; the outcome stays.")
    back = postmortem.returned_at
    if meeting.closed_at and back and meeting.closed_at < back:
        raise Refused("It was reviewed on the strength of this meeting; the outcome stays.")
    if outcome == MeetingOutcome.HELD and not meeting.attendance.kept().filter(is_present=True):
        raise Refused("Mark who was there first: a meeting is held by those present.")


def lock(meeting):
    """The row as it stands, locked until the transaction ends."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def facts_of(meeting):
    """What the audit tells of a meeting: its arrangements, not its notes."""
    return {
        "starts_at": meeting.starts_at.isoformat(),
        "facilitator": meeting.facilitator.name,
        "note_taker": meeting.note_taker.name if meeting.note_taker else "",
        **{name: getattr(meeting, name) for name in FACTS},
    }


def note(verb, meeting, *, by, before=None, after=None, reason=""):
    audit.record(
        verb,
        meeting,
        by=by,
        stream=meeting.postmortem.incident.reference,
        before=before,
        after=after,
        reason=reason,
    )
