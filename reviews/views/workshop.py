"""The action workshop: each idea becomes an action, or ends in words."""

import rules
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from postmortems.enums import IdeaDecision
from postmortems.exceptions import StaleChange
from postmortems.forms.moment import Moment
from postmortems.forms.people import choosable
from postmortems.models import Idea
from postmortems.views.draft import find_draft
from postmortems.views.refusal import REFUSALS, refuse_to_open, refused, told_stale
from reviews.domain import workshop as verbs
from reviews.forms.workshop import WAYS, OutcomeForm, WorkshopForm
from reviews.models import Workshop

from .access import ask, form_page, sent


def workshop(request, pk):
    """All ideas with their ways on, and the actions that came of them."""
    postmortem = find_draft(request.user, pk)
    return workshop_page(request, postmortem)


def plan(request, pk):
    """When and where; two working days after the review are proposed."""
    postmortem = find_draft(request.user, pk)
    ask("reviews.plan_workshop", request.user, postmortem)
    refuse_to_open(request, postmortem)
    planned = postmortem.workshops.ahead().first()
    form = WorkshopForm(sent(request), user=request.user, initial=initial_of(planned, postmortem))
    status, current = None, None
    if request.method == "POST" and form.is_valid():
        base = form.cleaned_data["base"]
        try:
            verbs.plan_workshop(postmortem, form.values(), base=base, by=request.user)
        except StaleChange as stale:
            status, current = 409, [("Place or link", stale.current.place)]
            told_stale(form, stale.current)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "The workshop is planned. Those close to it are told.")
            return redirect("reviews:workshop", postmortem.pk)
    words = {"title": "Plan the action workshop", "submit": "Plan it", "current": current}
    words["lede"] = "A short meeting of those close to the work, some days after the review."
    back = reverse("reviews:workshop", args=[postmortem.pk])
    return form_page(request, form, status=status, postmortem=postmortem, back=back, **words)


def initial_of(planned, postmortem):
    if planned is None:
        return {"starts_at": Moment(verbs.proposed_start(postmortem))}
    shown = {"starts_at": Moment(planned.starts_at), "base": planned.version}
    return shown | {"minutes": planned.minutes, "place": planned.place}


@require_POST
def decide(request, pk):
    """What becomes of one idea; the page comes back with what was typed if it can't be."""
    ideas = Idea.objects.visible_to(request.user).kept().select_related("postmortem__incident")
    idea = get_object_or_404(ideas, pk=pk)
    postmortem = find_draft(request.user, idea.postmortem_id)
    ask("postmortems.decide_idea", request.user, postmortem)
    way = request.POST.get("decision", "")
    if way not in WAYS:
        raise Http404("There is no such decision.")
    people = choosable(postmortem.incident)
    form = OutcomeForm(request.POST, idea=idea, people=people, way=way)
    status = 422
    if form.is_valid():
        try:
            verbs.decide(idea, form.way, by=request.user, **arguments(form))
        except StaleChange as stale:
            status = 409
            told_stale(form, stale.current)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "The decision is kept.")
            return redirect("reviews:workshop", postmortem.pk)
    return workshop_page(request, postmortem, came_back=form, status=status)


def arguments(form):
    given = form.cleaned_data
    kept = {name: given[name] for name in ("base", "reason", "deferred_until")}
    if form.makes_action:
        return kept | {"reason": "", "deferred_until": None, "action": form.action_values()}
    return kept


@require_POST
def end(request, pk):
    """It took place: every idea has an outcome."""
    found = Workshop.objects.visible_to(request.user).select_related("postmortem__incident")
    row = get_object_or_404(found, pk=pk)
    ask("reviews.plan_workshop", request.user, row.postmortem)
    try:
        verbs.end_workshop(row, by=request.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The workshop is over. The facilitator can sign and finalize.")
    return redirect("reviews:workshop", row.postmortem_id)


def workshop_page(request, postmortem, *, came_back=None, status=200):
    """``came_back`` is a form with errors, shown open at its idea."""
    decides = postmortem.decides_ideas and rules.has_perm(
        "postmortems.decide_idea", request.user, postmortem
    )
    people = choosable(postmortem.incident)
    ideas = list(postmortem.ideas.kept().order_by("position", "pk"))
    waiting = [idea for idea in ideas if idea.decision == IdeaDecision.UNDECIDED]
    context = {
        "postmortem": postmortem,
        "incident": postmortem.incident,
        "planned": postmortem.workshops.first(),
        "waiting": [
            (idea, ways_on(idea, people, came_back) if decides else []) for idea in waiting
        ],
        "decided": [idea for idea in ideas if idea.decision != IdeaDecision.UNDECIDED],
        "actions": list(postmortem.actions.kept().select_related("owner")),
        "may_decide": decides,
        "may_plan": postmortem.accepts_changes
        and rules.has_perm("reviews.plan_workshop", request.user, postmortem),
    }
    if came_back and came_back.idea.pk not in [idea.pk for idea in waiting]:
        context["elsewhere"] = came_back
    return render(request, "reviews/workshop.html", context, status=status)


def ways_on(idea, people, came_back):
    """One form for each way on; the one that came back as it was sent."""
    forms = []
    for way in WAYS:
        if came_back is not None and came_back.idea.pk == idea.pk and came_back.way == way:
            forms.append(came_back)
        else:
            forms.append(OutcomeForm(idea=idea, people=people, way=way))
    return forms
