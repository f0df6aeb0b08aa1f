"""Moving a postmortem on, and the three refusals, each a page of its own."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.domain.guide import note_visit
from postmortems.domain.guide import CHECKED
from postmortems.domain.lifecycle import advance, check_legal, conditions_of, who_may
from postmortems.enums import Move
from postmortems.exceptions import IllegalMove, NotReady, StaleChange
from postmortems.forms.move import ReasonForm
from postmortems.workflow import RULES

from .draft import find_draft, frame

DONE = {
    Move.MARK_REVIEWED: "The review is recorded. Next, the ideas are decided.",
    Move.FINALIZE: "It is final, and published to the organization.",
    Move.SEND_BACK: "It is a draft again, and needs another review.",
    Move.REOPEN: "It is open for an amendment. Readers keep the published page.",
}
WHY = {
    Move.SEND_BACK: "Kept, and shown on the draft. Say what the next review is to look at.",
    Move.REOPEN: "Kept, and shown with the amendment on the published page.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, pk, move):
    """Show what a move asks for and what follows from it; POST makes it."""
    postmortem = find_draft(request.user, pk)
    if move not in RULES:
        raise Http404("There is no such move.")
    move = Move(move)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        needed=RULES[move].needs_reason,
        help_text=WHY.get(move, ""),
    )
    try:
        ask(postmortem, move, request.user)
        if request.method != "POST":
            return move_page(request, postmortem, move, form)
        if not form.is_valid():
            return move_page(request, postmortem, move, form, status=422)
        reason = form.cleaned_data.get("reason", "")
        advance(postmortem, move, by=request.user, reason=reason)
    except (IllegalMove, StaleChange) as refusal:
        return refused(request, postmortem, move, "postmortems/move_illegal.html", refusal, 409)
    except PermissionDenied as refusal:
        return refused(request, postmortem, move, "postmortems/move_forbidden.html", refusal, 403)
    except NotReady:
        return move_page(request, postmortem, move, form, status=422)
    messages.success(request, DONE[move])
    return redirect("postmortems:draft", pk)


def ask(postmortem, move, user):
    """The first two questions of a move, for a page that only shows it."""
    check_legal(postmortem, move)
    if not rules.has_perm(RULES[move].permission, user, postmortem):
        raise PermissionDenied(f"“{move.label}” is for {who_may(move)}.")


def move_page(request, postmortem, move, form, *, status=200):
    """What the move asks for; with 422, the list of all that is missing."""
    postmortem = find_draft(request.user, postmortem.pk)
    asked = conditions_of(postmortem, move)
    note_visit(request.user, CHECKED)
    context = {
        **frame(postmortem, request.user),
        "move": move,
        "rule": RULES[move],
        "asked": asked,
        "is_ready": all(condition.holds for condition in asked),
        "refused": status == 422 and not form.errors,
        "form": form,
    }
    return render(request, "postmortems/move_make.html", context, status=status)


def refused(request, postmortem, move, template, refusal, status):
    postmortem = find_draft(request.user, postmortem.pk)
    context = {
        **frame(postmortem, request.user),
        "move": move,
        "sentence": str(refusal),
        "kept": request.POST.get("reason", ""),
    }
    return render(request, template, context, status=status)
