"""Putting the guided first visit away, and bringing it back."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.domain import guide


@require_POST
def dismiss(request):
    guide.dismiss(request.user)
    messages.success(request, "The first steps are put away. Your profile brings them back.")
    return redirect("postmortems:home")


@require_POST
def bring_back(request):
    guide.bring_back(request.user)
    return redirect("postmortems:home")
