"""Who may see an incident, and why."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.models import User
from postmortems.domain.incident import grant_access, set_visibility, withdraw_access
from postmortems.forms.incident import GrantForm, VisibilityForm

from .incident import find_incident, incident_page
from .record import allow


@require_POST
def visibility(request, pk):
    """Restrict it to its people, or open it to the organization."""
    found = find_to_set(request.user, pk)
    form = VisibilityForm(request.POST, auto_id="visibility-%s")
    if not form.is_valid():
        return incident_page(request, found, visibility_form=form, status=422)
    set_visibility(found, form.cleaned_data["visibility"], by=request.user)
    messages.success(request, "Who may see it is set.")
    return redirect("postmortems:incident", pk)


@require_POST
def grant(request, pk):
    """Let one more person in."""
    found = find_to_set(request.user, pk)
    form = GrantForm(request.POST, auto_id="grant-%s")
    if not form.is_valid():
        return incident_page(request, found, grant_form=form, status=422)
    person = form.cleaned_data["person"]
    grant_access(found, person, by=request.user)
    messages.success(request, f"{person.name} may see it now.")
    return redirect("postmortems:incident", pk)


@require_POST
def withdraw(request, pk):
    """Take granted access back; other reasons still hold."""
    found = find_to_set(request.user, pk)
    text = request.POST.get("person", "")
    known = text.isascii() and text.isdecimal() and len(text) <= 12
    person = get_object_or_404(User, pk=int(text) if known else 0)
    withdraw_access(found, person, by=request.user)
    messages.success(request, f"The access that was granted to {person.name} is withdrawn.")
    return redirect("postmortems:incident", pk)


def find_to_set(user, pk):
    """The incident, for whoever may say who sees it."""
    found = find_incident(user, pk)
    allow("postmortems.set_incident_access", user, found)
    return found
