"""Deciding an idea: after the review, by the owner, with those close to the work."""

from django.utils import timezone

from postmortems.enums import ActionStatus, IdeaDecision
from postmortems.exceptions import IllegalMove, Refused, StaleChange
from postmortems.models import ActionItem

from .content import changing_content
from .record import add_record, lock, note, remove_record


def decide_idea(idea, decision, *, base, by, reason="", deferred_until=None):
    """Accept, decline with a reason, defer to a date, note as already done, or reopen it.

    An accepted idea becomes an action item (once), which goes again when the idea is
    decided otherwise, unless somebody worked on it: then that is ``Refused``. Raises
    ``IllegalMove`` before the review. Returns the idea.
    """
    if decision == IdeaDecision.DECLINED and not reason.strip():
        raise Refused("Say why it is declined; the reason is kept and shown.")
    if decision == IdeaDecision.DEFERRED and deferred_until is None:
        raise Refused("Say until when it is deferred.")
    with changing_content(idea.postmortem.incident) as postmortem:
        refuse_early(postmortem)
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
        if decision == IdeaDecision.ACCEPTED:
            add_action(idea, by=by)
        elif before == IdeaDecision.ACCEPTED:
            remove_action(idea, by=by)
    return idea


def refuse_early(postmortem):
    """Raise ``IllegalMove`` before the review, for the verb and for pages that only ask."""
    if not postmortem.decides_ideas:
        raise IllegalMove("Ideas are decided after the review, once it is marked reviewed.")


def add_action(idea, *, by):
    """The action item of an accepted idea, unless it has one."""
    if not idea.actions.kept().exists():
        action = ActionItem(postmortem=idea.postmortem, idea=idea, title=idea.text)
        add_record(action, by=by, links={"factors": idea.factors.all()})


def remove_action(idea, *, by):
    """Take out what came of an idea that is accepted no longer; ``Refused`` if it is in use."""
    for action in idea.actions.kept():
        action = lock(action)
        if is_touched(action):
            raise Refused(
                f"Its action “{action.title}” was worked on. Remove the action first, "
                "then decide again; or leave the idea accepted and decline the action."
            )
        remove_record(action, by=by)


def is_touched(action):
    """Whether anybody did anything to an action since the idea was accepted."""
    given = action.owner_id or action.due_on or action.status != ActionStatus.OPEN
    return bool(given) or action.version > 1
