"""Advice on an action while it is typed. Nothing is kept, nothing is blocked."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from postmortems.domain.action_advice import advise
from postmortems.models import LINE_LIMIT, TEXT_LIMIT

from .draft import find_draft, require


@require_POST
def advice(request, pk):
    """What may make this action better, as a fragment."""
    postmortem = find_draft(request.user, pk)
    require("postmortems.edit", request.user, postmortem, "This is for those who edit the draft.")
    typed = request.POST
    others = postmortem.actions.unfinished().exclude(title=typed.get("title", ""))
    told = advise(
        typed.get("title", "")[:LINE_LIMIT],
        owner=typed.get("owner") or None,
        due_on=typed.get("due_on") or None,
        done_when=typed.get("done_when", "")[:TEXT_LIMIT],
        others=others.values_list("title", flat=True),
    )
    return render(request, "postmortems/_action_advice.html", {"told": told})
