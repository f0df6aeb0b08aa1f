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
    return statement(
        request,
        postmortem,
        DeclarationForm(sent(request), initial=initial),
        signature.declare,
        told="Your declaration is recorded.",
        title="Declare that you can facilitate",
        lede="A review is led by someone with fresh eyes, whose word nobody in the room "
        "depends on.",
        notes=[
            f"You are the facilitator, and the facilitator {reason}."
            for reason in all_hindrances(postmortem, request.user)
        ],
        submit="Declare",
    )


def cover(request, pk):
    postmortem = find_draft(request.user, pk)
    ask("reviews.declare", request.user, postmortem)
    refuse_to_open(request, postmortem)
    return statement(
        request,
        postmortem,
        CoveringForm(sent(request)),
        signature.cover,
        told="Recorded. It will be shown on the published page.",
        title="The earlier review covers the change",
        lede="Instead of another meeting, where the change is small. "
        "Everything else that a review needs must still hold.",
        submit="Record it",
    )


def confirm_part(request, pk):
    postmortem = find_draft(request.user, pk)
    ask("reviews.confirm_part", request.user, postmortem)
    mine = PartConfirmation.objects.filter(postmortem=postmortem, by=request.user).first()
    initial = {"agrees": "yes" if mine.agrees else "no", "words": mine.words} if mine else {}
    form = PartForm(sent(request), initial=initial)
    agrees = form.is_valid() and form.cleaned_data["agrees"]
    return statement(
        request,
        postmortem,
        form,
        signature.confirm_part,
        told="Thank you." if agrees else SEE_OTHERWISE,
        title="Is your part told rightly?",
        lede="You took part in the incident. Your answer blocks nothing. If you see it "
        "otherwise, add your perspective at an entry of the timeline too: both views "
        "are kept side by side.",
        submit="Answer",
    )


SEE_OTHERWISE = (
    "Thank you. The facilitator and the owner will read it. Add your perspective at the "
    "timeline entry it is about, so that it stands beside the others."
)


def statement(request, postmortem, form, verb, *, told, **words):
    """The page of one form; what it says is given to ``verb``, and back to the draft."""
    draft, status = reverse("postmortems:draft", args=[postmortem.pk]), None
    if request.method == "POST" and form.is_valid():
        try:
            verb(postmortem, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, told)
            return redirect(draft)
    return form_page(request, form, status=status, postmortem=postmortem, back=draft, **words)
