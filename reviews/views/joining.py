"""Asking to join a review, and answering who asked."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from postmortems.exceptions import Refused
from postmortems.views.draft import find_draft
from reviews.domain import joining
from reviews.models import JoinRequest

from .access import ask

ANSWERS = {
    "accept": (joining.accept_request, "{} is invited."),
    "decline": (joining.decline_request, "{} is told that it does not suit this time."),
}


@require_POST
def join(request, pk):
    """Ask to join the review of a draft that this person reads."""
    postmortem = find_draft(request.user, pk)
    ask("reviews.ask_to_join", request.user, postmortem)
    joining.ask_to_join(postmortem, by=request.user)
    messages.success(request, "You asked to join. Those who run the review see it.")
    return redirect("postmortems:draft", pk)


@require_POST
def answer(request, pk):
    """``answer`` says *accept* or *decline*."""
    rows = JoinRequest.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("postmortem__incident", "by"), pk=pk)
    ask("reviews.answer_request", request.user, row.postmortem)
    if request.POST.get("answer") not in ANSWERS:
        raise Refused("Say whether they may join: accept, or decline.")
    verb, told = ANSWERS[request.POST["answer"]]
    verb(row, by=request.user)
    messages.success(request, told.format(row.by.name))
    meeting = row.postmortem.meetings.upcoming().first()
    return redirect(meeting) if meeting else redirect("postmortems:draft", row.postmortem_id)
