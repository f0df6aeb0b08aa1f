"""Inviting people to a meeting, and answering an invitation."""

import rules
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from postmortems.views.refusal import REFUSALS, refused
from reviews.domain.invitation import answer_invitation, invite_people, proposals
from reviews.enums import Response
from reviews.forms.meeting import InvitingForm
from reviews.forms.signature import AnswerForm
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


def answer(request, pk):
    """The invited person's own page; all of the incident that they see before they accept."""
    rows = Attendance.objects.kept().filter(user=request.user, is_invited=True)
    row = get_object_or_404(
        rows.select_related("meeting__postmortem__incident", "meeting__facilitator"), pk=pk
    )
    postmortem = row.meeting.postmortem
    admitted = rules.has_perm("postmortems.view", request.user, postmortem)
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
    context = {
        "row": row,
        "meeting": row.meeting,
        "form": form,
        "admitted": admitted,
        "names": admitted or not postmortem.incident.is_restricted,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reviews/invitation.html", context, status=status)


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
