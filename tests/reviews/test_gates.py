"""Each gate of reviews: it holds, it does not, and mending what it names lets it pass."""

from datetime import timedelta

import pytest
from django.utils import timezone

from postmortems.domain.lifecycle import advance
from postmortems.domain.record import add_record
from postmortems.enums import IncidentRole, Move
from postmortems.exceptions import NotReady
from postmortems.models import IncidentPerson
from postmortems.workflow import GATES
from reviews.domain.notebook import set_stop_state, settle_question
from reviews.domain.signature import cover, declare, sign_off
from reviews.enums import MeetingFormat, MeetingOutcome, Relation, StopState
from reviews.models import Attendance, Meeting, Stop
from tests import scenes
from tests.factories.postmortems import PerspectiveFactory
from tests.factories.reviews import (
    AttendanceFactory,
    DeclarationFactory,
    MeetingFactory,
    OpenQuestionFactory,
    StopFactory,
)


def sentences(name, cast):
    return [blocker.sentence for blocker in GATES[name].check(cast.fresh())]


def test_meeting_missing_then_scheduled_then_held(cast):
    assert sentences("meeting", cast) == ["No review meeting is scheduled."]
    meeting = MeetingFactory(postmortem=cast.postmortem)
    assert sentences("meeting", cast) == [
        "The review meeting is scheduled, and not closed as held."
    ]
    meeting.outcome, meeting.closed_at = MeetingOutcome.HELD, timezone.now()
    meeting.save()
    assert sentences("meeting", cast) == []


def test_meeting_another_needed_does_not_count(cast):
    MeetingFactory(
        postmortem=cast.postmortem, outcome=MeetingOutcome.ANOTHER, closed_at=timezone.now()
    )
    assert sentences("meeting", cast) == ["No review meeting is scheduled."]


def test_facilitator_missing(cast):
    cast.postmortem.facilitator = None
    cast.postmortem.save()
    assert sentences("facilitator", cast) == ["It has no facilitator."]


def test_facilitator_declaration_missing_then_declared(cast):
    assert sentences("facilitator", cast) == ["The facilitator declares whose work they direct."]
    declare(cast.postmortem, directs_nobody=True, exception="", by=cast.facilitator)
    assert sentences("facilitator", cast) == []


def test_facilitator_declaration_of_a_former_one_does_not_count(cast):
    declare(cast.postmortem, directs_nobody=True, exception="", by=cast.facilitator)
    cast.postmortem.facilitator = cast.outsider
    cast.postmortem.save()
    assert sentences("facilitator", cast) == ["The facilitator declares whose work they direct."]


@pytest.mark.parametrize(
    ("make_known", "reason"),
    [
        (
            lambda cast: add_record(
                IncidentPerson(incident=cast.incident, user=cast.facilitator), by=cast.owner
            ),
            "The facilitator is among the incident's people",
        ),
        (
            lambda cast: PerspectiveFactory(
                entry=cast.incident.timeline.first(), speaker=cast.facilitator
            ),
            "The facilitator is named in a perspective",
        ),
    ],
)
def test_facilitator_who_was_part_of_it_needs_a_reason(cast, make_known, reason):
    cast = scenes.reviewable(cast)
    assert sentences("facilitator", cast) == []
    make_known(cast)
    assert sentences("facilitator", cast) == [f"{reason}: record why it is so here."]
    declare(
        cast.postmortem, directs_nobody=True, exception="Nobody else is here.", by=cast.facilitator
    )
    assert sentences("facilitator", cast) == []


def test_facilitator_of_the_meeting_is_looked_at_too(cast):
    cast = scenes.reviewable(cast)
    Meeting.objects.update(facilitator=cast.owner)
    assert sentences("facilitator", cast) == [
        "Owner, who facilitated a meeting, owns the postmortem: record why it is so here.",
        "Owner, who facilitated a meeting, is among the incident's people: "
        "record why it is so here.",
    ]


def test_exception_of_the_facilitator_does_not_excuse_a_later_meeting_of_another(cast):
    cast = scenes.reviewable(cast)
    declare(cast.postmortem, directs_nobody=True, exception="We are few.", by=cast.facilitator)
    Meeting.objects.update(facilitator=cast.owner, closed_at=timezone.now())
    assert len(sentences("facilitator", cast)) == 2
    assert all(one.startswith("Owner, who") for one in sentences("facilitator", cast))
    declare(cast.postmortem, directs_nobody=True, exception="Owner led it.", by=cast.facilitator)
    assert sentences("facilitator", cast) == []


def test_attendance_needs_both_sides_present(cast):
    meeting = MeetingFactory(postmortem=cast.postmortem, held=True)
    absent = AttendanceFactory(meeting=meeting, relation=Relation.INVOLVED, is_present=False)
    assert sentences("attendance", cast) == [
        "Nobody who was involved is marked present.",
        "Nobody who was not involved is marked present.",
    ]
    Attendance.objects.filter(pk=absent.pk).update(is_present=True)
    assert sentences("attendance", cast) == ["Nobody who was not involved is marked present."]
    AttendanceFactory(meeting=meeting, user=None, name="Someone from support")
    assert sentences("attendance", cast) == []


def test_attendance_of_someone_who_took_part_is_not_from_outside(cast):
    meeting = MeetingFactory(postmortem=cast.postmortem, held=True)
    AttendanceFactory(meeting=meeting, user=cast.owner, relation=Relation.INVOLVED)
    AttendanceFactory(meeting=meeting, user=cast.responder, relation=Relation.INTERESTED)
    assert sentences("attendance", cast) == ["Nobody who was not involved is marked present."]


def test_stops_missing_then_open_then_each_way_of_ending(cast):
    meeting = MeetingFactory(postmortem=cast.postmortem, held=True)
    assert sentences("stops", cast) == ["No stop was chosen for the walk."]
    stop = StopFactory(meeting=meeting, state=StopState.NOT_YET)
    assert sentences("stops", cast) == ["Stop 1 is neither discussed nor skipped yet."]
    StopFactory(meeting=meeting, position=9, state=StopState.DISCUSSED)
    last = StopFactory(meeting=meeting, position=10, state=StopState.REVISIT)
    assert sentences("stops", cast) == [
        "Stop 1 is neither discussed nor skipped yet.",
        "Stop 3 is neither discussed nor skipped yet.",
    ]
    last.delete()
    for state in (StopState.SKIPPED, StopState.DISCUSSED):
        set_stop_state(stop, state, by=cast.facilitator)
        assert sentences("stops", cast) == []


def test_open_question_needs_an_outcome_and_keeps_its_words_to_itself(cast):
    meeting = MeetingFactory(postmortem=cast.postmortem, held=True)
    question = OpenQuestionFactory(meeting=meeting, text="Who is called at night?")
    assert sentences("open_questions", cast) == [
        "An open question has no outcome: answer, assign, or leave unknown and say why."
    ]
    OpenQuestionFactory(meeting=meeting)
    assert sentences("open_questions", cast)[0].startswith("2 open questions have")
    for one in meeting.openquestions.all():
        settle_question(one, "answered", base=one.version, by=cast.facilitator)
    assert sentences("open_questions", cast) == []
    question.refresh_from_db()
    assert question.outcome == "answered"


def test_sign_off_missing_then_stale_then_current(cast):
    cast = scenes.decided(cast)
    assert sentences("sign_off", cast) == [
        "It changed since the facilitator signed: look at the changes, sign again."
    ]
    sign_off(cast.postmortem, seen=cast.postmortem.content_version, by=cast.facilitator)
    assert sentences("sign_off", cast) == []


def test_sign_off_by_a_former_facilitator_does_not_count(cast):
    cast = scenes.finalizable(cast)
    cast.postmortem.facilitator = cast.outsider
    cast.postmortem.save()
    assert sentences("sign_off", cast) == ["The facilitator has not signed it yet."]


def test_short_review_passes_the_same_gates(cast):
    cast = scenes.reviewable(cast)
    Meeting.objects.update(format=MeetingFormat.SHORT, minutes=20)
    Stop.objects.update(state=StopState.NOT_YET)
    with pytest.raises(NotReady) as refusal:
        advance(cast.postmortem, Move.MARK_REVIEWED, by=cast.facilitator)
    assert {blocker.code for blocker in refusal.value.blockers} == {"stops"}
    set_stop_state(Stop.objects.get(), StopState.DISCUSSED, by=cast.facilitator)
    moved = advance(cast.postmortem, Move.MARK_REVIEWED, by=cast.facilitator)
    assert moved.state == "reviewed"


def test_meeting_before_a_send_back_counts_only_with_a_covering_note(cast):
    cast = scenes.reviewed(cast)
    advance(cast.postmortem, Move.SEND_BACK, by=cast.facilitator, reason="A time was wrong.")
    assert sentences("meeting", cast) == ["No review meeting was held since it came back to draft."]
    cover(cast.fresh(), "Only a time was set right.", by=cast.facilitator)
    assert sentences("meeting", cast) == []
    assert sentences("attendance", cast) == []
    assert advance(cast.fresh(), Move.MARK_REVIEWED, by=cast.facilitator).state == "reviewed"


def test_covering_note_of_an_earlier_return_does_not_cover_a_later_one(cast):
    cast = scenes.reviewed(cast)
    advance(cast.postmortem, Move.SEND_BACK, by=cast.facilitator, reason="A time was wrong.")
    cover(cast.fresh(), "Only a time was set right.", by=cast.facilitator)
    advance(cast.fresh(), Move.MARK_REVIEWED, by=cast.facilitator)
    advance(cast.fresh(), Move.SEND_BACK, by=cast.facilitator, reason="Another one.")
    assert len(sentences("meeting", cast)) == 1


def test_meeting_held_after_the_return_counts_by_itself(cast):
    cast = scenes.reviewed(cast)
    advance(cast.postmortem, Move.SEND_BACK, by=cast.facilitator, reason="A time was wrong.")
    MeetingFactory(
        postmortem=cast.postmortem, held=True, closed_at=timezone.now() + timedelta(minutes=1)
    )
    assert sentences("meeting", cast) == []
    assert sentences("stops", cast) == ["No stop was chosen for the walk."]


def test_never_reviewed_holds_until_a_meeting_was_held(cast):
    MeetingFactory(postmortem=cast.postmortem)
    assert sentences("never_reviewed", cast) == []
    Meeting.objects.update(outcome=MeetingOutcome.HELD, closed_at=timezone.now())
    assert len(sentences("never_reviewed", cast)) == 1


def test_owner_as_facilitator_passes_only_with_a_reason(cast):
    cast = scenes.reviewable(cast)
    cast.postmortem.facilitator = cast.owner
    cast.postmortem.save()
    Meeting.objects.update(facilitator=cast.owner)
    DeclarationFactory(postmortem=cast.postmortem, by=cast.owner)
    assert any("owns the postmortem" in one for one in sentences("facilitator", cast))
    assert IncidentRole.COMMANDER == cast.incident.people.get(user=cast.owner).role
