"""What waits for a review, what is scheduled, what was held and waits for a step."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from postmortems.enums import IdeaDecision, State
from postmortems.models import Idea, Postmortem
from postmortems.permissions import has_no_facilitator, is_owner, volunteers
from reviews.enums import MeetingOutcome
from reviews.models import FacilitatorRequest, Meeting, Workshop


@dataclass
class Queue:
    """The lists of the reviews page.

    ``owed`` holds (postmortem, may take it?), ``workshops`` postmortems whose ideas wait for
    their action workshop, ``waiting`` (postmortem, what else it waits for).
    """

    owed: list
    scheduled: list
    workshops: list
    waiting: list

    def __bool__(self):
        return bool(self.owed or self.scheduled or self.workshops or self.waiting)


def queue_for(user):
    """The queue of what this person may see, each list with the next thing first."""
    found = in_flight(Postmortem.objects.visible_to(user)).order_by(
        F("review_due").asc(nulls_last=True), "pk"
    )
    rows = list(found)
    owed = [one for one in rows if one.state == State.DRAFT and not one.was_held]
    waiting = [one for one in rows if one.state == State.REVIEWED or one.was_held]
    over = [one for one in waiting if not one.is_scheduled]
    meetings = Meeting.objects.visible_to(user).upcoming().for_page()
    return Queue(
        owed=[(one, may_take(user, one)) for one in owed if not one.is_scheduled],
        scheduled=list(meetings.filter(postmortem__discarded_at=None)),
        workshops=[one for one in over if waits_for_workshop(one)],
        waiting=[(one, next_step(one)) for one in over if not waits_for_workshop(one)],
    )


def waits_for_workshop(postmortem):
    """Its review was held, and ideas from it are undecided."""
    return postmortem.has_ideas and (postmortem.was_held or postmortem.state == State.REVIEWED)


def in_flight(postmortems):
    """Drafts and reviewed ones, each told whether a meeting is scheduled or was held, whether
    ideas are undecided, when the workshop is, and since when a facilitator is asked for.
    """
    own = Meeting.objects.filter(postmortem=OuterRef("pk"))
    counting = own.filter(outcome=MeetingOutcome.HELD).filter(
        Q(postmortem__returned_at=None) | Q(closed_at__gte=F("postmortem__returned_at"))
    )
    ideas = Idea.objects.kept().filter(postmortem=OuterRef("pk"))
    workshops = Workshop.objects.ahead().filter(postmortem=OuterRef("pk"))
    requests = FacilitatorRequest.objects.open().filter(postmortem=OuterRef("pk"))
    return (
        postmortems.current()
        .filter(state__in=[State.DRAFT, State.REVIEWED])
        .select_related("incident", "owner", "facilitator")
        .annotate(
            is_scheduled=Exists(own.filter(outcome=MeetingOutcome.SCHEDULED)),
            was_held=Exists(counting),
            has_ideas=Exists(ideas.filter(decision=IdeaDecision.UNDECIDED)),
            workshop_at=Subquery(workshops.values("starts_at")[:1]),
            asked_at=Subquery(requests.values("at")[:1]),
        )
    )


def may_take(user, postmortem):
    """Whether to offer *Take this review*; whoever sees the row may see the postmortem."""
    return (
        not user.is_reader
        and volunteers(user)
        and has_no_facilitator(user, postmortem)
        and not is_owner(user, postmortem)
    )


def next_step(postmortem):
    """What a postmortem that is in flight waits for, in words that follow "waits for"."""
    if postmortem.state == State.REVIEWED:
        return "the ideas to be decided, the sign-off, and finalize"
    if postmortem.was_held:
        return "being marked reviewed"
    if postmortem.is_scheduled:
        return "its meeting to be closed"
    return "a meeting to be scheduled"


def facilitated_by(user):
    """(postmortem, step) for every review this person facilitates that waits for them.

    A meeting still ahead waits for nobody; one whose time has passed waits to be closed.
    """
    mine = in_flight(Postmortem.objects.visible_to(user).filter(facilitator=user))
    over = Meeting.objects.filter(
        postmortem=OuterRef("pk"),
        outcome=MeetingOutcome.SCHEDULED,
        starts_at__lt=timezone.now(),
    )
    rows = mine.annotate(is_over=Exists(over)).order_by(F("review_due").asc(nulls_last=True), "pk")
    return [(one, next_step(one)) for one in rows if one.is_over or not one.is_scheduled]
