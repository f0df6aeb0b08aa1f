"""Conversations before the review. Each page is for the two who talk; to others it is not there."""

import rules
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from postmortems.enums import PerspectiveAudience
from postmortems.exceptions import StaleChange
from postmortems.models import Perspective
from postmortems.views.draft import find_draft
from postmortems.views.refusal import REFUSALS, refuse_to_open, refused, told_stale
from reviews.domain import interview as verbs
from reviews.enums import InterviewStatus
from reviews.forms.interview import AskForm, LineForm, ShareForm
from reviews.models import Interview, InterviewLine

from .access import ask, form_page, sent

TOLD = {
    InterviewStatus.ASKED: "It is open again.",
    InterviewStatus.DONE: "Kept: you two talked.",
    InterviewStatus.DECLINED: "Kept: no conversation this time. That is fine.",
}


@never_cache
def interviews(request, pk):
    """One's own conversations about one postmortem; for who leads the review, whom to ask."""
    postmortem = find_draft(request.user, pk)
    talks = list(verbs.conversations(postmortem, request.user))
    leads = rules.has_perm("reviews.interview", request.user, postmortem)
    if not (leads or talks):
        raise Http404("There is no conversation here.")
    form, status, suggested = None, 200, []
    if leads and (postmortem.accepts_changes or request.method == "POST"):
        suggested = verbs.suggestions(postmortem, request.user)
        around = {"incident": postmortem.incident, "user": request.user}
        form = AskForm(sent(request), suggested=suggested, **around)
    if request.method == "POST":
        ask("reviews.interview", request.user, postmortem)
        status = 422
        if form.is_valid():
            try:
                talk = verbs.ask(postmortem, form.cleaned_data["person"], by=request.user)
            except REFUSALS as refusal:
                status = refused(form, refusal)
            else:
                messages.success(request, f"{talk.interviewee.name} sees on Home that you ask.")
                return redirect("reviews:interviews", pk)
    context = {
        "postmortem": postmortem,
        "led": [one for one in talks if one.interviewer_id == request.user.pk],
        "told": [one for one in talks if one.interviewee_id == request.user.pk],
        "leads": leads,
        "suggested": suggested,
        "form": form,
    }
    return render(request, "reviews/interviews.html", context, status=status)


@never_cache
def interview(request, pk):
    """What the two wrote down, line by line, and a line to add."""
    talk = find_talk(request, pk)
    form, status = LineForm(sent(request)), 200
    if request.method == "POST":
        ask("reviews.write_interview", request.user, talk)
        status = 422
        if form.is_valid():
            try:
                line = verbs.write_line(talk, form.cleaned_data["text"], by=request.user)
            except REFUSALS as refusal:
                status = refused(form, refusal)
            else:
                messages.success(request, "Kept, for you two.")
                return redirect(f"{request.path}#line-{line.pk}")
    return render(request, "reviews/interview.html", shown(request, talk, form), status=status)


def shown(request, talk, form):
    """What the page of a conversation says to this one of the two."""
    user = request.user
    lines = list(talk.lines.select_related("written_by", "shared_as__entry"))
    readable = set(
        Perspective.objects.visible_to(user)
        .filter(pk__in=[line.shared_as_id for line in lines])
        .values_list("pk", flat=True)
    )
    may_write = rules.has_perm("reviews.write_interview", user, talk)
    for line in lines:
        line.is_theirs = talk.interviewee_id == user.pk or (
            may_write and line.written_by_id == user.pk
        )
        line.is_readable = line.shared_as_id in readable
    return {
        "talk": talk,
        "postmortem": talk.postmortem,
        "incident": talk.postmortem.incident,
        "tells": talk.interviewee_id == user.pk,
        "other": talk.interviewer if talk.interviewee_id == user.pk else talk.interviewee,
        "lines": lines,
        "editable": talk.postmortem.accepts_changes and may_write,
        "may_reopen": talk.interviewee_id == user.pk or talk.settled_by_id == user.pk,
        "form": form,
    }


@require_POST
def status(request, pk):
    """``status`` says *asked*, *done* or *declined*."""
    talk = find_talk(request, pk)
    ask("reviews.write_interview", request.user, talk)
    talk = verbs.settle(talk, request.POST.get("status"), by=request.user)
    messages.success(request, TOLD[talk.status])
    return redirect("reviews:interview", pk)


@never_cache
def change(request, pk):
    line = line_to_write(request, pk, "reviews.change_interview_line")
    form, status, current = LineForm(sent(request), instance=line), None, None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            verbs.change_line(line, given["text"], base=given["base"], by=request.user)
        except StaleChange as stale:
            told_stale(form, stale.current)
            status, current = 409, [("The line", stale.current.text)]
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "The line is changed, for you two.")
            return redirect(page_of(line))
    words = words_of(line, "Change a line", "Save")
    lede = "Only the two of you read it."
    return form_page(request, form, status=status, current=current, lede=lede, **words)


@require_POST
def remove(request, pk):
    line = find_line(request, pk)
    ask("reviews.change_interview_line", request.user, line)
    verbs.remove_line(line, by=request.user)
    messages.success(request, "The line is gone, for both of you.")
    return redirect("reviews:interview", line.interview_id)


@never_cache
def share(request, pk):
    """The one who tells it opens one line: at a moment, in their words, for whom they choose."""
    line = line_to_write(request, pk, "reviews.share_interview_line")
    form = ShareForm(
        sent(request),
        incident=line.interview.postmortem.incident,
        user=request.user,
        instance=Perspective(),
        initial={"saw": line.text, "audience": PerspectiveAudience.REVIEW_GROUP},
    )
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            verbs.share_line(line, form.record(), by=request.user)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "Shared as your perspective. The other lines stay here.")
            return redirect(page_of(line))
    lede = "It becomes your perspective at one moment of the timeline. Change the words as you "
    lede += "like: this line alone leaves the conversation, and you can withdraw it there."
    return form_page(
        request, form, status=status, lede=lede, **words_of(line, "Share one line", "Share it")
    )


def find_talk(request, pk):
    found = Interview.objects.visible_to(request.user).select_related(
        "postmortem__incident", "interviewer", "interviewee"
    )
    return get_object_or_404(found, pk=pk)


def find_line(request, pk):
    found = InterviewLine.objects.visible_to(request.user).select_related(
        "interview__postmortem__incident"
    )
    return get_object_or_404(found, pk=pk)


def line_to_write(request, pk, permission):
    line = find_line(request, pk)
    ask(permission, request.user, line)
    refuse_to_open(request, line.interview.postmortem)
    return line


def page_of(line):
    return f"{reverse('reviews:interview', args=[line.interview_id])}#line-{line.pk}"


def words_of(line, title, submit):
    return {
        "postmortem": line.interview.postmortem,
        "title": title,
        "submit": submit,
        "back": page_of(line),
    }
