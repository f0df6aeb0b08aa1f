"""Inviting people, and the page that an invitation's link opens."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.domain import invitation as verbs
from accounts.domain.signed_in import PASSWORD_BACKEND
from accounts.exceptions import InvitationError
from accounts.forms.invitation import AcceptForm, InvitationForm
from accounts.models import Invitation

from .access import administrators_only, tell


@administrators_only
def invite(request):
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = verbs.invite(**form.cleaned_data, by=request.user)
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(request, f"The invitation to {invitation.email} is on its way.")
            return redirect("accounts:people")
    context = {"form": form, "days": settings.INVITATION_DAYS}
    return render(request, "accounts/invitation_add.html", context)


@require_POST
@administrators_only
def renew(request, pk):
    invitation = get_object_or_404(Invitation, pk=pk, accepted_at=None)
    try:
        verbs.renew(invitation, by=request.user)
    except InvitationError as error:
        messages.error(request, f"{error.title}.")
    else:
        messages.success(request, f"A new link is on its way to {invitation.email}.")
    return redirect("accounts:people")


@require_POST
@administrators_only
def revoke(request, pk):
    invitation = get_object_or_404(Invitation, pk=pk, accepted_at=None)
    try:
        verbs.revoke(invitation, by=request.user)
    except InvitationError as error:
        messages.error(request, f"{error.title}.")
    else:
        messages.success(request, f"The invitation to {invitation.email} is withdrawn.")
    return redirect("accounts:people")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "password_again")
def accept(request, secret):
    try:
        invitation = verbs.open_invitation(secret)
        if request.user.is_authenticated:
            return render(
                request,
                "accounts/invitation_signed_in.html",
                {"invitation": invitation},
                status=409,
            )
        zone = invitation.invited_by.time_zone if invitation.invited_by else "UTC"
        form = AcceptForm(request.POST or None, initial={"time_zone": zone})
        if request.method == "POST" and form.is_valid():
            return _accepted(request, secret, form)
    except InvitationError as error:
        return render(
            request, "accounts/invitation_refused.html", {"error": error}, status=error.status
        )
    except ValidationError as error:
        tell(form, error)
    return render(
        request, "accounts/invitation_accept.html", {"form": form, "invitation": invitation}
    )


def _accepted(request, secret, form):
    data = form.cleaned_data
    person = verbs.accept_invitation(
        secret, name=data["name"], password=data["password"], time_zone=data["time_zone"]
    )
    login(request, person, backend=PASSWORD_BACKEND)
    messages.success(request, f"Welcome, {person.name}.")
    return redirect(settings.LOGIN_REDIRECT_URL)
