"""Deciding an idea: the owner's, after the review."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from postmortems.domain.idea import decide_idea
from postmortems.exceptions import Refused, StaleChange
from postmortems.forms.idea import DecideForm
from postmortems.forms.kind import KINDS

from .record import allow, find_record, refuse_frozen, sent_version
from .record_list import list_named

KIND = KINDS["idea"]


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, pk):
    """Accept, decline with a reason, defer to a date, already done, or open again."""
    idea, incident = find_record(request.user, KIND, pk)
    allow("postmortems.decide_idea", request.user, incident.postmortem)
    refuse_frozen(incident)
    name, back = list_named(request, KIND, incident)
    initial = {
        "decision": idea.decision,
        "reason": idea.decision_reason,
        "deferred_until": idea.deferred_until,
    }
    form = DecideForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                decide_idea(idea, base=sent_version(request), by=request.user, **form.cleaned_data)
                messages.success(request, "The decision is kept.")
                return HttpResponseRedirect(f"{back}#list-{name}")
        except StaleChange as stale:
            idea, status = stale.current, 409
        except (Refused, ValidationError) as refusal:
            form.add_error(None, getattr(refusal, "messages", None) or str(refusal))
    context = {"form": form, "idea": idea, "incident": incident, "back": back}
    context |= {"list_name": name, "is_stale": status == 409}
    return render(request, "postmortems/idea_decide.html", context, status=status)
