"""Scheduling, changing, cancelling and closing a review meeting."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditRecord
from postmortems.domain.lifecycle import advance
from postmortems.domain.postmortem import set_facilitator
from postmortems.enums import Move
from postmortems.exceptions import ContentFrozen, Refused, StaleChange
from postmortems.models import Postmortem
from reviews.domain.agenda import MINUTES, WALK, agenda_for, generate_agenda
from reviews.domain.meeting import (
    cancel_meeting,
    change_meeting,
    close_meeting,
    schedule_meeting,
)
from reviews.domain.notebook import set_present
from reviews.enums import MeetingOutcome
from reviews.models import Meeting
from tests import scenes


def test_schedule_makes_an_agenda_that_fills_the_time(cast, arrange):
    meeting = arrange(cast, minutes=60)
    parts = meeting.agenda.kept()
    assert sum(part.minutes for part in parts) == 60
    assert parts.get(title=WALK).minutes == 35


@pytest.mark.parametrize("minutes", [5, 20, 30, 45, 60, 75, 90, 120, 480])
def test_agenda_adds_up_to_the_length(minutes):
    parts = agenda_for(minutes)
    assert sum(share for _, share in parts) == max(minutes, len(parts))
    assert all(share >= 1 for _, share in parts)


@pytest.mark.parametrize("minutes", MINUTES)
def test_agenda_gives_the_walk_about_sixty_percent(minutes):
    assert 0.55 <= dict(agenda_for(minutes))[WALK] / minutes <= 0.65


def test_agenda_made_anew_can_be_undone(cast, arrange):
    meeting = arrange(cast, minutes=60)
    meeting = change_meeting(meeting, {"minutes": 30}, base=meeting.version, by=cast.owner)
    generate_agenda(meeting, by=cast.facilitator)
    assert sum(part.minutes for part in meeting.agenda.kept()) == 30
    assert meeting.agenda.removed().count() == 6


def test_schedule_names_the_facilitator_where_there_is_none(cast, arrange):
    cast.postmortem.facilitator = None
    cast.postmortem.save()
    arrange(cast, facilitator=cast.outsider)
    assert cast.fresh().facilitator == cast.outsider


def test_schedule_keeps_the_facilitator_of_the_postmortem(cast, arrange):
    meeting = arrange(cast, facilitator=cast.outsider)
    assert cast.fresh().facilitator == cast.facilitator
    assert meeting.facilitator == cast.outsider


def test_schedule_twice_is_refused_and_once_cancelled_is_not(cast, arrange):
    first = arrange(cast)
    with pytest.raises(Refused, match="scheduled already"):
        arrange(cast)
    cancel_meeting(first, by=cast.owner, reason="Half of us are ill.")
    assert arrange(cast).is_open


def test_schedule_a_reviewed_one_is_refused(cast, arrange):
    cast = scenes.reviewed(cast)
    with pytest.raises(Refused, match="Send it back"):
        arrange(cast)


def test_change_from_an_old_version_is_told(cast, arrange):
    meeting = arrange(cast)
    change_meeting(meeting, {"place": "Room 1"}, base=meeting.version, by=cast.owner)
    with pytest.raises(StaleChange):
        change_meeting(meeting, {"place": "Room 2"}, base=meeting.version, by=cast.owner)
    assert Meeting.objects.get().place == "Room 1"


def test_cancel_needs_a_reason_and_an_open_meeting(cast, arrange):
    meeting = arrange(cast)
    with pytest.raises(Refused):
        cancel_meeting(meeting, by=cast.owner, reason="  ")
    cancel_meeting(meeting, by=cast.owner, reason="Half of us are ill.")
    with pytest.raises(Refused):
        cancel_meeting(meeting, by=cast.owner, reason="Again.")


def test_close_as_held_needs_someone_present(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    with pytest.raises(Refused, match="who was there"):
        close_meeting(meeting, MeetingOutcome.HELD, by=cast.facilitator)
    set_present(meeting.attendance.get(), True, by=cast.facilitator)
    closed = close_meeting(meeting, MeetingOutcome.HELD, by=cast.facilitator)
    assert closed.is_held
    assert cast.fresh().state == "draft"


def test_close_before_its_time_takes_the_present_time(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    set_present(meeting.attendance.get(), True, by=cast.facilitator)
    closed = close_meeting(meeting, MeetingOutcome.HELD, by=cast.facilitator)
    assert closed.starts_at <= timezone.now()
    assert closed.corrections_until - closed.closed_at == timedelta(hours=48)


def test_outcome_can_be_set_right_while_it_is_a_draft(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    closed = close_meeting(meeting, MeetingOutcome.ANOTHER, by=cast.facilitator)
    set_present(meeting.attendance.get(), True, by=cast.facilitator)
    again = close_meeting(meeting, MeetingOutcome.HELD, by=cast.facilitator)
    assert again.is_held
    assert again.closed_at == closed.closed_at


def test_outcome_stays_once_it_is_reviewed(cast):
    cast = scenes.reviewed(cast)
    with pytest.raises(Refused):
        close_meeting(Meeting.objects.get(), MeetingOutcome.ANOTHER, by=cast.facilitator)


def test_outcome_stays_once_it_was_reviewed_and_came_back(cast):
    cast = scenes.finalized(cast)
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong.")
    with pytest.raises(Refused, match="stays"):
        close_meeting(Meeting.objects.get(), MeetingOutcome.ANOTHER, by=cast.facilitator)
    assert Meeting.objects.get().is_held


def test_scheduled_meeting_ends_with_the_review(cast, arrange):
    cast = scenes.reviewable(cast)
    planned = arrange(cast, invite=[cast.outsider])
    advance(cast.postmortem, Move.MARK_REVIEWED, by=cast.facilitator)
    planned.refresh_from_db()
    assert (planned.is_cancelled, planned.outcome_reason) == (True, "The review is complete.")
    signed = cast.postmortem.signoffs.get()
    assert signed.content_version == cast.fresh().content_version


def test_meeting_of_a_finalized_one_takes_no_changes(cast):
    cast = scenes.finalizable(cast)
    advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator)
    meeting = Meeting.objects.get()
    with pytest.raises(ContentFrozen):
        change_meeting(meeting, {"notes": "x"}, base=meeting.version, by=cast.facilitator)


def test_contributor_names_no_facilitator_by_scheduling(cast):
    Postmortem.objects.filter(pk=cast.postmortem.pk).update(facilitator=None)
    values = {"starts_at": timezone.now(), "minutes": 60, "facilitator": cast.outsider}

    with pytest.raises(Refused, match="owner names the facilitator"):
        schedule_meeting(cast.fresh(), values, by=cast.contributor)

    assert cast.fresh().facilitator is None


def test_scheduled_meeting_follows_to_the_new_facilitator(cast, arrange):
    meeting = arrange(cast)
    set_facilitator(cast.fresh(), cast.outsider, by=cast.owner, reason="On leave.")
    followed = Meeting.objects.get()
    assert (followed.facilitator, followed.note_taker) == (cast.outsider, cast.note_taker)
    assert followed.version == meeting.version + 1, "who had its form open is told"
    told = AuditRecord.objects.get(verb="meeting changed")
    assert (told.actor, told.reason) == (cast.owner, "On leave.")
    assert told.before["facilitator"] == cast.facilitator.name
    assert told.after["facilitator"] == cast.outsider.name


def test_meeting_that_somebody_else_leads_stays_theirs(cast, arrange):
    meeting = arrange(cast, facilitator=cast.responder)
    set_facilitator(cast.fresh(), cast.outsider, by=cast.owner, reason="On leave.")
    kept = Meeting.objects.get()
    assert (kept.facilitator, kept.version) == (cast.responder, meeting.version)


def test_meeting_that_is_over_keeps_who_led_it(cast):
    scenes.reviewable(cast)
    assert cast.postmortem.meetings.get().facilitator == cast.facilitator
    set_facilitator(cast.fresh(), cast.outsider, by=cast.owner, reason="On leave.")
    assert cast.postmortem.meetings.get().facilitator == cast.facilitator


def test_nobody_leads_a_meeting_and_takes_its_notes(cast, arrange):
    arrange(cast, note_taker=cast.outsider)
    set_facilitator(cast.fresh(), cast.outsider, by=cast.owner, reason="On leave.")
    followed = Meeting.objects.get()
    assert (followed.facilitator, followed.note_taker) == (cast.outsider, None)


def test_former_facilitator_of_a_restricted_review_finds_nothing(restricted_cast, arrange):
    cast = restricted_cast
    arrange(cast)
    assert Meeting.objects.visible_to(cast.facilitator).exists()
    assert not Meeting.objects.visible_to(cast.outsider).exists()
    set_facilitator(cast.fresh(), cast.outsider, by=cast.owner, reason="On leave.")
    assert not Meeting.objects.visible_to(cast.facilitator).exists()
    assert Meeting.objects.visible_to(cast.outsider).exists()
