"""Home: what waits for me."""

from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from postmortems.contributions import HOME_PARTS
from postmortems.domain import home as desk
from postmortems.domain.guide import guide_for
from postmortems.domain.my_part import untold
from postmortems.domain.recollection import chronic, on_this_day

from .reading import private

FEW_ACTIONS = 6


@require_safe
def home(request):
    """What waits for this person, and what is new to read."""
    user = request.user
    postmortems = desk.in_hand(user)
    written, actions = desk.written_by(user, postmortems), desk.my_actions(user)
    drafts = desk.drafts_to_write(written)
    reviews = [one for one in postmortems if one.facilitator_id == user.pk]
    told = [told for part in HOME_PARTS if (told := part(user))]
    more = [words for _, context in told for words in context.get("waiting", ())]
    context = {
        "greeting": desk.greeting(user),
        "waiting": desk.waiting_words(written, actions, reviews, more),
        "drafts": drafts,
        "more_drafts": len(written) - len(drafts),
        "actions": actions[:FEW_ACTIONS],
        "more_actions": max(0, len(actions) - FEW_ACTIONS),
        "newly_finalized": desk.newly_finalized(user),
        "notes": desk.current_notes(user),
        "untold": untold(user),
        "on_this_day": on_this_day(user),
        "chronic": chronic(user),
        "parts": [render_to_string(name, context, request=request) for name, context in told],
    }
    pages = [row.page for row in context["newly_finalized"]]
    finished = [page for page in pages if page.postmortem.is_finalized]  # not being amended
    context["guide"] = guide_for(user, next(iter(finished or pages), None))
    return private(render(request, "postmortems/home.html", context))
