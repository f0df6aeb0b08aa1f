"""What people put their name to: declaration, covering note, their own part."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from postmortems.domain.eligibility import all_hindrances
from postmortems.views.draft import find_draft
from postmortems.views.refusal import REFUSALS, refuse_to_open, refused
from reviews.domain import signature
from reviews.forms.signature import CoveringForm, DeclarationForm, PartForm
from reviews.models import PartConfirmation

from .access import ask, form_page, sent


def declare(request, pk):
    postmortem = find_draft(request.user, pk)
    ask("reviews.declare", request.user, postmortem)
    refuse_to_open(request, postmortem)
    former = postmortem.declarations.filter(by=request.user).first()
    initial = {name: getattr(former, name, "") for name in ("directs_nobody", "exception")}
    form, status = DeclarationForm(sent(request), initial=initial), None
    if request.method == "POST" and form.is_valid():
        try:
            signature.declare(postmortem, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "Your declaration is recorded.")
            return redirect(draft_of(postmortem))
    return form_page(
        request,
        form,
        status=status,
        postmortem=postmortem,
        title="Declare that you can facilitate",
        lede="A review is led by someone with fresh eyes, whose word nobody in the room "
        "depends on.",
        notes=[
            f"You are the facilitator, and the facilitator {reason}."
            for reason in all_hindrances(postmortem, request.user)
        ],
        submit="Declare",
        back=draft_of(postmortem),
    )


def cover(request, pk):
    postmortem = find_draft(request.user, pk)
    ask("reviews.declare", request.user, postmortem)
    refuse_to_open(request, postmortem)
    form, status = CoveringForm(sent(request)), None
    if request.method == "POST" and form.is_valid():
        try:
            signature.cover(postmortem, form.cleaned_data["text"], by=request.user)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "Recorded. It will be shown on the published page.")
            return redirect(draft_of(postmortem))
    return form_page(
        request,
        form,
        status=status,
        postmortem=postmortem,
        title="The earlier review covers the change",
        lede="Instead of another meeting, where the change is small. "
        "Everything else that a review needs must still hold.",
        submit="Record it",
        back=draft_of(postmortem),
    )


def confirm_part(request, pk):
    postmortem = find_draft(request.user, pk)
    ask("reviews.confirm_part", request.user, postmortem)
    mine = PartConfirmation.objects.filter(postmortem=postmortem, by=request.user).first()
    initial = {"agrees": "yes" if mine.agrees else "no", "words": mine.words} if mine else {}
    form, status = PartForm(sent(request), initial=initial), None
    if request.method == "POST" and form.is_valid():
        try:
            signature.confirm_part(postmortem, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            agrees = form.cleaned_data["agrees"]
            messages.success(request, "Thank you." if agrees else SEE_OTHERWISE)
            return redirect(draft_of(postmortem))
    return form_page(
        request,
        form,
        status=status,
        postmortem=postmortem,
        title="Is your part told rightly?",
        lede="You took part in the incident. Your answer blocks nothing. If you see it "
        "otherwise, add your perspective at an entry of the timeline too: both views "
        "are kept side by side.",
        submit="Answer",
        back=draft_of(postmortem),
    )


SEE_OTHERWISE = (
    "Thank you. The facilitator and the owner will read it. Add your perspective at the "
    "timeline entry it is about, so that it stands beside the others."
)


def draft_of(postmortem):
    """Where the review group works on it; the published page may stand beside."""
    return reverse("postmortems:draft", args=[postmortem.pk])
