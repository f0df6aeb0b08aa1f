"""What comments refuse, and what closes them."""

import pytest

from accounts.models import AuditRecord
from postmortems.domain.comment import (
    add_comment,
    resolve_thread,
    settle_thread,
    start_thread,
    take_to_review,
)
from postmortems.enums import ThreadOutcome
from postmortems.exceptions import ContentFrozen, Refused
from tests import scenes
from tests.factories.postmortems import CommentThreadFactory

pytestmark = pytest.mark.django_db


def test_taken_thread_is_settled_not_resolved(cast):
    thread = take_to_review(CommentThreadFactory(postmortem=cast.postmortem), by=cast.owner)
    with pytest.raises(Refused):
        resolve_thread(thread, by=cast.owner)
    settle_thread(thread, ThreadOutcome.ANSWERED, words="Yes.", by=cast.owner)
    assert thread.is_resolved


def test_draft_threads_close_with_the_document(cast):
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    scenes.finalized(cast)
    thread.postmortem.refresh_from_db()
    with pytest.raises(ContentFrozen):
        start_thread(cast.postmortem, "Too late", by=cast.owner)
    with pytest.raises(ContentFrozen):
        add_comment(thread, "Too late", by=cast.owner)
    page = start_thread(cast.postmortem, "A question", by=cast.reader, on_publication=True)
    assert page.comments.count() == 1


def test_thread_on_the_page_is_not_taken_to_the_review(cast):
    thread = CommentThreadFactory(postmortem=cast.postmortem, on_publication=True)
    with pytest.raises(Refused):
        take_to_review(thread, by=cast.owner)


def test_what_became_of_a_draft_thread_closes_with_the_document(cast):
    """Whatever the one who asks had read before it was finalized."""
    thread = CommentThreadFactory(postmortem=cast.fresh())
    scenes.finalized(cast)
    for late in (
        lambda: take_to_review(thread, by=cast.owner),
        lambda: settle_thread(thread, ThreadOutcome.ANSWERED, words="Yes.", by=cast.owner),
        lambda: resolve_thread(thread, by=cast.owner),
        lambda: start_thread(thread.postmortem, "Too late", by=cast.owner),
        lambda: add_comment(thread, "Too late", by=cast.owner),
    ):
        with pytest.raises(ContentFrozen):
            late()
    thread.refresh_from_db()
    assert (thread.taken_to_review, thread.is_resolved) == (False, False)
    assert thread.comments.count() == 1


def test_thread_taken_meanwhile_is_not_resolved_from_an_older_page(cast):
    older = CommentThreadFactory(postmortem=cast.postmortem)
    take_to_review(type(older).objects.get(pk=older.pk), by=cast.owner)
    with pytest.raises(Refused):
        resolve_thread(older, by=cast.owner)


def test_assigned_thread_has_someone(cast):
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    with pytest.raises(Refused):
        settle_thread(thread, ThreadOutcome.ASSIGNED, by=cast.owner)
    settle_thread(thread, ThreadOutcome.ASSIGNED, owner=cast.responder, by=cast.owner)
    assert thread.outcome_owner == cast.responder


def test_former_outcome_of_a_thread_is_kept_in_the_audit(cast):
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    settle_thread(thread, ThreadOutcome.ANSWERED, words="A long answer.", by=cast.owner)
    settle_thread(thread, ThreadOutcome.ANSWERED, words="Another.", by=cast.facilitator)
    told = AuditRecord.objects.filter(verb="thread settled").latest("pk")
    assert told.before["words"] == "A long answer."
