"""Suggestions: other words for a passage, which an editor accepts with one click."""

from django.utils import timezone

from postmortems.enums import ThreadOutcome
from postmortems.exceptions import Refused
from postmortems.models import CommentThread

from .coediting import replace_range
from .comment import LIVE, note
from .content import changing_content
from .live_text import bring_up
from .passage import Sought, find_in


class PassageChanged(Exception):
    """The passage reads otherwise than the suggestion was made for, or is gone (``present``)."""

    def __init__(self, present):
        self.present = present
        super().__init__("The text changed since this was suggested.")


def accept_suggestion(thread, *, by):
    """Put the suggested words where the passage stands now, and resolve the thread.

    An edit like any other: it enters the log on top of what everyone wrote, and the section
    is written from the log. Taken to the review, it is answered by that. Raises
    ``PassageChanged`` where the words are not those that it was made for, and changes
    nothing then.
    """
    with changing_content(thread.postmortem.incident) as postmortem:
        thread.refresh_from_db(
            fields=[*LIVE, "replacement"],
            from_queryset=CommentThread.objects.select_for_update(),
        )
        if not thread.is_suggestion or thread.is_accepted:
            raise Refused("There is no suggestion here that waits to be accepted.")
        if thread.is_resolved:
            raise Refused("This thread is resolved. Open it again to accept its words.")
        replace_range(thread.section, lambda doc: span_in(doc, thread), thread.replacement, by=by)
        thread.accepted_by, thread.accepted_at = by, timezone.now()
        thread.resolved_at = thread.accepted_at
        if thread.taken_to_review:
            thread.outcome = ThreadOutcome.ANSWERED
        thread.save(update_fields=["accepted_by", "accepted_at", "resolved_at", "outcome"])
        before, after = {"words": thread.quote}, {"words": thread.replacement}
        note("suggestion accepted", thread, by=by, before=before, after=after)
    bring_up(postmortem)
    return thread


def span_in(doc, thread):
    """Where a suggestion's passage stands in a document at hand."""
    found = find_in(doc, [Sought(thread.section_id, thread.place, thread.quote)])[0]
    if found.words != thread.quote:
        raise PassageChanged(found.words)
    return found.start, found.end
