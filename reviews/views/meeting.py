"""A meeting: its page, its arrangements, and how it ends."""

import rules
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.domain.guide import note_visit
from postmortems.domain import lifecycle
from postmortems.domain.completeness import counted_once
from postmortems.domain.eligibility import hindrances_by_person
from postmortems.enums import Move
from postmortems.exceptions import StaleChange
from postmortems.views.draft import find_draft
from postmortems.views.refusal import REFUSALS, refuse_to_open, refused, told_stale
from reviews.domain import meeting as verbs
from reviews.domain.after import after
from reviews.domain.agenda import generate_agenda
from reviews.domain.capture import doors
from reviews.domain.guide import MET
from reviews.domain.invitation import invitation_of, proposals
from reviews.domain.parts import before_the_meeting, joining_of
from reviews.domain.room import open_room
from reviews.forms.meeting import CancelForm, CloseForm, MeetingForm, NotesForm, ScheduleForm

from .access import ask, find_meeting, form_page, meeting_to_write, sent


def meeting(request, pk):
    """The page of one meeting: agenda, walk, what was written down, what is missing."""
    meeting = find_meeting(request.user, pk)
    postmortem, incident = meeting.postmortem, meeting.postmortem.incident
    note_visit(request.user, MET)
    with counted_once(postmortem):
        room = open_room(meeting, request.user, stop=request.GET.get("stop", ""))
        conditions = lifecycle.conditions_of(postmortem, Move.MARK_REVIEWED)
    context = {
        "room": room,
        "captures": doors(room) if room.notebook else [],
        "now": timezone.now(),
        "after": after(meeting, request.user),
        "meeting": meeting,
        "postmortem": postmortem,
        "incident": incident,
        "editable": postmortem.accepts_changes,
        "may_speak": rules.has_perm("postmortems.add_perspective", request.user, incident),
        "conditions": conditions,
        "my_invitation": invitation_of(meeting, request.user),
        "notes_form": NotesForm(instance=meeting),
        **before_the_meeting(postmortem, request.user),
        **(joining_of(postmortem, request.user) if meeting.is_open else {}),
    }
    return render(request, "reviews/meeting.html", context)


def schedule(request, pk):
    postmortem = find_draft(request.user, pk)
    ask("reviews.schedule", request.user, postmortem)
    refuse_to_open(request, postmortem)
    scheduled = postmortem.meetings.upcoming().first() if request.method != "POST" else None
    if scheduled:
        context = {"postmortem": postmortem, "incident": postmortem.incident}
        return render(request, "reviews/scheduled.html", context | {"scheduled": scheduled})
    form = ScheduleForm(
        sent(request),
        user=request.user,
        postmortem=postmortem,
        hints=hindrances_by_person(postmortem),
        proposals=proposals(postmortem),
    )
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            meeting = verbs.schedule_meeting(
                postmortem, form.values(), by=request.user, invite=form.invited()
            )
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "The review is scheduled, with an agenda to start from.")
            return redirect(meeting)
    return form_page(
        request,
        form,
        status=status,
        postmortem=postmortem,
        title="Schedule the review",
        lede="Agree on the date early: it is what gets the draft finished. "
        "The agenda is made from the length; stops are chosen next.",
        submit="Schedule the review",
        back=reverse("postmortems:draft", args=[postmortem.pk]),
    )


def change(request, pk):
    meeting = meeting_to_write(request, pk, "reviews.change_meeting")
    postmortem = meeting.postmortem
    form = MeetingForm(
        sent(request),
        user=request.user,
        postmortem=postmortem,
        hints=hindrances_by_person(postmortem),
        meeting=meeting,
    )
    status, current = None, None
    if request.method == "POST" and form.is_valid():
        base = form.cleaned_data["base"]
        try:
            verbs.change_meeting(meeting, form.values(), base=base, by=request.user)
        except StaleChange as stale:
            told_stale(form, stale.current)
            status, current = 409, now_of(stale.current)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "The meeting is changed.")
            return redirect(meeting)
    words = words_of(meeting, "Change the meeting", "Save")
    return form_page(request, form, status=status, current=current, **words)


def now_of(meeting):
    """The arrangements as they stand, for someone whose change came too late."""
    return [
        ("When", timezone.localtime(meeting.starts_at).strftime("%d %b %Y, %H:%M")),
        ("Length", f"{meeting.minutes} minutes"),
        ("Place or link", meeting.place),
        ("Facilitator", meeting.facilitator.name),
        ("Note-taker", meeting.note_taker.name if meeting.note_taker else ""),
    ]


def cancel(request, pk):
    meeting = meeting_to_write(request, pk, "reviews.invite")
    form, status = CancelForm(sent(request)), None
    if request.method == "POST" and form.is_valid():
        try:
            verbs.cancel_meeting(meeting, by=request.user, reason=form.cleaned_data["reason"])
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "The meeting is cancelled. Schedule another when it suits.")
            return redirect(meeting)
    words = words_of(meeting, "Cancel the meeting", "Cancel the meeting")
    return form_page(
        request, form, status=status, lede="What was prepared stays readable.", **words
    )


def close(request, pk):
    meeting = meeting_to_write(request, pk, "reviews.close_meeting")
    form, status = CloseForm(sent(request)), None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            verbs.close_meeting(meeting, given["outcome"], by=request.user, reason=given["reason"])
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "The meeting is closed. Corrections are open for 48 hours.")
            return redirect(meeting)
    words = words_of(meeting, "Close the meeting", "Close the meeting")
    lede = "Closing moves nothing by itself: corrections come first, for 48 hours. "
    lede += "Everything written down stays editable until the postmortem is finalized."
    return form_page(request, form, status=status, lede=lede, **words)


@require_POST
def agenda(request, pk):
    """Make the agenda anew from the length of the meeting."""
    meeting = meeting_to_write(request, pk, "reviews.run_meeting")
    generate_agenda(meeting, by=request.user)
    messages.success(request, "The agenda is made anew. The former parts can be brought back.")
    return redirect(f"{meeting.get_absolute_url()}#agenda")


def words_of(meeting, title, submit):
    return {
        "postmortem": meeting.postmortem,
        "meeting": meeting,
        "title": title,
        "submit": submit,
        "back": meeting.get_absolute_url(),
    }
