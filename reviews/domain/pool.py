"""Who volunteers to facilitate, and drafts that look for somebody who does.

Load is there so that nobody is asked too often. People stand in the order of their names: it
is no ranking. What a person may not see is not counted for them either.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from accounts.domain import audit
from accounts.domain.people import change_profile
from accounts.enums import NotificationKind as Kind
from accounts.enums import Role
from accounts.models import User
from postmortems.domain.content import why_frozen
from postmortems.domain.eligibility import hindrances_by_person
from postmortems.domain.notification import tell
from postmortems.domain.postmortem import locked
from postmortems.enums import Happening, State
from postmortems.exceptions import ContentFrozen, Refused
from reviews.enums import MeetingOutcome
from reviews.models import FacilitatorRequest, Meeting

RECENT = timedelta(days=90)


@dataclass(frozen=True)
class Volunteer:
    """``recent``: reviews facilitated in the last 90 days; ``ahead``: those that are scheduled.

    ``against`` says what speaks against this person for one review, as the gates will.
    """

    person: User
    recent: int
    ahead: int
    against: tuple = ()


def volunteers(viewer, postmortem=None):
    """Everyone in the pool by name, with what they did lately of what ``viewer`` may see."""
    seen = Meeting.objects.visible_to(viewer).order_by()
    recent = counted(
        seen.filter(outcome=MeetingOutcome.HELD, closed_at__gte=timezone.now() - RECENT)
    )
    ahead = counted(seen.filter(outcome=MeetingOutcome.SCHEDULED, postmortem__discarded_at=None))
    against = hindrances_by_person(postmortem) if postmortem else {}
    return [
        Volunteer(
            person,
            recent.get(person.pk, 0),
            ahead.get(person.pk, 0),
            tuple(against.get(person.pk, ())),
        )
        for person in User.objects.volunteers()
    ]


def counted(meetings):
    rows = meetings.values("facilitator").annotate(count=Count("pk"))
    return dict(rows.values_list("facilitator", "count"))


def set_volunteering(person, volunteers):
    """Step into the pool, or out of it. What was taken on stays."""
    return change_profile(person, by=person, volunteers=volunteers)


def open_requests(user):
    """Drafts that look for a facilitator, of those that this person may see."""
    rows = FacilitatorRequest.objects.visible_to(user).open()
    return rows.filter(postmortem__facilitator=None).select_related(
        "by", "postmortem__incident", "postmortem__owner"
    )


def request_of(postmortem):
    return postmortem.facilitatorrequests.open().select_related("by").first()


def request_facilitator(postmortem, *, by, note=""):
    """Ask the pool. Everyone in it who may see the draft and seems neutral is told, once."""
    with locked(postmortem) as postmortem:
        if not postmortem.accepts_changes:
            raise ContentFrozen(why_frozen(postmortem))
        if postmortem.state != State.DRAFT:
            raise Refused("It is reviewed already: nobody is needed to lead a review.")
        if postmortem.facilitator_id:
            raise Refused(f"{postmortem.facilitator.name} facilitates this review.")
        if request_of(postmortem):
            raise Refused("A facilitator is asked for already.")
        request = FacilitatorRequest(postmortem=postmortem, by=by, note=note)
        request.full_clean()
        request.save()
        record("facilitator asked for", request, by=by)
        happening = Happening.WANTED
        tell(askable(postmortem), Kind.REVIEW, happening, postmortem, by=by, key=key_of(request))
    return request


def key_of(request):
    return f"wanted:{request.pk}"


def askable(postmortem):
    """Volunteers who may see the draft and against whom nothing speaks that people may read."""
    people = User.objects.volunteers().exclude(pk__in=hindrances_by_person(postmortem))
    if postmortem.incident.is_restricted:
        access = Q(incident_access__incident=postmortem.incident)
        people = people.filter(access | Q(role=Role.ADMINISTRATOR)).distinct()
    return people


def withdraw_request(postmortem, *, by):
    """Nobody need be found any more. Again is harmless."""
    with locked(postmortem) as postmortem:
        if request := request_of(postmortem):
            end(request)
            record("request for a facilitator withdrawn", request, by=by)


def end_requests(postmortem):
    """Somebody was named, in the transaction that named them on the locked postmortem."""
    for request in postmortem.facilitatorrequests.filter(ended_at=None):
        end(request)


def end(request):
    request.ended_at = timezone.now()
    request.save(update_fields=["ended_at"])


def record(verb, request, *, by):
    audit.record(verb, request, by=by, stream=request.postmortem.incident.reference)
