"""Comment threads beside the draft. Whoever may read the draft may write one."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from postmortems.domain.comment import (
    add_comment,
    reopen_thread,
    resolve_thread,
    see,
    settle_thread,
    start_thread,
    take_to_review,
)
from postmortems.forms.thread import CommentForm, SettleForm, StartForm, TakeForm
from postmortems.models import Comment, CommentThread

from .draft import draft_threads, find_draft, frame, permissions_of, require
from .refusal import REFUSALS, refused
from .thread_about import with_places

ONLY_READERS_OF_IT = "Whoever may read this draft may comment on it."
ONLY_EDITORS = "The owner, the contributors and the facilitator say what becomes of a comment."
MOST_SEEN = 200  # comments named at once
IT_IS_THERE = "Your comment is there."
NOT_FOUND = " The words you quoted are not in the text now, so it is about the whole section."
SHOWN = {"open": "Open", "taken": "Taken to the review", "resolved": "Resolved", "all": "All"}


@require_GET
def threads(request, pk):
    """All comments of the draft that this person may see."""
    return threads_page(request, find_draft(request.user, pk), StartForm())


def threads_page(request, postmortem, form, *, reply=None, status=200):
    """The page of all threads; ``reply`` is (thread's key, form) of a reply given back."""
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    visible = draft_threads(postmortem, request.user).with_unread(request.user).for_draft()
    chosen = {
        "open": visible.open(),
        "taken": visible.filter(taken_to_review=True),
        "resolved": visible.exclude(resolved_at=None),
        "all": visible,
    }[show if reply is None else "all"]
    context = {
        **frame(postmortem, request.user),
        "threads": with_places(chosen, postmortem, request.user),
        "filters": [(name, label, name == show) for name, label in SHOWN.items()],
        "start_form": form,
        "reply_to": reply[0] if reply else None,
        "reply_form": reply[1] if reply else None,
        "everywhere": True,
        "here": f"{reverse('postmortems:threads', args=[postmortem.pk])}?show={show}",
    }
    return render(request, "postmortems/thread_list.html", context, status=status)


@require_POST
def thread_start(request, pk):
    postmortem = find_draft(request.user, pk)
    require("postmortems.comment", request.user, postmortem, ONLY_READERS_OF_IT)
    form, status = StartForm(request.POST), 422
    if form.is_valid():
        words = form.cleaned_data
        section = postmortem.sections.filter(key=words["section"]).first()
        if section:
            section.postmortem = postmortem
        about = {"section": section, "quote": words["quote"], "place": words["place"]}
        about["replacement"] = form.suggested()
        try:
            thread = start_thread(postmortem, words["text"], **about, by=request.user)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            is_lost = section and thread.quote and not thread.place
            messages.success(request, IT_IS_THERE + (NOT_FOUND if is_lost else ""))
            return HttpResponseRedirect(way_back(request, thread))
    return threads_page(request, postmortem, form, status=status)


@require_POST
def thread_reply(request, pk):
    thread = find_thread(request.user, pk)
    require("postmortems.comment", request.user, thread.postmortem, ONLY_READERS_OF_IT)
    form, status = CommentForm(request.POST, auto_id=f"reply-{pk}-%s"), 422
    if form.is_valid():
        try:
            add_comment(thread, form.cleaned_data["text"], by=request.user)
        except REFUSALS as refusal:
            status = refused(form, refusal, "text")
        else:
            return shown_again(request, thread)
    if request.htmx:
        return one_thread(request, thread, reply=form, status=status)
    return threads_page(request, thread.postmortem, StartForm(), reply=(pk, form), status=status)


@require_POST
def thread_take(request, pk):
    """Take a thread to the review, where it needs an outcome; or back."""
    thread = find_thread(request.user, pk)
    require("postmortems.settle_thread", request.user, thread.postmortem, ONLY_EDITORS)
    form = TakeForm(request.POST)
    form.is_valid()
    take_to_review(thread, take=form.cleaned_data["take"], by=request.user)
    return shown_again(request, thread)


@require_POST
def thread_resolve(request, pk):
    thread = find_thread(request.user, pk)
    require("postmortems.settle_thread", request.user, thread.postmortem, ONLY_EDITORS)
    resolve_thread(thread, by=request.user)
    return shown_again(request, thread)


@require_POST
def thread_reopen(request, pk):
    thread = find_thread(request.user, pk)
    require("postmortems.settle_thread", request.user, thread.postmortem, ONLY_EDITORS)
    reopen_thread(thread, by=request.user)
    return shown_again(request, thread)


@require_POST
def threads_seen(request, pk):
    """Remember what this person saw: the comments named, or all there are."""
    postmortem = find_draft(request.user, pk)
    comments = Comment.objects.filter(thread__in=draft_threads(postmortem, request.user))
    named = [number for number in request.POST.getlist("comment") if is_number(number)]
    if "comment" in request.POST:
        comments = comments.filter(pk__in=named[:MOST_SEEN])
    see(comments.only("pk", "thread_id"), by=request.user)
    if "quietly" in request.POST:
        return HttpResponse(status=204)
    messages.success(request, "All comments are marked as read.")
    return redirect("postmortems:threads", pk)


def is_number(word):
    return word.isascii() and word.isdigit() and len(word) < 19


@require_http_methods(["GET", "HEAD", "POST"])
def thread_settle(request, pk):
    """Say what became of a thread: answered, assigned, or left unknown because."""
    thread = find_thread(request.user, pk)
    require("postmortems.settle_thread", request.user, thread.postmortem, ONLY_EDITORS)
    initial = {
        "outcome": thread.outcome,
        "words": thread.outcome_note,
        "owner": thread.outcome_owner_id,
    }
    form = SettleForm(
        request.POST if request.method == "POST" else None, initial=initial, thread=thread
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            settle_thread(
                thread,
                words["outcome"],
                words=words["words"],
                owner=words["owner"],
                by=request.user,
            )
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, f"The comment is {thread.get_outcome_display().lower()}.")
            return HttpResponseRedirect(way_back(request, thread))
    thread = with_places([thread], thread.postmortem, request.user)[0]
    context = {**frame(thread.postmortem, request.user), "thread": thread, "form": form}
    return render(request, "postmortems/thread_settle.html", context, status=status)


def find_thread(user, pk):
    """A draft's thread that exists for this person; else 404."""
    threads = CommentThread.objects.visible_to(user).with_unread(user).for_draft()
    thread = get_object_or_404(
        threads.select_related(
            "section",
            "started_by",
            "outcome_owner",
            "accepted_by",
            "postmortem__incident",
            "postmortem__owner",
        ),
        pk=pk,
    )
    if thread.section:
        thread.section.postmortem = thread.postmortem
    return thread


def shown_again(request, thread):
    """The thread as it stands: alone for htmx, else the page that it was on."""
    if request.htmx:
        return one_thread(request, thread)
    return HttpResponseRedirect(way_back(request, thread))


def one_thread(request, thread, *, reply=None, status=200, **more):
    thread = find_thread(request.user, thread.pk)
    context = {
        "thread": with_places([thread], thread.postmortem, request.user)[0],
        "postmortem": thread.postmortem,
        "may": permissions_of(thread.postmortem, request.user),
        "reply_to": thread.pk if reply else None,
        "reply_form": reply,
        "next": request.POST.get("next", ""),
        "fresh": True,
        **more,
    }
    return render(request, "postmortems/_thread_one.html", context, status=status)


def way_back(request, thread):
    """Where the form stood, if that is one of our pages; else the thread's own place."""
    there = request.POST.get("next", "")
    if not (there.startswith("/") and url_has_allowed_host_and_scheme(there, allowed_hosts=None)):
        if thread.section and not thread.is_resolved:
            there = reverse("postmortems:section", args=[thread.postmortem_id, thread.section.key])
        else:
            there = reverse("postmortems:threads", args=[thread.postmortem_id])
    return f"{there.partition('#')[0]}#thread-{thread.pk}"
