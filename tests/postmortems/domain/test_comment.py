"""What comments refuse, and what closes them."""

import pytest

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


def test_assigned_thread_has_someone(cast):
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    with pytest.raises(Refused):
        settle_thread(thread, ThreadOutcome.ASSIGNED, by=cast.owner)
    settle_thread(thread, ThreadOutcome.ASSIGNED, owner=cast.responder, by=cast.owner)
    assert thread.outcome_owner == cast.responder
