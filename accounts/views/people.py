"""Administrators look after who may sign in, and as what."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from accounts.domain.people import change_role, deactivate, reactivate
from accounts.forms.people import RoleForm
from accounts.models import Invitation, User

from .access import administrators_only, tell

ACCESS_VERBS = {
    "deactivate": (deactivate, "{} can no longer sign in. What they wrote stays."),
    "reactivate": (reactivate, "{} can sign in again."),
}


@administrators_only
def people(request):
    context = {
        "people": User.objects.for_people(),
        "invitations": Invitation.objects.for_people(),
    }
    return render(request, "accounts/people.html", context)


@administrators_only
def change(request, pk):
    """One person: the role in a form, access by two buttons of their own (``do``)."""
    person = get_object_or_404(User, pk=pk)
    doing = request.POST.get("do", "") if request.method == "POST" else ""
    initial = {"role": person.role}
    form = RoleForm(request.POST if doing == "role" else None, initial=initial)
    error = None
    try:
        if doing in ACCESS_VERBS:
            verb, sentence = ACCESS_VERBS[doing]
            verb(person, by=request.user)
            messages.success(request, sentence.format(person.name))
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
    context = {"person": person, "form": form, "error": error}
    return render(request, "accounts/person_change.html", context)
