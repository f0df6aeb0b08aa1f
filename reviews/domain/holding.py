"""What of reviews waits for a person: reviews they facilitate, questions they took on."""

from accounts.contributions import holding
from accounts.domain.leaving import Holding
from postmortems.domain.holding import gone, named, refuse_stranger
from postmortems.domain.postmortem import set_facilitator
from postmortems.enums import State, ThreadOutcome
from postmortems.exceptions import Refused
from postmortems.models import Postmortem
from reviews.models import Meeting, OpenQuestion

from .meeting import change_meeting
from .notebook import settle_question


@holding
def of_reviews(person, viewer):
    kinds = (facilitated, led, noted, questions)
    return [kind(person, viewer) for kind in kinds]


def facilitated(person, viewer):
    """Reviews that are not final; a meeting that is scheduled goes with them."""
    found = Postmortem.objects.visible_to(viewer).current().filter(facilitator=person)
    rows = list(found.exclude(state=State.FINALIZED).select_related("incident"))

    def give(taker, *, by):
        for row in rows:
            set_facilitator(row, taker, by=by, reason=gone(person))

    return Holding("reviews", "Reviews they facilitate", [named(row) for row in rows], give)


def led(person, viewer):
    """Scheduled meetings that they lead although somebody else facilitates the review."""
    rows = ahead(viewer).filter(facilitator=person).exclude(postmortem__facilitator=person)
    return of_meetings("meetings", "Meetings they lead", rows, "facilitator")


def noted(person, viewer):
    """Scheduled meetings in which they take notes."""
    rows = ahead(viewer).filter(note_taker=person)
    return of_meetings("notes", "Meetings in which they take notes", rows, "note_taker")


def ahead(viewer):
    found = Meeting.objects.visible_to(viewer).upcoming()
    return found.filter(postmortem__discarded_at=None).select_related("postmortem__incident")


def of_meetings(key, what, found, part):
    rows = list(found)

    def give(taker, *, by):
        for row in rows:
            refuse_stranger(taker, row.postmortem)
            if taker.pk in (row.facilitator_id, row.note_taker_id):
                raise Refused(f"{taker.name} leads that meeting or takes its notes already.")
            change_meeting(row, {part: taker}, base=row.version, by=by)

    told = [(named(row.postmortem)[0], row.get_absolute_url()) for row in rows]
    return Holding(key, what, told, give)


def questions(person, viewer):
    """Open questions of meetings that were assigned to this person."""
    found = (
        OpenQuestion.objects.visible_to(viewer)
        .kept()
        .filter(
            outcome=ThreadOutcome.ASSIGNED,
            outcome_owner=person,
            meeting__postmortem__discarded_at=None,
        )
    )
    found = found.exclude(meeting__postmortem__state=State.FINALIZED)
    rows = list(found.select_related("meeting__postmortem__incident"))

    def give(taker, *, by):
        for row in rows:
            refuse_stranger(taker, row.meeting.postmortem)
            words = {"words": row.outcome_note, "owner": taker, "due": row.outcome_due}
            settle_question(row, ThreadOutcome.ASSIGNED, base=row.version, by=by, **words)

    # What a meeting wrote down is for the review group: where it stands is enough here.
    told = [
        (
            f"A question of the review of {row.meeting.postmortem.reference}",
            row.meeting.get_absolute_url(),
        )
        for row in rows
    ]
    return Holding("questions", "Open questions they took on", told, give)
