"""Comment threads: starting, answering, taking to the review, and what became of them.

Threads beside the draft close with it: every verb holds the postmortem's lock and raises
``ContentFrozen`` once it is finalized or discarded. Threads on the page stay open.
"""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from accounts.domain import audit
from postmortems.enums import ThreadOutcome
from postmortems.exceptions import Refused
from postmortems.models import TEXT_LIMIT, Comment, CommentThread, ThreadSeen

from .lifecycle import refuse_frozen
from .passage import place_of
from .postmortem import locked

LIVE = ("taken_to_review", "outcome", "outcome_note", "outcome_owner", "resolved_at", "accepted_at")
NOT_IN_TEXT = (
    "These words are not in the text as it stands. Copy them from it exactly, or comment "
    "without other words."
)
SAME_WORDS = "The words you suggest are those that stand there."
WITHOUT_A_WORD = "I suggest these words instead."


def start_thread(
    postmortem,
    text,
    *,
    by,
    section=None,
    quote="",
    place="",
    record=None,
    replacement=None,
    on_publication=False,
):
    """Start a conversation in the draft, or on the published page. Returns the thread.

    In a draft it may be about words of a section: ``quote``, and ``place`` where a browser
    knows it. Words that are nowhere in the section's text stay quoted, without a place.
    ``record`` is ``(kind, row)`` of what else it may be about. ``replacement`` makes it a
    suggestion; words that can't be found then raise ``Refused``. Raises ``ContentFrozen``
    for a draft that takes no changes; readers of the published page write there.
    """
    with writing(postmortem, on_publication=on_publication):
        thread = CommentThread(
            postmortem=postmortem,
            section=section,
            quote=quote,
            on_publication=on_publication,
            started_by=by,
        )
        if record:
            thread.record_kind, thread.record_id = record[0], record[1].pk
        elif section and quote and not on_publication:
            thread.place, thread.quote = place_of(section, quote, place)
        if replacement is not None:
            suggest(thread, replacement)
            text = text.strip() or WITHOUT_A_WORD
        thread.full_clean()
        thread.save()
        write_comment(thread, text, by=by)
    return thread


def suggest(thread, replacement):
    """Let a thread carry other words for its passage."""
    if not thread.place:
        raise Refused(NOT_IN_TEXT)
    thread.replacement = replacement.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in replacement or len(replacement) > TEXT_LIMIT:
        raise Refused("These words can’t be kept: they are too long, or hold null characters.")
    if thread.replacement == thread.quote:
        raise Refused(SAME_WORDS)


@contextmanager
def writing(postmortem, *, on_publication):
    """A transaction for a conversation: on the page at any time, in a draft while it is one.

    In a draft it holds the postmortem's lock, so that no move of it passes unseen; raises
    ``ContentFrozen`` where the draft takes no changes.
    """
    if on_publication:
        with transaction.atomic():
            yield
        return
    with locked(postmortem) as row:
        refuse_frozen(row)
        yield


@contextmanager
def changing(thread):
    """The thread as it stands, read anew and locked, for a change of what became of it."""
    with writing(thread.postmortem, on_publication=thread.on_publication):
        thread.refresh_from_db(fields=LIVE, from_queryset=CommentThread.objects.select_for_update())
        yield thread


def add_comment(thread, text, *, by):
    """Answer in a thread; a resolved one opens again."""
    with changing(thread):
        comment = write_comment(thread, text, by=by)
        if thread.is_resolved:
            thread.resolved_at = None
            thread.save(update_fields=["resolved_at"])
    return comment


def write_comment(thread, text, *, by):
    comment = Comment(thread=thread, author=by, text=text)
    comment.full_clean()
    comment.save()
    see([comment], by=by)
    note("comment added", thread, by=by)
    return comment


def see(comments, *, by):
    """Remember that somebody saw threads up to these comments. Nobody else is told.

    Neither content nor conversation: it goes on where both are closed, and is not audited.
    """
    newest = {}
    for comment in comments:
        newest[comment.thread_id] = max(comment.pk, newest.get(comment.thread_id, 0))
    with transaction.atomic():
        ThreadSeen.objects.bulk_create(
            [ThreadSeen(thread_id=thread, person=by, upto=0) for thread in newest],
            ignore_conflicts=True,
        )
        for thread, upto in sorted(newest.items()):
            behind = ThreadSeen.objects.filter(thread=thread, person=by, upto__lt=upto)
            behind.update(upto=upto)


def take_to_review(thread, *, by, take=True):
    """Mark a draft thread for the review: from then on it needs an outcome there."""
    if thread.on_publication:
        raise Refused("Comments on the published page are answered there.")
    with changing(thread):
        thread.taken_to_review = take
        thread.save(update_fields=["taken_to_review"])
        note("thread taken to the review" if take else "thread taken back", thread, by=by)
    return thread


def settle_thread(thread, outcome, *, by, words="", owner=None):
    """Say what became of it: answered, assigned to someone, or left unknown *because*.

    The last word counts; the audit keeps the former one.
    """
    check_outcome(outcome, words=words, owner=owner)
    with changing(thread):
        before = {"outcome": thread.outcome, "words": thread.outcome_note}
        thread.outcome, thread.outcome_note = outcome, words
        thread.outcome_owner = owner if outcome == ThreadOutcome.ASSIGNED else None
        thread.resolved_at = None if outcome == ThreadOutcome.OPEN else timezone.now()
        thread.full_clean()
        thread.save()
        after = {"outcome": outcome, "words": words}
        note("thread settled", thread, by=by, before=before, after=after)
    return thread


def check_outcome(outcome, *, words, owner):
    """What an outcome needs, for threads and open questions alike."""
    if outcome == ThreadOutcome.ASSIGNED and owner is None:
        raise Refused("Name who takes it on.")
    if outcome == ThreadOutcome.UNKNOWN and not words.strip():
        raise Refused("Say why it is left unknown: “we do not know, and stopped because …”.")


def resolve_thread(thread, *, by):
    """Close a thread that needs nothing more. One taken to the review is settled instead."""
    with changing(thread):
        if thread.taken_to_review and thread.outcome == ThreadOutcome.OPEN:
            raise Refused("It was taken to the review: say what became of it there.")
        thread.resolved_at = timezone.now()
        thread.save(update_fields=["resolved_at"])
        note("thread resolved", thread, by=by)
    return thread


def reopen_thread(thread, *, by):
    """Open a thread again. What became of it is asked anew; the audit keeps what it was."""
    with changing(thread):
        before = {"outcome": thread.outcome, "words": thread.outcome_note}
        thread.resolved_at = None
        thread.outcome, thread.outcome_note = ThreadOutcome.OPEN, ""
        thread.outcome_owner = None
        thread.save(update_fields=["resolved_at", "outcome", "outcome_note", "outcome_owner"])
        note("thread reopened", thread, by=by, before=before)
    return thread


def note(verb, thread, *, by, before=None, after=None):
    stream = thread.postmortem.incident.reference
    audit.record(verb, thread, by=by, stream=stream, before=before, after=after)
