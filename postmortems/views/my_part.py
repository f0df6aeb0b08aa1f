"""*My part*: a page of one's own, to write down what one remembers before reading the others."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from postmortems.domain import perspective as verbs
from postmortems.domain.my_part import steps
from postmortems.enums import PerspectiveAudience
from postmortems.forms.my_part import MyPartForm
from postmortems.models import Perspective

from .draft import find_draft, frame, require
from .refusal import REFUSALS, refused

ONLY_GROUP = "This is for the people of the incident and of its review."


@require_http_methods(["GET", "HEAD", "POST"])
def my_part(request, pk):
    """The timeline as a skeleton, one's own words at it, and one form (``?at=`` an entry)."""
    postmortem = find_draft(request.user, pk)
    require("postmortems.add_perspective", request.user, postmortem.incident, ONLY_GROUP)
    if request.method != "POST":
        return page(request, postmortem, request.GET.get("at", ""))
    form, status = form_for(request, postmortem, request.POST), 422
    if form.is_valid():
        try:
            told = verbs.add_perspective(form.record(), by=request.user)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "Kept. Nobody else reads it until you share it.")
            return HttpResponseRedirect(f"{request.path}#perspective-{told.pk}")
    return page(request, postmortem, request.POST.get("entry", ""), form=form, status=status)


def page(request, postmortem, at, *, form=None, status=200):
    around = frame(postmortem, request.user)
    entries = steps(postmortem.incident, request.user)
    chosen = next((entry for entry in entries if str(entry.pk) == at), None)
    if form is None and chosen and postmortem.accepts_changes:
        form = form_for(request, postmortem, None, entry=chosen)
    context = {
        **around,
        "entries": entries,
        "chosen": chosen,
        "form": form,
        "told": sum(bool(entry.own) for entry in entries),
    }
    return render(request, "postmortems/my_part.html", context, status=status)


def form_for(request, postmortem, sent, entry=None):
    return MyPartForm(
        sent,
        incident=postmortem.incident,
        user=request.user,
        instance=Perspective(),
        initial={"entry": entry.pk} if entry else None,
        auto_id="mine-%s",
    )


@require_POST
def my_part_share(request, pk):
    """Open one's own perspective to the review group."""
    told = get_object_or_404(Perspective.objects.visible_to(request.user).kept(), pk=pk)
    postmortem = told.entry.incident.postmortem
    verbs.set_audience(told, PerspectiveAudience.REVIEW_GROUP, by=request.user)
    messages.success(request, "Shared with the review group.")
    return redirect(reverse("postmortems:my-part", args=[postmortem.pk]) + f"#perspective-{pk}")
