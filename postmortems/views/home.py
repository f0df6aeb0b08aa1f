"""Home: what waits for me."""

from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from postmortems.contributions import HOME_PARTS
from postmortems.domain import home as desk

from .reading import private


@require_safe
def home(request):
    """What waits for this person, and what is new to read."""
    user = request.user
    drafts, actions, reviews = desk.my_drafts(user), desk.my_actions(user), desk.my_reviews(user)
    context = {
        "greeting": desk.greeting(user),
        "waiting": desk.waiting_words(drafts, actions, reviews),
        "drafts": drafts,
        "actions": actions,
        "reviews": reviews,
        "newly_finalized": desk.newly_finalized(user),
        "notes": desk.current_notes(user),
        "parts": [rendered_part(part, request) for part in HOME_PARTS],
    }
    return private(render(request, "postmortems/home.html", context))


def rendered_part(part, request):
    """What an app above adds to Home; an empty text where it has nothing to say."""
    told = part(request.user)
    if not told:
        return ""
    template, context = told
    return render_to_string(template, context, request=request)
