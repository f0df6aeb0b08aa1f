"""Timeline entries in texts: which to offer behind an @, and where such a link leads."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from postmortems.domain.cited_entry import entries_near
from postmortems.models import Postmortem, TimelineEntry

from .record import find_incident


@require_GET
def near(request, incident):
    """The entries around a typed time, for the completion in the editor."""
    incident = find_incident(request.user, incident)
    return JsonResponse({"entries": entries_near(incident, request.GET.get("q", ""))})


@require_safe
def entry(request, pk):
    """To the entry: on the page once it is final or for whoever reads that alone, else in the
    draft. One that was removed, or is hidden from readers, leads to the timeline it was in.
    """
    row = get_object_or_404(TimelineEntry, pk=pk)
    readable = Postmortem.objects.readable_by(request.user)
    postmortem = get_object_or_404(readable, incident=row.incident_id)
    drafts = Postmortem.objects.visible_to(request.user)
    if postmortem.is_finalized or not drafts.filter(pk=postmortem.pk).exists():
        return redirect(f"{postmortem.get_absolute_url()}#entry-{row.pk}")
    timeline = reverse("postmortems:section", args=[postmortem.pk, "timeline"])
    return redirect(f"{timeline}?part=all#timeline-{row.pk}")
