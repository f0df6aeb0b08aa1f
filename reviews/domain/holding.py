"""What of reviews waits for a person: reviews they facilitate, questions they took on."""

from accounts.contributions import holding
from accounts.domain.leaving import Holding
from postmortems.domain.holding import gone, named, refuse_stranger
from postmortems.domain.postmortem import set_facilitator
from postmortems.enums import State, ThreadOutcome
from postmortems.models import Postmortem
from reviews.models import OpenQuestion

from .notebook import settle_question


@holding
def of_reviews(person, viewer):
    return [facilitated(person, viewer), questions(person, viewer)]


def facilitated(person, viewer):
    """Reviews that are not final; a meeting that is scheduled goes with them."""
    found = Postmortem.objects.visible_to(viewer).current().filter(facilitator=person)
    rows = list(found.exclude(state=State.FINALIZED).select_related("incident"))

    def give(taker, *, by):
        for row in rows:
            set_facilitator(row, taker, by=by, reason=gone(person))

    return Holding("reviews", "Reviews they facilitate", [named(row) for row in rows], give)


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
            words = {"words": row.outcome_note, "owner": taker}
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
