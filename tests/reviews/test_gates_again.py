"""What the gates ask for again: at finalize, and before a draft that was reviewed is discarded."""

import pytest

from postmortems.domain.comment import take_to_review
from postmortems.domain.lifecycle import advance
from postmortems.domain.postmortem import discard, set_facilitator
from postmortems.domain.record import remove_record
from postmortems.domain.section import answer_question
from postmortems.enums import Answer, Move
from postmortems.exceptions import IllegalMove, NotReady
from reviews.domain.signature import declare, sign_off
from reviews.enums import MeetingOutcome
from reviews.models import Attendance, Meeting
from tests import scenes
from tests.factories.postmortems import CommentThreadFactory
from tests.factories.reviews import OpenQuestionFactory

from .test_gates import sentences


def test_never_reviewed_stays_unmet_whatever_becomes_of_the_meeting(cast):
    cast = scenes.finalized(cast)
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong.")
    Meeting.objects.update(outcome=MeetingOutcome.ANOTHER)
    assert sentences("never_reviewed", cast) == [
        "It was published: what readers were given is not discarded."
    ]
    with pytest.raises(IllegalMove):
        discard(cast.fresh(), by=cast.owner, reason="Away with it.")


def test_facilitator_who_came_after_the_review_declares_before_finalize(cast):
    cast = scenes.decided(cast)
    set_facilitator(cast.postmortem, cast.owner, by=cast.owner, reason="I do it myself.")
    seen = cast.fresh().content_version
    sign_off(cast.postmortem, seen=seen, by=cast.owner)
    with pytest.raises(NotReady) as refusal:
        advance(cast.postmortem, Move.FINALIZE, by=cast.owner)
    assert [blocker.code for blocker in refusal.value.blockers] == ["declaration"]
    declare(cast.postmortem, directs_nobody=True, exception="", by=cast.owner)
    assert any("owns the postmortem" in one for one in sentences("facilitator", cast))


@pytest.mark.parametrize(
    ("empty", "code"),
    [
        (lambda cast: remove_record(cast.postmortem.factors.first(), by=cast.owner), "factors"),
        (lambda cast: remove_record(cast.incident.impacts.get(), by=cast.owner), "impact"),
        (lambda cast: Attendance.objects.update(is_present=False), "attendance"),
        (lambda cast: Meeting.objects.update(outcome=MeetingOutcome.ANOTHER), "meeting"),
        (lambda cast: OpenQuestionFactory(meeting=Meeting.objects.get()), "open_question"),
        (
            lambda cast: scenes.write(
                cast.postmortem.sections.get(key="summary"), "", by=cast.owner
            ),
            "section",
        ),
        (
            lambda cast: answer_question(
                cast.postmortem.sections.get(number=7), Answer.OPEN, by=cast.owner
            ),
            "question",
        ),
        (
            lambda cast: take_to_review(
                CommentThreadFactory(postmortem=cast.postmortem), by=cast.owner
            ),
            "comments",
        ),
    ],
)
def test_reviewed_document_that_was_emptied_is_not_finalized(cast, empty, code):
    cast = scenes.finalizable(cast)
    empty(cast)
    scenes.sign(cast)
    with pytest.raises(NotReady) as refusal:
        advance(cast.fresh(), Move.FINALIZE, by=cast.facilitator)
    assert code in {blocker.code for blocker in refusal.value.blockers}
