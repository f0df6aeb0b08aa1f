"""Who facilitates: the pool of volunteers, and finding somebody for one review."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from postmortems.domain.eligibility import all_hindrances
from postmortems.views.draft import find_draft
from postmortems.views.refusal import REFUSALS, refuse_to_open, refused
from reviews.domain import pool as verbs
from reviews.forms.facilitator import RequestForm

from .access import ask, sent


@require_http_methods(["GET", "HEAD", "POST"])
def pool(request):
    """Everyone who volunteers, and which drafts look for one of them.

    POST steps into the pool (``volunteers=yes``) or out of it.
    """
    members_only(request.user)
    if request.method == "POST":
        volunteers = request.POST.get("volunteers") == "yes"
        verbs.set_volunteering(request.user, volunteers)
        words = "You are in the pool." if volunteers else "You are not in the pool any more."
        messages.success(request, words)
        return redirect("reviews:pool")
    context = {
        "volunteers": verbs.volunteers(request.user),
        "requests": verbs.open_requests(request.user),
    }
    return render(request, "reviews/pool.html", context)


def members_only(user):
    if not rules.has_perm("accounts.see_people", user):
        raise PermissionDenied("Members and administrators facilitate reviews.")


def facilitator(request, pk):
    """Finding somebody to lead the review of a draft: ask the pool, or take it."""
    postmortem = find_draft(request.user, pk)
    members_only(request.user)
    may_ask = rules.has_perm("reviews.request_facilitator", request.user, postmortem)
    form, status = RequestForm(sent(request)), 200
    if request.method == "POST":
        ask("reviews.request_facilitator", request.user, postmortem)
        refuse_to_open(request, postmortem)
        status = 422
        if form.is_valid():
            try:
                verbs.request_facilitator(postmortem, by=request.user, **form.cleaned_data)
            except REFUSALS as refusal:
                status = refused(form, refusal)
            else:
                messages.success(request, "The volunteers are asked.")
                return redirect("reviews:facilitator", pk)
    may_take = rules.has_perm("postmortems.take_review", request.user, postmortem)
    context = {
        "postmortem": postmortem,
        "incident": postmortem.incident,
        "form": form if may_ask and postmortem.accepts_changes else None,
        "asked": verbs.request_of(postmortem),
        "volunteers": verbs.volunteers(request.user, postmortem),
        "may_take": may_take and postmortem.accepts_changes,
        "may_name": rules.has_perm("postmortems.replace_facilitator", request.user, postmortem),
        "against_me": all_hindrances(postmortem, request.user) if may_take else [],
    }
    return render(request, "reviews/facilitator.html", context, status=status)


@require_POST
def withdraw(request, pk):
    postmortem = find_draft(request.user, pk)
    ask("reviews.request_facilitator", request.user, postmortem)
    verbs.withdraw_request(postmortem, by=request.user)
    messages.success(request, "The volunteers are not asked any more.")
    return redirect("reviews:facilitator", pk)
