"""Discarding a draft that no review was held for, and bringing it back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from postmortems.domain import postmortem as verbs
from postmortems.forms.discard import DiscardForm

from .draft import find_draft, frame, require
from .refusal import REFUSALS, refuse_to_open, refused

ONLY_OWNER = "Only the owner discards a draft."
ONLY_OWNER_OR_ADMINISTRATOR = "The owner or an administrator recovers a discarded draft."


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request, pk):
    postmortem = find_draft(request.user, pk)
    require("postmortems.discard", request.user, postmortem, ONLY_OWNER)
    refuse_to_open(request, postmortem)
    form = DiscardForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                verbs.discard(postmortem, by=request.user, reason=form.cleaned_data["reason"])
            except REFUSALS as refusal:
                status = refused(form, refusal)
            else:
                messages.success(request, f"{postmortem.reference} is discarded.")
                return redirect("postmortems:draft", pk)
    context = {**frame(postmortem, request.user), "form": form}
    return render(request, "postmortems/discard_make.html", context, status=status)


@require_POST
def recover(request, pk):
    postmortem = find_draft(request.user, pk)
    require("postmortems.recover", request.user, postmortem, ONLY_OWNER_OR_ADMINISTRATOR)
    verbs.recover(postmortem, by=request.user)
    messages.success(request, f"{postmortem.reference} is back, as it was.")
    return redirect("postmortems:draft", pk)
