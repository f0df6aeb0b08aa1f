"""The draft: the frame around its pages, and the way to the section to go on with."""

from dataclasses import dataclass
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone

from postmortems.contributions import DRAFT_PARTS
from postmortems.domain import lifecycle
from postmortems.domain.completeness import (
    counted_once,
    open_threads_by_section,
    section_states,
)
from postmortems.domain.content import why_frozen
from postmortems.enums import Move, State
from postmortems.models import CommentThread, Postmortem

GOAL = {Move.MARK_REVIEWED: "before it can be reviewed", Move.FINALIZE: "before it is final"}
READY = {
    Move.MARK_REVIEWED: "Nothing is missing: the facilitator can mark it reviewed.",
    Move.FINALIZE: "Nothing is missing: the facilitator can finalize it.",
}
ASKED = ("edit", "comment", "settle_thread", "see_history", "transfer", "replace_facilitator")
ASKED_AT_THE_EDGE = ("take_review", "publish_note", "discard", "recover")


@dataclass(frozen=True)
class Due:
    """One clock that runs now: what it is for, until when, whether it has passed."""

    what: str
    when: datetime

    @property
    def is_late(self):
        return timezone.localdate(self.when) < timezone.localdate()


def draft(request, pk):
    """Go to the section to go on with: the first that is not done, else the first."""
    postmortem = find_draft(request.user, pk)
    states = section_states(postmortem)
    if not states:
        raise Http404("This postmortem has no sections.")
    onwards = next((state for state in states if not state.is_done), states[0])
    return redirect("postmortems:section", postmortem.pk, onwards.section.key)


def find_draft(user, pk):
    """The postmortem, where its draft exists for this person; else 404."""
    return get_object_or_404(Postmortem.objects.visible_to(user).for_draft(), pk=pk)


def require(permission, user, subject, sentence):
    """Refuse with a sentence (403) whoever may see this and not do it."""
    if not rules.has_perm(permission, user, subject):
        raise PermissionDenied(sentence)


def draft_threads(postmortem, user):
    """The comment threads of the draft that this person may see."""
    return CommentThread.objects.visible_to(user).filter(
        postmortem=postmortem, on_publication=False
    )


def frame(postmortem, user):
    """What every page inside a postmortem shows around its own content.

    ``moves`` are those legal from here and permitted to this person; ``conditions`` what
    the next move asks for, whoever may make it.
    """
    onwards = lifecycle.next_move(postmortem)
    with counted_once(postmortem):
        threads = open_threads_by_section(draft_threads(postmortem, user).with_unread(user))
        states = section_states(postmortem, threads)
        moves = lifecycle.available(postmortem, user)
        conditions = conditions_onwards(postmortem, moves, onwards)
    may = permissions_of(postmortem, user)
    return {
        "postmortem": postmortem,
        "incident": postmortem.incident,
        "started_day_only": "started_at" in postmortem.incident.day_only,
        "steps": postmortem.steps,
        "moves": [(step, step.move == onwards) for step in moves],
        "onwards": onwards,
        "conditions": conditions,
        "missing": missing_words(conditions, onwards),
        "dues": dues_of(postmortem, states),
        "section_states": states,
        "unread": sum(unread for _, unread in threads.values()),
        "sections_done": sum(state.is_done for state in states),
        "editors": editors_of(postmortem),
        "may": may,
        "editable": may["edit"] and postmortem.accepts_changes,
        "came_back": postmortem.state == State.DRAFT and postmortem.return_reason,
        "why_frozen": "" if postmortem.accepts_changes else why_frozen(postmortem),
    }


def parts_beside(request, postmortem):
    """What the apps above show beside the draft, as ready HTML."""
    shown = [part(postmortem, request.user) for part in DRAFT_PARTS]
    return [
        render_to_string(name, {"postmortem": postmortem, **context}, request=request)
        for name, context in shown
        if name
    ]


def conditions_onwards(postmortem, moves, onwards):
    """The next move's checklist, asked once even where this person may make the move."""
    for step in moves:
        if step.move == onwards:
            return step.conditions
    return lifecycle.checklist(postmortem)


def permissions_of(postmortem, user):
    may = {
        name: rules.has_perm(f"postmortems.{name}", user, postmortem)
        for name in (*ASKED, *ASKED_AT_THE_EDGE)
    }
    tells = rules.has_perm("postmortems.add_perspective", user, postmortem.incident)
    return may | {"tell": tells}


def missing_words(conditions, onwards):
    """How much is missing for the next move, as a sentence; empty where there is none."""
    if onwards is None:
        return ""
    count = sum(len(condition.blockers) for condition in conditions)
    if not count:
        return READY[onwards]
    return f"{count} {'thing' if count == 1 else 'things'} missing {GOAL[onwards]}"


def dues_of(postmortem, states):
    """The clocks that still run. The draft's stops once every required section is done."""
    if not postmortem.accepts_changes:
        return []
    if postmortem.state == State.REVIEWED:
        named = [("finalize", postmortem.finalize_due)]
    else:
        unwritten = any(not state.is_done for state in states if state.section.required)
        named = [("draft", postmortem.draft_due)] if unwritten else []
        named.append(("review", postmortem.review_due))
    return [Due(what, when) for what, when in named if when]


def editors_of(postmortem):
    """Owner first, then contributors, then the facilitator; nobody twice."""
    people = [postmortem.owner, *postmortem.contributors.order_by("name")]
    if postmortem.facilitator:
        people.append(postmortem.facilitator)
    return list(dict.fromkeys(people))
