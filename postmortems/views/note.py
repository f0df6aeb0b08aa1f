"""The preliminary note: written and withdrawn by the owner."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from postmortems.domain.note import publish_note, withdraw_note
from postmortems.forms.note import NoteForm
from postmortems.models import Postmortem, PreliminaryNote

from .refusal import REFUSALS, refused


@require_http_methods(["GET", "HEAD", "POST"])
def note(request, pk):
    """Write the note, or bring it up to date."""
    postmortem = find_own(request.user, pk)
    existing = PreliminaryNote.objects.filter(postmortem=postmortem).first()
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        zone=postmortem.incident.time_zone,
        initial=initial_of(existing),
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            publish_note(postmortem, form.values(), by=request.user)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "The note is out, marked as not yet reviewed.")
            return redirect("postmortems:note", postmortem.pk)
    context = {
        "postmortem": postmortem,
        "incident": postmortem.incident,
        "form": form,
        "note": existing,
        "is_replaced": postmortem.publications.exists(),
    }
    return render(request, "postmortems/note_change.html", context, status=status)


@require_POST
def withdraw(request, pk):
    """Take the note off the organization's pages."""
    postmortem = find_own(request.user, pk)
    withdraw_note(postmortem, by=request.user)
    messages.success(request, "The note is withdrawn. Its text is kept here.")
    return redirect("postmortems:note", postmortem.pk)


def find_own(user, pk):
    postmortem = get_object_or_404(
        Postmortem.objects.visible_to(user).select_related("incident", "owner"), pk=pk
    )
    if not rules.has_perm("postmortems.publish_note", user, postmortem):
        raise PermissionDenied("The preliminary note is the owner's to publish.")
    return postmortem


def initial_of(note):
    if note is None:
        return {}
    names = ("summary", "impact", "what_to_do", "next_update_by")
    return {name: getattr(note, name) for name in names}
