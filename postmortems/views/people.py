"""Who carries a postmortem: owner, contributors, facilitator."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from postmortems.domain import postmortem as verbs
from postmortems.domain.eligibility import hindrances, hindrances_by_person
from postmortems.forms.people import ContributorsForm, FacilitatorForm, OwnerForm

from .draft import find_draft, frame, require
from .refusal import REFUSALS, refused

PERMISSIONS = {
    "owner": ("postmortems.transfer", "The owner or an administrator gives it to another."),
    "contributors": ("postmortems.edit", "Those who edit say who edits with them."),
    "facilitator": (
        "postmortems.replace_facilitator",
        "The owner or an administrator names the facilitator.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def people(request, pk):
    """Owner, contributors and facilitator; POST changes the one that ``do`` names."""
    postmortem = find_draft(request.user, pk)
    forms = forms_of(postmortem)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do not in forms:
        return people_page(request, postmortem, forms, status=422 if request.POST else 200)
    permission, sentence = PERMISSIONS[do]
    require(permission, request.user, postmortem, sentence)
    forms = forms_of(postmortem, do=do, data=request.POST)
    form, status = forms[do], 422
    if form.is_valid():
        try:
            messages.success(request, change(postmortem, do, form.cleaned_data, by=request.user))
            return redirect("postmortems:people", pk)
        except REFUSALS as refusal:
            status = refused(form, refusal)
    return people_page(request, postmortem, forms, status=status)


def forms_of(postmortem, *, do="", data=None):
    """The three forms by name; ``data`` goes to the one that was sent."""
    hints = hindrances_by_person(postmortem)
    return {
        "owner": OwnerForm(data if do == "owner" else None, postmortem=postmortem),
        "contributors": ContributorsForm(
            data if do == "contributors" else None, postmortem=postmortem
        ),
        "facilitator": FacilitatorForm(
            data if do == "facilitator" else None, postmortem=postmortem, hints=hints
        ),
    }


def change(postmortem, do, words, *, by):
    """Call the verb; returns the sentence that tells what happened."""
    if do == "owner":
        verbs.transfer_ownership(postmortem, words["person"], by=by, reason=words["reason"])
        return f"{words['person'].name} owns {postmortem.reference} now."
    if do == "contributors":
        verbs.set_contributors(postmortem, words["people"], by=by, shown=words["shown"])
        return "The contributors are changed."
    verbs.set_facilitator(postmortem, words["person"], by=by, reason=words.get("reason", ""))
    return f"{words['person'].name} facilitates the review."


def people_page(request, postmortem, forms, *, status):
    facilitator = postmortem.facilitator
    context = {
        **frame(postmortem, request.user),
        "forms": forms,
        "contributors": postmortem.contributors.order_by("name"),
        "against": hindrances(postmortem, facilitator) if facilitator else [],
    }
    return render(request, "postmortems/people_change.html", context, status=status)


@require_POST
def take_review(request, pk):
    """Someone who volunteers to facilitate takes a review that has no facilitator."""
    postmortem = find_draft(request.user, pk)
    sentence = "Members who volunteer to facilitate take a review that has no facilitator yet."
    require("postmortems.take_review", request.user, postmortem, sentence)
    verbs.set_facilitator(postmortem, request.user, by=request.user)
    messages.success(request, f"You facilitate the review of {postmortem.reference}.")
    return redirect("postmortems:people", pk)
