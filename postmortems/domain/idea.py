"""Deciding an idea: after the review, by the owner, with those close to the work."""

from django.utils import timezone

from postmortems.enums import IdeaDecision
from postmortems.exceptions import Refused, StaleChange
from postmortems.models import ActionItem

from .content import changing_content
from .record import add_record, lock, note


def decide_idea(idea, decision, *, base, by, reason="", deferred_until=None):
    """Accept, decline with a reason, defer to a date, note as already done, or reopen it.

    An accepted idea becomes an action item (once); returns the idea.
    """
    if decision == IdeaDecision.DECLINED and not reason.strip():
        raise Refused("Say why it is declined; the reason is kept and shown.")
    if decision == IdeaDecision.DEFERRED and deferred_until is None:
        raise Refused("Say until when it is deferred.")
    with changing_content(idea.postmortem.incident):
        idea = lock(idea)
        if idea.version != base or idea.is_removed:
            raise StaleChange(idea)
        before = idea.decision
        idea.decision = decision
        idea.decision_reason = reason
        idea.deferred_until = deferred_until if decision == IdeaDecision.DEFERRED else None
        undecided = decision == IdeaDecision.UNDECIDED
        idea.decided_by = None if undecided else by
        idea.decided_at = None if undecided else timezone.now()
        idea.version += 1
        idea.full_clean()
        idea.save()
        note(
            "decided",
            idea,
            by=by,
            before={"decision": before},
            after={"decision": decision, "reason": reason},
        )
        if decision == IdeaDecision.ACCEPTED and not idea.actions.kept().exists():
            action = ActionItem(postmortem=idea.postmortem, idea=idea, title=idea.text)
            add_record(action, by=by, links={"factors": idea.factors.all()})
    return idea
