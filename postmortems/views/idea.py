"""Deciding an idea: the owner's, after the review."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from postmortems.domain.idea import decide_idea, refuse_early
from postmortems.exceptions import StaleChange
from postmortems.forms.idea import DecideForm
from postmortems.forms.kind import KINDS

from .record import allow, find_record, sent_version
from .record_list import list_named
from .refusal import REFUSALS, refuse_to_open, refused

KIND = KINDS["idea"]


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, pk):
    """Accept, decline with a reason, defer to a date, already done, or open again."""
    idea, incident = find_record(request.user, KIND, pk)
    allow("postmortems.decide_idea", request.user, incident.postmortem)
    refuse_to_open(request, incident.postmortem)
    if request.method != "POST":
        refuse_early(incident.postmortem)
    name, back = list_named(request, KIND, incident)
    initial = {
        "decision": idea.decision,
        "reason": idea.decision_reason,
        "deferred_until": idea.deferred_until,
    }
    form = DecideForm(request.POST if request.method == "POST" else None, initial=initial)
    status, is_stale = 200, False
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                decide_idea(idea, base=sent_version(request), by=request.user, **form.cleaned_data)
                messages.success(request, "The decision is kept.")
                return HttpResponseRedirect(f"{back}#list-{name}")
        except StaleChange as stale:
            idea, status, is_stale = stale.current, 409, True
        except REFUSALS as refusal:
            status = refused(form, refusal)
    context = {"form": form, "idea": idea, "incident": incident, "back": back}
    context |= {"list_name": name, "is_stale": is_stale}
    return render(request, "postmortems/idea_decide.html", context, status=status)
