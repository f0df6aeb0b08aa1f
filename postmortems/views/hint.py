"""Hints beside the draft: putting one aside, and asking for all of them again."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from postmortems.domain import hint as domain

from .draft import find_draft, require

ONLY_EDITORS = "Hints are for those who write here: owner, contributors and facilitator."


@require_POST
def hint_aside(request, pk):
    """One hint less (``key``), or all of them again (``again``)."""
    postmortem = find_draft(request.user, pk)
    require("postmortems.edit", request.user, postmortem, ONLY_EDITORS)
    key = request.POST.get("key", "").replace("\x00", "")
    if "again" in request.POST:
        domain.bring_back(postmortem, request.user)
    elif key:
        domain.put_aside(postmortem, request.user, key)
    if not request.htmx:
        return redirect("postmortems:draft", pk)
    context = {"postmortem": postmortem, **hint_context(postmortem, request.user)}
    return render(request, "postmortems/_hints.html", context | {"is_asked": True})


def hint_context(postmortem, user):
    hints, aside = domain.hints_for(postmortem, user)
    return {"hints": hints, "hints_aside": aside}
