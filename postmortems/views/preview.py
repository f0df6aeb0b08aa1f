"""The draft as readers would see it today."""

import rules
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from postmortems.domain.publication import for_audience, reading_context
from postmortems.domain.snapshot import take_snapshot
from postmortems.models import Postmortem

from .reading import private


@require_safe
def preview(request, pk):
    """The same templates as the published page, from the document as it stands."""
    postmortem = get_object_or_404(Postmortem.objects.visible_to(request.user).for_draft(), pk=pk)
    view = for_audience(take_snapshot(postmortem))
    if view["review"] and not rules.has_perm("postmortems.see_history", request.user, postmortem):
        # The notebook belongs to the review group until finalize publishes these lines.
        view["review"] |= {"open_questions": [], "decisions": []}
    context = {
        **reading_context(view),
        "postmortem": postmortem,
    }
    return private(render(request, "postmortems/preview.html", context))
