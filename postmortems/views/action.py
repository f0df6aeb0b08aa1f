"""One action item: what it is, how far it is, whose it is, and whether it helped."""

import rules
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from postmortems.domain import action as verbs
from postmortems.domain.action_words import ENDINGS, told_history
from postmortems.domain.page import action_facts
from postmortems.enums import ActionStatus
from postmortems.exceptions import StaleChange
from postmortems.forms.action import (
    HandBackForm,
    HandOverForm,
    LookBackForm,
    ProgressForm,
    ways_on,
)
from postmortems.models import ActionItem

from .record import allow
from .refusal import REFUSALS, refused, told_stale


@require_safe
def action(request, pk):
    """The facts of one action, its forms for whoever may, and what became of it."""
    return action_page(request, find_action(request.user, pk))


@require_POST
def progress(request, pk):
    """Say how far it is, with evidence or a reason where it ends."""
    item = find_to_change(request.user, pk)
    allow("postmortems.progress_action", request.user, item)
    form = ProgressForm(request.POST, action=item, user=request.user)
    return act(request, item, "progress", form, verbs.record_progress, "The progress is kept.")


@require_POST
def hand_back(request, pk):
    """Its owner gives it back, with a reason."""
    item = find_to_change(request.user, pk)
    allow("postmortems.hand_back_action", request.user, item)
    form = HandBackForm(request.POST)
    return act(request, item, "hand_back", form, verbs.hand_back, "It is handed back.")


@require_POST
def hand_over(request, pk):
    """Give it to another owner."""
    item = find_to_change(request.user, pk)
    allow("postmortems.progress_action", request.user, item)
    form = HandOverForm(request.POST, incident=item.postmortem.incident)
    return act(request, item, "hand_over", form, verbs.hand_over, "It has a new owner.")


@require_POST
def look_back(request, pk):
    """Some weeks later: did it help?"""
    item = find_to_change(request.user, pk)
    allow("postmortems.progress_action", request.user, item)
    form = LookBackForm(request.POST)
    return act(request, item, "look_back", form, verbs.look_back, "Thank you for looking back.")


def superseding(item, user):
    """(address, title) of what takes its place, where this person finds it.

    It may belong to another postmortem: who may see its draft is asked of that one.
    """
    other = ActionItem.objects.found_by(user).filter(pk=item.superseded_by_id).first()
    if other is None:
        return None
    sees_draft = rules.has_perm("postmortems.view", user, other.postmortem)
    return other.get_absolute_url(), action_facts(other, from_draft=sees_draft)["title"]


def find_action(user, pk):
    with_all = ActionItem.objects.found_by(user).select_related(
        "owner", "postmortem__incident", "postmortem__owner", "superseded_by"
    )
    return get_object_or_404(with_all, pk=pk)


def find_to_change(user, pk):
    """What was removed takes no change, though a reader of its page still meets it."""
    item = find_action(user, pk)
    if item.is_removed:
        raise Http404
    return item


def act(request, item, name, form, verb, said):
    """Call the verb with what the form holds; a refusal is told in that form."""
    status = 422
    if form.is_valid():
        try:
            verb(item, by=request.user, **form.cleaned_data)
        except StaleChange as stale:
            item, status = find_action(request.user, item.pk), 409
            told_stale(form, stale.current)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, said)
            return redirect(item)
    return action_page(request, item, **{name: form}, status=status)


def action_page(request, item, *, status=200, **bound):
    """The page, with unbound forms where none was sent; forms that are not theirs absent."""
    user, postmortem = request.user, item.postmortem
    may_progress = not item.is_removed and rules.has_perm("postmortems.progress_action", user, item)
    sees_draft = rules.has_perm("postmortems.view", user, postmortem)
    sees_history = may_progress or rules.has_perm("postmortems.see_history", user, postmortem)
    forms = forms_of(item, user, may_progress=may_progress) | bound
    context = {
        "action": item,
        "postmortem": postmortem,
        "facts": action_facts(item, from_draft=sees_draft),
        "factors": verbs.addressed(item, from_draft=sees_draft),
        "superseding": superseding(item, user),
        "ending": ENDINGS[item.status],
        "history": told_history(verbs.history(item)) if sees_history else None,
        "forms": forms,
        "steps": ways_on(item, user, bound.get("progress")) if may_progress else [],
        "look_back_is_open": asks_to_look_back(item) or "look_back" in bound,
        "can_edit": postmortem.accepts_changes
        and rules.has_perm("postmortems.edit", user, postmortem),
    }
    return render(request, "postmortems/action.html", context, status=status)


def forms_of(item, user, *, may_progress):
    """The unbound forms beside the steps, for whoever may use them."""
    forms = {}
    if may_progress:
        forms["hand_over"] = HandOverForm(incident=item.postmortem.incident, auto_id="over-%s")
        if item.status == ActionStatus.DONE:
            initial = {
                "did_it_help": item.did_it_help,
                "note_text": item.did_it_help_note,
                "base": item.version,
            }
            forms["look_back"] = LookBackForm(initial=initial, auto_id="look-%s")
    if not item.is_removed and rules.has_perm("postmortems.hand_back_action", user, item):
        forms["hand_back"] = HandBackForm(auto_id="back-%s")
    return forms


def asks_to_look_back(item):
    """Whether the day has come to say if it helped, and nobody has said so yet."""
    if item.look_back_on is None or item.did_it_help:
        return False
    return item.look_back_on <= timezone.localdate()
