"""Who may read a perspective, and taking it back."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from postmortems.domain import perspective as verbs
from postmortems.forms.kind import KINDS
from postmortems.forms.perspective import AudienceForm

from .record import allow, find_record
from .record_list import list_named
from .refusal import REFUSALS, refuse_to_open, refused

KIND = KINDS["perspective"]


@require_http_methods(["GET", "HEAD", "POST"])
def audience(request, pk):
    """Choose who may read it: for the one who speaks, or whoever wrote a role's words down."""
    record, incident = find_record(request.user, KIND, pk)
    allow("postmortems.keep_perspective", request.user, record)
    refuse_to_open(request, getattr(incident, "postmortem", None))
    name, back = list_named(request, KIND, incident)
    sent = request.POST if request.method == "POST" else None
    form = AudienceForm(sent, initial={"audience": record.audience})
    status = 200 if sent is None else 422
    if request.method == "POST" and form.is_valid():
        try:
            verbs.set_audience(record, form.cleaned_data["audience"], by=request.user)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "Its readers are set.")
            return HttpResponseRedirect(f"{back}#list-{name}")
    context = {"form": form, "record": record, "incident": incident, "back": back}
    page = "postmortems/perspective_audience.html"
    return render(request, page, context | {"list_name": name}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    """Ask once, then take the words back for good."""
    record, incident = find_record(request.user, KIND, pk)
    allow("postmortems.keep_perspective", request.user, record)
    refuse_to_open(request, getattr(incident, "postmortem", None))
    name, back = list_named(request, KIND, incident)
    if request.method == "POST":
        verbs.withdraw(record, by=request.user)
        messages.success(request, "It is withdrawn: its words are gone.")
        return HttpResponseRedirect(f"{back}#list-{name}")
    context = {"record": record, "incident": incident, "back": back, "list_name": name}
    return render(request, "postmortems/perspective_withdraw.html", context)
