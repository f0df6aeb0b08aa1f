"""The facilitator's signature under what changed since the review."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render

from postmortems.enums import Move
from postmortems.exceptions import StaleChange
from postmortems.views.changes import shown_part
from postmortems.views.draft import find_draft
from reviews.domain import signature
from reviews.forms.signature import SignForm

from .access import ask


def sign_off(request, pk):
    """GET shows the changes; POST signs the content version that was shown, or tells (409)."""
    postmortem = find_draft(request.user, pk)
    ask("reviews.sign", request.user, postmortem)
    status = 200
    if request.method == "POST":
        form = SignForm(request.POST)
        if not form.is_valid():
            raise BadRequest("The page that was signed did not say which version it showed.")
        try:
            signature.sign_off(postmortem, seen=form.cleaned_data["seen"], by=request.user)
        except StaleChange:
            status = 409
            postmortem = find_draft(request.user, pk)
        else:
            messages.success(request, "Signed. It can be finalized as it stands now.")
            return redirect("postmortems:move", postmortem.pk, Move.FINALIZE)
    last = postmortem.signoffs.select_related("revision", "by").first()
    context = {
        "postmortem": postmortem,
        "incident": postmortem.incident,
        "last": last,
        "is_current": last is not None
        and last.by_id == postmortem.facilitator_id
        and last.content_version == postmortem.content_version,
        "changes": [shown_part(part) for part in signature.changes_since_signed(postmortem)],
        "is_stale": status == 409,
        "is_reviewed": postmortem.reviewed_at is not None,
    }
    return render(request, "reviews/sign_off.html", context, status=status)
