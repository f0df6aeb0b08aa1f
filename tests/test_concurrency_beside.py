"""Moves against what goes on beside the text: owners of actions, and drafting comments."""

import threading

import pytest

from accounts.domain import leaving
from accounts.domain.leaving import leave
from accounts.domain.people import deactivate
from accounts.models import AuditRecord
from postmortems.domain.action import hand_back, hand_over
from postmortems.domain.comment import take_to_review
from postmortems.domain.lifecycle import advance
from postmortems.enums import Move, State
from postmortems.exceptions import ContentFrozen, NotReady, Refused
from postmortems.models import Publication

from . import scenes
from .cast import make_cast
from .factories.postmortems import CommentThreadFactory
from .races import ROUNDS, race, the_told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_finalize_against_new_owner_of_an_action_publishes_who_was_signed(_round, page_is_ready):
    cast = scenes.finalizable(make_cast())
    action = cast.postmortem.actions.get()

    moved, _ = race(
        lambda: advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator),
        lambda: (
            page_is_ready.wait(10) and hand_back(action, by=cast.responder, reason="I am away.")
        ),
    )

    verbs = list(AuditRecord.objects.order_by("pk").values_list("verb", flat=True))
    came_first = verbs.index("action item handed back") < len(verbs) - 1
    if isinstance(moved, NotReady):
        assert {blocker.code for blocker in moved.blockers} == {"action", "sign_off"}
        assert not Publication.objects.exists()
    else:
        assert not came_first
        released = Publication.objects.get()
        assert released.snapshot["actions"][0]["owner"] == "Responder"
        assert released.revision.snapshot == released.snapshot


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_finalize_against_handing_an_action_over_never_signs_another_owner(_round, page_is_ready):
    cast = scenes.finalizable(make_cast())
    action = cast.postmortem.actions.get()

    moved, _ = race(
        lambda: advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator),
        lambda: page_is_ready.wait(10) and hand_over(action, cast.owner, by=cast.responder),
    )

    if isinstance(moved, NotReady):
        assert [blocker.code for blocker in moved.blockers] == ["sign_off"]
        return
    published = AuditRecord.objects.get(verb=f"moved to {State.FINALIZED}")
    handed = AuditRecord.objects.get(verb="action item handed over")
    assert published.pk < handed.pk


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_mark_reviewed_against_thread_taken_to_the_review_never_passes_it_by(_round):
    cast = scenes.reviewable(make_cast())
    thread = CommentThreadFactory(postmortem=cast.postmortem)

    moved, _ = race(
        lambda: advance(cast.postmortem, Move.MARK_REVIEWED, by=cast.facilitator),
        lambda: take_to_review(thread, by=cast.owner),
    )

    taken = AuditRecord.objects.get(verb="thread taken to the review")
    if isinstance(moved, NotReady):
        assert [blocker.code for blocker in moved.blockers] == ["comments"]
    else:
        assert AuditRecord.objects.get(verb=f"moved to {State.REVIEWED}").pk < taken.pk


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_finalize_against_word_in_a_draft_thread_never_both(_round, page_is_ready):
    cast = scenes.finalizable(make_cast())
    thread = CommentThreadFactory(postmortem=cast.postmortem)

    moved, taken = race(
        lambda: advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator),
        lambda: page_is_ready.wait(10) and take_to_review(thread, by=cast.owner),
    )

    assert the_told([moved, taken]) in ([ContentFrozen], [NotReady])
    thread.refresh_from_db()
    assert thread.taken_to_review is isinstance(moved, NotReady)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_leaving_against_the_leaving_of_who_takes_over_gives_nothing_to_the_absent(_round):
    cast = scenes.written(make_cast())

    left, _ = race(
        lambda: leave(cast.owner, {"drafts": cast.contributor}, by=cast.administrator),
        lambda: deactivate(cast.contributor, by=cast.administrator),
    )

    ended = AuditRecord.objects.filter(verb="person deactivated").order_by("pk")
    names = [str(record.subject_id) for record in ended]
    if isinstance(left, Refused):
        assert names == [str(cast.contributor.pk)]
        assert cast.fresh().owner == cast.owner
    else:
        assert names == [str(cast.owner.pk), str(cast.contributor.pk)]
        assert cast.fresh().owner == cast.contributor


def test_who_takes_over_leaves_only_once_it_is_theirs(monkeypatch):
    cast = scenes.written(make_cast())
    is_held, has_left = threading.Event(), threading.Event()

    def end_slowly(person, *, by):
        is_held.set()
        assert not has_left.wait(0.5), "the taker is held to the end of the transaction"
        deactivate(person, by=by)

    monkeypatch.setattr(leaving, "deactivate", end_slowly)
    race(
        lambda: leave(cast.owner, {"drafts": cast.contributor}, by=cast.administrator),
        lambda: (
            is_held.wait(10)
            and deactivate(cast.contributor, by=cast.administrator)
            and has_left.set()
        ),
    )
    ended = AuditRecord.objects.filter(verb="person deactivated").order_by("pk")
    assert [record.subject_id for record in ended] == [
        str(cast.owner.pk),
        str(cast.contributor.pk),
    ]
