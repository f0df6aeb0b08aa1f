"""Who may read a perspective, and taking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from postmortems.domain import perspective as verbs
from postmortems.exceptions import Refused
from postmortems.forms.kind import KINDS
from postmortems.forms.perspective import AudienceForm

from .record import allow, find_record, refuse_frozen
from .record_list import list_named

KIND = KINDS["perspective"]


@require_http_methods(["GET", "HEAD", "POST"])
def audience(request, pk):
    """Choose who may read it: for the one who speaks, or whoever wrote a role's words down."""
    record, incident = find_record(request.user, KIND, pk)
    allow("postmortems.keep_perspective", request.user, record)
    refuse_frozen(incident)
    name, back = list_named(request, KIND, incident)
    form = AudienceForm(request.POST or None, initial={"audience": record.audience})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.set_audience(record, form.cleaned_data["audience"], by=request.user)
        except (Refused, ValidationError) as refusal:
            form.add_error(None, getattr(refusal, "messages", None) or str(refusal))
        else:
            messages.success(request, "Who may read it is set.")
            return HttpResponseRedirect(f"{back}#list-{name}")
    context = {"form": form, "record": record, "incident": incident, "back": back}
    status = 422 if form.errors else 200
    page = "postmortems/perspective_audience.html"
    return render(request, page, context | {"list_name": name}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    """Ask once, then take the words back for good."""
    record, incident = find_record(request.user, KIND, pk)
    allow("postmortems.keep_perspective", request.user, record)
    refuse_frozen(incident)
    name, back = list_named(request, KIND, incident)
    if request.method == "POST":
        verbs.withdraw(record, by=request.user)
        messages.success(request, "It is withdrawn: its words are gone.")
        return HttpResponseRedirect(f"{back}#list-{name}")
    context = {"record": record, "incident": incident, "back": back, "list_name": name}
    return render(request, "postmortems/perspective_withdraw.html", context)
