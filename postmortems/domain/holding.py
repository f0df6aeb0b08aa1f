"""What of postmortems waits for a person: drafts they own, actions, unknowns to find out."""

from django.urls import reverse

from accounts.contributions import holding
from accounts.domain.leaving import Holding
from postmortems.enums import Answer, State, ThreadOutcome
from postmortems.exceptions import Refused
from postmortems.models import ActionItem, CommentThread, Incident, Postmortem, Section

from .action import hand_over
from .comment import settle_thread
from .postmortem import transfer_ownership
from .section import answer_question


@holding
def of_postmortems(person, viewer):
    kinds = (drafts, actions, unknowns, comments)
    return [kind(person, viewer) for kind in kinds]


def drafts(person, viewer):
    """Postmortems that are not final yet."""
    found = Postmortem.objects.visible_to(viewer).current().filter(owner=person)
    rows = list(found.exclude(state=State.FINALIZED).select_related("incident"))

    def give(taker, *, by):
        for row in rows:
            transfer_ownership(row, taker, by=by, reason=gone(person))

    return Holding("drafts", "Postmortems they own", [named(row) for row in rows], give)


def actions(person, viewer):
    """Actions that are not ended."""
    found = (
        ActionItem.objects.visible_to(viewer)
        .unfinished()
        .filter(owner=person, postmortem__discarded_at=None)
    )
    rows = list(found.select_related("postmortem__incident", "owner"))

    def give(taker, *, by):
        for row in rows:
            refuse_stranger(taker, row.postmortem)
            hand_over(row, taker, by=by)

    told = [(row.title, row.get_absolute_url()) for row in rows]
    return Holding("actions", "Actions that are not done", told, give)


def unknowns(person, viewer):
    """Questions of drafts that are left unknown, with this person to find out."""
    visible = Postmortem.objects.visible_to(viewer).current().exclude(state=State.FINALIZED)
    found = Section.objects.filter(
        answer=Answer.NOT_KNOWN, answer_owner=person, postmortem__in=visible
    )
    rows = list(found.select_related("postmortem__incident"))

    def give(taker, *, by):
        for row in rows:
            refuse_stranger(taker, row.postmortem)
            answer_question(row, Answer.NOT_KNOWN, by=by, owner=taker)

    told = [(f"{one.postmortem.reference}: {one.heading}", one.get_absolute_url()) for one in rows]
    return Holding("unknowns", "Questions they find out about", told, give)


def comments(person, viewer):
    """Open comments of drafts that were assigned to this person. Where they stand is enough."""
    visible = Postmortem.objects.visible_to(viewer).current().exclude(state=State.FINALIZED)
    found = CommentThread.objects.filter(
        outcome=ThreadOutcome.ASSIGNED, outcome_owner=person, postmortem__in=visible
    )
    rows = list(found.select_related("postmortem__incident"))

    def give(taker, *, by):
        for row in rows:
            refuse_stranger(taker, row.postmortem)
            words = row.outcome_note
            settle_thread(row, ThreadOutcome.ASSIGNED, by=by, words=words, owner=taker)

    told = [
        (
            f"A comment on {row.postmortem.reference}",
            reverse("postmortems:threads", args=[row.postmortem_id]),
        )
        for row in rows
    ]
    return Holding("comments", "Comments they took on", told, give)


def named(postmortem):
    """A postmortem as a row of a holding."""
    address = reverse("postmortems:people", args=[postmortem.pk])
    return f"{postmortem.reference} {postmortem.incident.title}", address


def gone(person):
    """The reason that is kept with what is handed over."""
    return f"{person.name} is no longer here."


def refuse_stranger(taker, postmortem):
    """What is given to somebody gives no access: they must be able to see it."""
    if not Incident.objects.visible_to(taker).filter(pk=postmortem.incident_id).exists():
        raise Refused(
            f"{taker.name} may not see {postmortem.reference}, which is restricted. "
            "Choose somebody who may, or leave it for now."
        )
