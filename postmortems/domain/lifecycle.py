"""Moving a postmortem. ``advance`` is the only code that writes ``state``.

Whoever asks, staff and machines included, goes through the same three questions, in
this order: legal from here (409)? allowed to you (403)? ready (422, with everything
that is missing)? A gate that raises stops the move.
"""

from dataclasses import dataclass

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.domain import audit
from postmortems.enums import Move, State
from postmortems.exceptions import ContentFrozen, IllegalMove, NotReady, StaleChange
from postmortems.models import Postmortem
from postmortems.signals import moved
from postmortems.workflow import GATES, RULES, Blocker

from . import coediting, publication
from .content import lock_postmortem, why_frozen
from .due_dates import finalize_due
from .live_text import bring_up
from .revision import save_revision
from .severity import clock_of

TRIES = 3

# What the revision that a move keeps is called.
KEPT = {
    Move.MARK_REVIEWED: "Marked reviewed",
    Move.FINALIZE: "Finalized and published",
    Move.SEND_BACK: "Sent back to draft",
    Move.REOPEN: "Reopened for amendment",
}


@dataclass(frozen=True)
class Condition:
    """One gate as the checklist shows it."""

    label: str
    blockers: list

    @property
    def holds(self):
        return not self.blockers


@dataclass(frozen=True)
class Step:
    """A move that is legal and permitted, with its checklist."""

    move: Move
    rule: object
    conditions: list

    @property
    def is_ready(self):
        return all(condition.holds for condition in self.conditions)

    @property
    def label(self):
        return self.move.label


def advance(postmortem, move, *, by, reason=""):
    """Make one move, or refuse it.

    Raises ``IllegalMove`` (not from this state), ``PermissionDenied`` (not by this
    person) or ``NotReady`` (its ``blockers`` name everything that is missing). Finalize
    freezes a revision and publishes it: live texts are written into the sections and the
    page is rendered before the lock is taken, and again if the document changed meanwhile.
    Under the lock the log takes nothing more, and is compared with what was rendered.
    """
    move = Move(move)
    for _ in range(TRIES):
        bring_up(postmortem)
        page = publication.prepare(postmortem) if move == Move.FINALIZE else None
        try:
            return make_move(postmortem, move, by=by, reason=reason, page=page)
        except publication.Outdated:
            continue
    raise StaleChange(postmortem)


@transaction.atomic
def make_move(postmortem, move, *, by, reason, page):
    """The move itself, under the row's lock."""
    rule = RULES[move]
    postmortem = lock(postmortem)
    check_legal(postmortem, move)
    if not rules.has_perm(rule.permission, by, postmortem):
        raise PermissionDenied(f"{move.label}: this is for {who_may(move)}.")
    if move == Move.FINALIZE and coediting.is_behind(postmortem):
        raise publication.Outdated
    blockers = missing_for(postmortem, move)
    if rule.needs_reason and not reason.strip():
        raise NotReady([reason_blocker(postmortem, move)])
    if blockers:
        raise NotReady(blockers)
    former = postmortem.state
    write_state(postmortem, move, reason)
    revision = save_revision(
        postmortem, by=by, reason=KEPT[move], snapshot=page.snapshot if page else None
    )
    if move == Move.MARK_REVIEWED:
        postmortem.reviewed_revision = revision
    postmortem.full_clean()
    postmortem.save()
    coediting.follow(postmortem)
    if move == Move.FINALIZE:
        publication.publish(postmortem, revision, page, by=by)
    audit.record(
        f"moved to {rule.target}",
        postmortem,
        by=by,
        stream=postmortem.incident.reference,
        before={"state": former},
        after={"state": rule.target, "revision": revision.number},
        reason=reason,
    )
    moved.send(Postmortem, postmortem=postmortem, move=move, by=by, revision=revision)
    return postmortem


def write_state(postmortem, move, reason):
    """Set the state and the dates that go with it, without saving."""
    now = timezone.now()
    postmortem.state = RULES[move].target
    if move == Move.MARK_REVIEWED:
        postmortem.reviewed_at = now
        postmortem.finalize_due = finalize_due(now, clock_of(postmortem.incident.severity))
    elif move == Move.FINALIZE:
        postmortem.finalized_at = now
    else:
        postmortem.returned_at, postmortem.return_reason = now, reason


def lock(postmortem):
    """The postmortem as it stands, locked in the same order as for a change of content."""
    lock_postmortem(postmortem.incident)
    return Postmortem.objects.select_related("incident", "owner", "facilitator").get(
        pk=postmortem.pk
    )


def check_legal(postmortem, move):
    if postmortem.is_discarded:
        raise IllegalMove(why_frozen(postmortem))
    if postmortem.state not in RULES[move].sources:
        raise IllegalMove(
            f"{postmortem.reference} is {postmortem.get_state_display().lower()}; "
            f"“{move.label.lower()}” is not possible from there."
        )


def who_may(move):
    if move == Move.REOPEN:
        return "the owner and the facilitator of this postmortem"
    return "the facilitator of this postmortem"


def reason_blocker(postmortem, move):
    return Blocker(
        "reason",
        "Say why; the reason is kept and shown.",
        reverse("postmortems:move", args=[postmortem.pk, move]),
    )


def conditions_of(postmortem, move):
    """The checklist of a move: every gate it names, with what is missing for each."""
    return [
        Condition(GATES[name].label, list(GATES[name].check(postmortem)))
        for name in RULES[move].gates
    ]


def missing_for(postmortem, move):
    return [
        blocker for condition in conditions_of(postmortem, move) for blocker in condition.blockers
    ]


def next_move(postmortem):
    """The move that leads onwards from here, or ``None`` at the end."""
    if postmortem.is_discarded:
        return None
    return {State.DRAFT: Move.MARK_REVIEWED, State.REVIEWED: Move.FINALIZE}.get(
        State(postmortem.state)
    )


def checklist(postmortem):
    """What the next move asks for, for everyone who sees the draft."""
    move = next_move(postmortem)
    return conditions_of(postmortem, move) if move else []


def available(postmortem, user):
    """The moves that are legal from here and permitted to this person, as ``Step`` items."""
    return [
        Step(move, RULES[move], conditions_of(postmortem, move))
        for move in moves_of(postmortem, user)
    ]


def moves_of(postmortem, user):
    """The same moves by name alone, without asking what they still want."""
    if postmortem.is_discarded:
        return []
    return [
        move
        for move, rule in RULES.items()
        if postmortem.state in rule.sources and rules.has_perm(rule.permission, user, postmortem)
    ]


def refuse_frozen(postmortem):
    """Raise ``ContentFrozen`` where content can't be changed; for pages that only ask."""
    if not postmortem.accepts_changes:
        raise ContentFrozen(why_frozen(postmortem))
