"""Everyone sees who works together; administrators keep the teams."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.domain.team import add_team, remove_team, rename_team, set_members
from accounts.forms.team import TeamForm
from accounts.models import Team

from .access import administrators_only, tell


def teams(request):
    """By name alone: what else a page of people shows is for administrators."""
    return render(request, "accounts/teams.html", {"teams": Team.objects.for_teams()})


@administrators_only
def add(request):
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                team = add_team(form.cleaned_data["name"], by=request.user)
                set_members(team, form.cleaned_data["members"], by=request.user)
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(request, f"The team “{team}” is added.")
            return redirect("accounts:teams")
    return render(request, "accounts/team_add.html", {"form": form})


@administrators_only
def change(request, pk):
    team = get_object_or_404(Team, pk=pk)
    form = TeamForm(request.POST or None, team=team)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                rename_team(team, form.cleaned_data["name"], by=request.user)
                set_members(team, form.cleaned_data["members"], by=request.user)
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(request, "The team is saved.")
            return redirect("accounts:teams")
    return render(request, "accounts/team_change.html", {"form": form, "team": team})


@require_POST
@administrators_only
def remove(request, pk):
    team = get_object_or_404(Team, pk=pk)
    name = team.name
    remove_team(team, by=request.user)
    messages.success(request, f"The team “{name}” is removed. Its people stay.")
    return redirect("accounts:teams")
