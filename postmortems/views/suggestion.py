"""Accepting suggested words. Declining is resolving the thread."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap

from postmortems.domain.suggestion import PassageChanged, accept_suggestion

from .draft import frame, require
from .thread import find_thread, one_thread, way_back
from .thread_about import with_places

ONLY_EDITORS = "The owner, the contributors and the facilitator accept suggested words."


@require_POST
def suggestion_accept(request, pk):
    """Put the suggested words into the text; both readings are shown where it changed (409)."""
    thread = find_thread(request.user, pk)
    require("postmortems.edit", request.user, thread.postmortem, ONLY_EDITORS)
    try:
        accept_suggestion(thread, by=request.user)
    except PassageChanged as changed:
        return refuse_changed(request, thread, changed)
    if request.htmx:
        return one_thread(request, thread)
    messages.success(request, "The suggested words are in the text.")
    return HttpResponseRedirect(way_back(request, thread))


def refuse_changed(request, thread, changed):
    if request.htmx:
        return reswap(one_thread(request, thread, status=409, changed=changed), "outerHTML")
    thread = with_places([thread], thread.postmortem, request.user)[0]
    context = {**frame(thread.postmortem, request.user), "thread": thread, "changed": changed}
    context["back"] = way_back(request, thread)
    return render(request, "postmortems/suggestion_stale.html", context, status=409)
