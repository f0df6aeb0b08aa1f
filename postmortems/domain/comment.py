"""Comment threads: starting, answering, taking to the review, and what became of them."""

from django.db import transaction
from django.utils import timezone

from accounts.domain import audit
from postmortems.enums import ThreadOutcome
from postmortems.exceptions import Refused
from postmortems.models import Comment, CommentThread

from .lifecycle import refuse_frozen


def start_thread(postmortem, text, *, by, section=None, quote="", on_publication=False):
    """Start a conversation in the draft, or on the published page. Returns the thread.

    Raises ``ContentFrozen`` for a draft that takes no changes; readers of the published
    page write there.
    """
    if not on_publication:
        refuse_frozen(postmortem)
    with transaction.atomic():
        thread = CommentThread(
            postmortem=postmortem,
            section=section,
            quote=quote,
            on_publication=on_publication,
            started_by=by,
        )
        thread.full_clean()
        thread.save()
        add_comment(thread, text, by=by)
    return thread


def add_comment(thread, text, *, by):
    """Answer in a thread; a resolved one opens again."""
    if not thread.on_publication:
        refuse_frozen(thread.postmortem)
    with transaction.atomic():
        comment = Comment(thread=thread, author=by, text=text)
        comment.full_clean()
        comment.save()
        if thread.is_resolved:
            thread.resolved_at = None
            thread.save(update_fields=["resolved_at"])
        note("comment added", thread, by=by)
    return comment


def take_to_review(thread, *, by, take=True):
    """Mark a draft thread for the review: from then on it needs an outcome there."""
    if thread.on_publication:
        raise Refused("Comments on the published page are answered there.")
    with transaction.atomic():
        thread.taken_to_review = take
        thread.save(update_fields=["taken_to_review"])
        note("thread taken to the review" if take else "thread taken back", thread, by=by)
    return thread


def settle_thread(thread, outcome, *, by, words="", owner=None):
    """Say what became of it: answered, assigned to someone, or left unknown *because*."""
    check_outcome(outcome, words=words, owner=owner)
    with transaction.atomic():
        thread.outcome, thread.outcome_note = outcome, words
        thread.outcome_owner = owner if outcome == ThreadOutcome.ASSIGNED else None
        thread.resolved_at = None if outcome == ThreadOutcome.OPEN else timezone.now()
        thread.full_clean()
        thread.save()
        note("thread settled", thread, by=by, after={"outcome": outcome})
    return thread


def check_outcome(outcome, *, words, owner):
    """What an outcome needs, for threads and open questions alike."""
    if outcome == ThreadOutcome.ASSIGNED and owner is None:
        raise Refused("Name who takes it on.")
    if outcome == ThreadOutcome.UNKNOWN and not words.strip():
        raise Refused("Say why it is left unknown: “we do not know, and stopped because …”.")


def resolve_thread(thread, *, by):
    """Close a thread that needs nothing more. One taken to the review is settled instead."""
    if thread.taken_to_review and thread.outcome == ThreadOutcome.OPEN:
        raise Refused("It was taken to the review: say what became of it there.")
    with transaction.atomic():
        thread.resolved_at = timezone.now()
        thread.save(update_fields=["resolved_at"])
        note("thread resolved", thread, by=by)
    return thread


def note(verb, thread, *, by, after=None):
    audit.record(verb, thread, by=by, stream=thread.postmortem.incident.reference, after=after)
