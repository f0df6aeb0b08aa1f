"""Asking to join a review, and what those who edit answer."""

from django.db import transaction
from django.utils import timezone

from accounts.domain import audit
from postmortems.domain.content import lock_postmortem, why_frozen
from postmortems.enums import State
from postmortems.exceptions import ContentFrozen, Refused
from postmortems.permissions import in_review_group
from reviews.enums import JoinAnswer
from reviews.models import JoinRequest

from .invitation import invite_people


def ask_to_join(postmortem, *, by):
    """Ask to be invited to the review while it goes on. Asking twice is harmless.

    A request is no content: it never makes a signature stale, and admits nobody.
    """
    with transaction.atomic():
        postmortem = lock_under_review(postmortem)
        if in_review_group(by, postmortem):
            raise Refused("You are in the review group already.")
        request = JoinRequest.objects.filter(postmortem=postmortem, by=by).first()
        if request is None:
            request = JoinRequest(postmortem=postmortem, by=by)
        elif request.is_waiting:
            return request
        elif request.is_declined:
            raise Refused("You asked before, and the answer was no. Speak with the facilitator.")
        request.at, request.answer = timezone.now(), JoinAnswer.WAITING
        request.answered_by = request.answered_at = None
        request.full_clean()
        request.save()
        note("join asked", request, by=by)
    return request


def accept_request(request, *, by):
    """Invite who asked to the meeting that is scheduled."""
    with transaction.atomic():
        postmortem, request = lock_waiting(request)
        meeting = postmortem.meetings.upcoming().first()
        if meeting is None:
            raise Refused("Schedule the meeting first: whoever asked is proposed there.")
        invite_people(meeting, [request.by], by=by)
        request.refresh_from_db()
    return request


def decline_request(request, *, by):
    """Say no. Who asked is told on the draft, and can't ask again."""
    with transaction.atomic():
        _, request = lock_waiting(request)
        request.answer = JoinAnswer.DECLINED
        request.answered_by, request.answered_at = by, timezone.now()
        request.save(update_fields=["answer", "answered_by", "answered_at"])
        note("request to join declined", request, by=by)
    return request


def lock_waiting(request):
    """The postmortem and the request, locked; ``Refused`` if somebody answered before."""
    postmortem = lock_under_review(request.postmortem)
    request = JoinRequest.objects.select_for_update().get(pk=request.pk)
    if not request.is_waiting:
        raise Refused("Somebody answered this already.")
    return postmortem, request


def lock_under_review(postmortem):
    postmortem = lock_postmortem(postmortem.incident)
    if not postmortem.accepts_changes:
        raise ContentFrozen(why_frozen(postmortem))
    if postmortem.state != State.DRAFT:
        raise Refused("The review is over: its meeting was held.")
    return postmortem


def note(verb, request, *, by):
    audit.record(verb, request, by=by, stream=request.postmortem.incident.reference)
