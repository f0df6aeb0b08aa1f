"""Asking people to read the draft before everyone meets."""

from django.contrib import messages
from django.shortcuts import redirect, render

from postmortems.enums import State
from postmortems.views.draft import find_draft
from postmortems.views.refusal import REFUSALS, refuse_to_open, refused
from reviews.domain.first_reading import ask_to_read, asked_to_read, first_readers
from reviews.forms.first_reading import ReadersForm

from .access import ask, sent


def first_reading(request, pk):
    """Who was asked, and whom one may still ask."""
    postmortem = find_draft(request.user, pk)
    ask("reviews.ask_to_read", request.user, postmortem)
    refuse_to_open(request, postmortem)
    offered = first_readers(postmortem, request.user)
    form = ReadersForm(sent(request), offered=offered)
    if form.is_valid():
        try:
            told = ask_to_read(postmortem, form.cleaned_data["people"], by=request.user)
        except REFUSALS as refusal:
            refused(form, refusal)
        else:
            asked = "1 person is" if len(told) == 1 else f"{len(told)} people are"
            messages.success(request, f"{asked} asked to read the draft.")
            return redirect("reviews:first-reading", pk)
    context = {
        "postmortem": postmortem,
        "form": form,
        "is_draft": postmortem.state == State.DRAFT,
        "asked": asked_to_read(postmortem),
        "offered": offered,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reviews/first_reading.html", context, status=status)
