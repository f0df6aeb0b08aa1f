"""Inviting people to a meeting, and answering an invitation."""

import rules
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from postmortems.views.refusal import REFUSALS, refused
from reviews.domain.invitation import answer_invitation, invite_people, proposals
from reviews.domain.worry import say_before, worry_of
from reviews.enums import Response
from reviews.forms.meeting import InvitingForm
from reviews.forms.signature import AnswerForm
from reviews.forms.worry import BeforeForm
from reviews.models import Attendance, Meeting

from .access import form_page, meeting_to_write, sent


def invite(request, pk):
    meeting = meeting_to_write(request, pk, "reviews.invite")
    listed = meeting.attendance.kept().exclude(user=None).values_list("user_id", flat=True)
    form = InvitingForm(
        sent(request), proposals=proposals(meeting.postmortem), not_offered=set(listed)
    )
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            invite_people(meeting, form.invited(), by=request.user)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            return redirect(f"{meeting.get_absolute_url()}#people")
    return form_page(
        request,
        form,
        status=status,
        postmortem=meeting.postmortem,
        meeting=meeting,
        title="Invite to the review",
        lede="Those who were there, those it touched, those who know the matter, and anyone "
        "interested. People already on the list are left out here.",
        submit="Invite",
        back=f"{meeting.get_absolute_url()}#people",
    )


@never_cache
def answer(request, pk):
    """The invited person's own page; all of the incident that they see before they accept."""
    row = own_invitation(request, pk)
    given = {"response": row.response, "note": row.response_note}
    initial = {} if row.response == Response.NOT_ANSWERED else given
    form = AnswerForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            answer_invitation(row, **form.cleaned_data, by=request.user)
        except REFUSALS as refusal:
            refused(form, refusal)
        else:
            return answered(request, row, form.cleaned_data["response"])
    return invitation_page(request, row, form=form)


@require_POST
def before(request, pk):
    """What the invited person says ahead of the meeting, to whoever leads it."""
    row = own_invitation(request, pk)
    form = BeforeForm(request.POST, leader=row.meeting.facilitator.name)
    if form.is_valid():
        try:
            say_before(row, **form.cleaned_data, by=request.user)
        except REFUSALS as refusal:
            refused(form, refusal)
        else:
            messages.success(request, SAID)
            return redirect("reviews:invitation-answer", pk)
    return invitation_page(request, row, before=form)


def own_invitation(request, pk):
    rows = Attendance.objects.kept().filter(user=request.user, is_invited=True)
    return get_object_or_404(
        rows.select_related("meeting__postmortem__incident", "meeting__facilitator"), pk=pk
    )


def invitation_page(request, row, *, form=None, before=None):
    """The invitation with its two forms; one of them may have been refused."""
    postmortem, leader = row.meeting.postmortem, row.meeting.facilitator
    admitted = rules.has_perm("postmortems.view", request.user, postmortem)
    worry = worry_of(row, request.user)
    said = {"is_first": row.is_first, "text": worry.text if worry else ""}
    context = {
        "row": row,
        "meeting": row.meeting,
        "form": form or AnswerForm(initial={"response": row.response, "note": row.response_note}),
        "before": before or BeforeForm(initial=said, leader=leader.name),
        "is_unread": worry and worry.told_to_id != leader.pk,
        "admitted": admitted,
        "names": admitted or not postmortem.incident.is_restricted,
    }
    is_refused = any(one is not None and one.is_bound for one in (form, before))
    return render(request, "reviews/invitation.html", context, status=422 if is_refused else 200)


SAID = "Kept. You can change it or take it back here until the meeting closes."
TOLD = {
    Response.ACCEPTED: "You are coming. Here is what the review is about.",
    Response.TENTATIVE: "You will perhaps come. Say so when you know.",
    Response.DECLINED: "You are not coming. You can still change your mind.",
}


def answered(request, row, response):
    """On to the meeting, for whoever may see it now and did not say no."""
    messages.success(request, TOLD[response])
    sees = rules.has_perm("postmortems.view", request.user, renewed(row).postmortem)
    if sees and response != Response.DECLINED:
        return redirect(row.meeting)
    return redirect("reviews:invitation-answer", row.pk)


def renewed(row):
    """The meeting with nothing remembered of who may see it: the answer may have changed that."""
    return Meeting.objects.select_related("postmortem__incident").get(pk=row.meeting_id)
