"""The command palette, and the page that says which keys there are."""

from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from postmortems.domain import jump as way

from .reading import private


@require_safe
def jump(request):
    """What was typed and where it leads; htmx and the palette take the list alone."""
    words, draft = request.GET.get("q", ""), request.GET.get("draft", "")
    draft = int(draft) if draft.isascii() and draft.isdigit() and len(draft) < 10 else None
    groups = way.places(request.user, words, draft)
    if not request.htmx and way.is_reference(words) and len(groups) == 1:
        return redirect(groups[0][1][0].url)
    context = {
        "words": words,
        "draft": draft,
        "groups": groups,
        "number": sum(len(found) for _, found in groups),
    }
    template = "_jump_options.html" if request.htmx else "jump.html"
    response = private(render(request, f"postmortems/{template}", context))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def shortcuts(request):
    template = "_shortcuts.html" if request.htmx else "shortcuts.html"
    response = render(request, f"postmortems/{template}")
    patch_vary_headers(response, ["HX-Request"])
    return response
