"""The published page as a file."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from postmortems.exporters import json as json_exporter
from postmortems.exporters import markdown as markdown_exporter
from postmortems.models import Publication

from .reading import find, private


@require_safe
def markdown(request, pk):
    return download(request, pk, markdown_exporter, "md", "text/markdown; charset=utf-8")


@require_safe
def json(request, pk):
    return download(request, pk, json_exporter, "json", "application/json")


def download(request, pk, exporter, ending, content_type):
    """The latest publication, for whoever may read its page."""
    postmortem = find(request.user, pk)
    released = Publication.objects.visible_to(request.user)
    publication = get_object_or_404(released, pk=postmortem.current_publication_id)
    actions = postmortem.actions.select_related("owner")
    response = HttpResponse(exporter.export(publication, actions), content_type=content_type)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{postmortem.reference}.{ending}"'
    )
    return private(response)
