"""Finding words in one draft."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from postmortems.domain.find import MOST, hits

from .draft import find_draft


@require_safe
def find(request, pk):
    """All places of the draft that hold the words; in the page's address, so it can be kept."""
    postmortem = find_draft(request.user, pk)
    words = request.GET.get("q", "").replace("\x00", "").strip()
    context = {
        "postmortem": postmortem,
        "incident": postmortem.incident,
        "words": words,
        "hits": hits(postmortem, request.user, words),
        "most": MOST,
    }
    return render(request, "postmortems/find.html", context)
