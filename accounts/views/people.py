"""Administrators look after who may sign in, and as what."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from accounts.domain.leaving import holdings_of, leave
from accounts.domain.people import change_role, reactivate
from accounts.exceptions import Refused
from accounts.forms.people import LeavingForm, RoleForm
from accounts.models import Invitation, User

from .access import administrators_only, tell


@administrators_only
def people(request):
    context = {
        "people": User.objects.for_people(),
        "invitations": Invitation.objects.for_people(),
    }
    return render(request, "accounts/people.html", context)


@administrators_only
def change(request, pk):
    """One person: the role in a form; access by a button (``do``), or on the page of leaving."""
    person = get_object_or_404(User, pk=pk)
    doing = request.POST.get("do", "") if request.method == "POST" else ""
    initial = {"role": person.role}
    form = RoleForm(request.POST if doing == "role" else None, initial=initial)
    error = None
    try:
        if doing == "reactivate":
            reactivate(person, by=request.user)
            messages.success(request, f"{person.name} can sign in again.")
            return redirect("accounts:people")
        if form.is_bound and form.is_valid():
            person = change_role(person, form.cleaned_data["role"], by=request.user)
            messages.success(request, f"{person.name}: {person.get_role_display().lower()}.")
            return redirect("accounts:people")
    except ValidationError as refusal:
        if form.is_bound:
            tell(form, refusal)
        else:
            error = refusal.messages[0]
    holdings = [] if person.is_active else holdings_of(person, request.user)
    context = {"person": person, "form": form, "error": error, "holdings": holdings}
    return render(request, "accounts/person_change.html", context)


@administrators_only
def deactivate(request, pk):
    """What still waits for a person, who takes it, and the end of their access."""
    person = get_object_or_404(User, pk=pk)
    holdings = holdings_of(person, request.user)
    sent = request.POST if request.method == "POST" else None
    form = LeavingForm(sent, person=person, holdings=holdings)
    if form.is_valid():
        try:
            leave(person, form.takers(), by=request.user)
        except ValidationError as refusal:
            tell(form, refusal)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, told_of_leaving(person))
            return redirect("accounts:people")
    context = {
        "person": person,
        "form": form,
        "holdings": [(held, form[held.key]) for held in holdings],
    }
    return render(
        request, "accounts/person_deactivate.html", context, status=422 if form.is_bound else 200
    )


def told_of_leaving(person):
    if person.is_active:
        return f"{person.name} can no longer sign in. What they wrote stays."
    return f"What {person.name} held is given away."
