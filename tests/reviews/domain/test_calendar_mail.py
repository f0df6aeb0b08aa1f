"""Invitations in calendars: put there, changed and called off, each told once to whom it is for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain.people import deactivate
from accounts.domain.preference import choose
from accounts.enums import Delivery, MailState
from accounts.enums import NotificationKind as Kind
from accounts.models import OutboxMail
from postmortems.domain.incident import set_visibility
from postmortems.domain.postmortem import discard, recover, set_facilitator
from postmortems.domain.record import remove_record
from postmortems.enums import Visibility
from postmortems.models import Notification
from reviews.domain.calendar_mail import follow
from reviews.domain.invitation import answer_invitation, invite_people
from reviews.domain.meeting import cancel_meeting, change_meeting
from reviews.enums import Response
from reviews.models import CalendarEvent
from tests.reviews.calendars import delivered, delivered_to, facts, forgotten, sequence


@pytest.fixture
def cast(cast):
    forgotten()
    return cast


@pytest.fixture
def restricted_cast(restricted_cast):
    forgotten()
    return restricted_cast


def moved(meeting, cast, **values):
    meeting.refresh_from_db()
    return change_meeting(meeting, values, base=meeting.version, by=cast.owner)


def test_everyone_who_is_to_come_gets_one_invitation_for_their_calendar(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder, cast.outsider], place="Room 4")

    found = {message["To"]: (message, event) for message, event in delivered()}

    people = [cast.facilitator, cast.note_taker, cast.responder, cast.outsider]
    assert set(found) == {person.email for person in people}
    message, event = found[cast.responder.email]
    assert message["Subject"] == f"Invitation: Review of PM-{cast.postmortem.pk} " + (
        cast.incident.title
    )
    assert event.dtstart.value == meeting.starts_at.replace(microsecond=0)
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=60)
    assert (event.location.value, sequence(event)) == ("Room 4", 0)
    assert event.attendee.value == f"mailto:{cast.responder.email}"
    assert event.attendee.params["RSVP"] == ["TRUE"]
    assert event.organizer.value == "mailto:afterword@localhost"
    assert event.status.value == "CONFIRMED"


def test_change_keeps_the_uid_and_raises_the_sequence(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    ((_, first),) = delivered_to(cast.responder)

    moved(meeting, cast, starts_at=meeting.starts_at + timedelta(days=1))
    ((message, second),) = delivered_to(cast.responder)
    cancel_meeting(meeting, by=cast.owner, reason="Two of us are ill.")
    ((cancel, third),) = delivered_to(cast.responder)

    assert first.uid.value == second.uid.value == third.uid.value
    assert [sequence(one) for one in (first, second, third)] == [0, 1, 2]
    assert second.dtstart.value - first.dtstart.value == timedelta(days=1)
    assert message["Subject"].startswith("Changed: ")
    assert third.status.value == "CANCELLED"
    assert cancel["Subject"].startswith("Cancelled: ")
    assert cancel.get_body(("plain",)).get_content().count("cancelled") == 1


def test_what_nobody_sees_in_a_calendar_is_told_to_nobody(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    delivered()

    moved(meeting, cast, note_taker=None)
    follow(meeting)

    (told,) = delivered()
    assert told[0]["To"] == cast.note_taker.email
    assert told[1].status.value == "CANCELLED"


def test_who_is_taken_off_the_list_hears_it_and_who_is_asked_again_too(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder, cast.outsider])
    ((_, first),) = delivered_to(cast.responder)
    row = meeting.attendance.get(user=cast.responder)

    remove_record(row, by=cast.facilitator)
    gone = delivered()
    invite_people(meeting, [cast.responder], by=cast.owner)
    again = delivered()

    assert [message["To"] for message, _ in gone + again] == [cast.responder.email] * 2
    uids, sequences = zip(*(facts(one) for one in (first, gone[0][1], again[0][1])), strict=True)
    assert len(set(uids)) == 1
    assert list(sequences) == [0, 1, 2]
    assert gone[0][1].status.value == "CANCELLED"


def test_who_declined_hears_of_no_change_and_who_then_comes_gets_the_present_time(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    delivered()
    row = meeting.attendance.get(user=cast.responder)
    answer_invitation(row, Response.DECLINED, by=cast.responder)

    changed = moved(meeting, cast, starts_at=meeting.starts_at + timedelta(hours=3))
    assert delivered_to(cast.responder) == []
    answer_invitation(row, Response.TENTATIVE, by=cast.responder, note="From four on")

    ((_, event),) = delivered_to(cast.responder)
    assert event.dtstart.value == changed.starts_at.replace(microsecond=0)
    assert event.attendee.params["PARTSTAT"] == ["TENTATIVE"]


def test_newer_mail_overtakes_one_that_has_not_left(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    moved(meeting, cast, minutes=30)

    ((message, event),) = delivered_to(cast.responder)

    assert message["Subject"].startswith("Invitation: "), "they never read of another time"
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=30)
    withdrawn = OutboxMail.objects.filter(to=cast.responder.email, state=MailState.WITHDRAWN)
    assert withdrawn.get().why == "A newer mail tells it."


def test_restricted_review_has_no_title_in_any_mail(restricted_cast, arrange):
    cast = restricted_cast
    meeting = arrange(
        cast, invite=[cast.responder, cast.invited_reader, cast.reader], place="Vault"
    )
    told = delivered()
    cancel_meeting(meeting, by=cast.owner, reason="Another day.")
    told += delivered()

    assert len(told) == 10
    for message, event in told:
        assert message["Subject"].endswith(": Restricted review")
        assert event.summary.value == "Restricted review"
        everything = message.as_string() + event.serialize()
        for word in (cast.incident.title, cast.postmortem.reference, "Vault"):
            assert word not in everything


def test_review_that_becomes_restricted_loses_its_title_in_calendars(cast, arrange):
    arrange(cast, invite=[cast.responder])
    ((_, first),) = delivered_to(cast.responder)

    set_visibility(cast.incident, Visibility.RESTRICTED, by=cast.owner)

    ((_, event),) = delivered_to(cast.responder)
    assert event.summary.value == "Restricted review"
    assert facts(event) == (first.uid.value, 1)


def test_discarded_draft_leaves_calendars_and_comes_back(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    delivered()

    discard(meeting.postmortem, by=cast.owner, reason="Opened twice.")
    ((_, gone),) = delivered_to(cast.responder)
    recover(meeting.postmortem, by=cast.owner)
    ((_, back),) = delivered_to(cast.responder)

    assert (gone.status.value, back.status.value) == ("CANCELLED", "CONFIRMED")
    assert [sequence(gone), sequence(back)] == [1, 2]


def test_new_facilitator_is_invited_and_the_former_one_is_not_any_more(cast, arrange):
    meeting = arrange(cast)
    delivered()

    set_facilitator(meeting.postmortem, cast.outsider, by=cast.owner, reason="Away that week")

    told = {message["To"]: event.status.value for message, event in delivered() if event}
    assert told[cast.outsider.email] == "CONFIRMED"
    assert told[cast.facilitator.email] == "CANCELLED"


@pytest.mark.parametrize(
    ("delivery", "calendars"),
    [(Delivery.AT_ONCE, 1), (Delivery.DAILY, 0), (Delivery.NONE, 0)],
)
def test_invitations_come_as_their_reader_chose(cast, arrange, delivery, calendars):
    choose(cast.responder, {Kind.REVIEW: delivery})

    arrange(cast, invite=[cast.responder])

    assert len([event for _, event in delivered_to(cast.responder) if event]) == calendars
    assert Notification.objects.filter(recipient=cast.responder).count() == 1
    daily = OutboxMail.objects.filter(person=cast.responder, kind="digest")
    assert daily.exists() == (delivery == Delivery.DAILY)


def test_mail_at_once_is_the_invitation_and_no_second_one(cast, arrange):
    arrange(cast, invite=[cast.responder])

    assert len(delivered_to(cast.responder)) == 1


def test_nothing_is_sent_to_whose_access_was_closed_or_who_switched_it_off(cast, arrange):
    arrange(cast, invite=[cast.responder, cast.outsider])
    deactivate(cast.responder, by=cast.administrator)
    choose(cast.outsider, {Kind.REVIEW: Delivery.NONE})

    told = {message["To"] for message, _ in delivered()}

    assert told == {cast.facilitator.email, cast.note_taker.email}


def test_reader_who_was_not_admitted_reads_no_place(cast, arrange):
    arrange(cast, invite=[cast.reader], place="Room 4")

    ((message, event),) = delivered_to(cast.reader)

    assert "Room 4" not in message.as_string() + event.serialize()
    assert "/reviews/invitations/" in event.url.value


def test_meeting_from_before_calendars_is_told_anew_when_it_changes(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    CalendarEvent.objects.all().delete()
    meeting.calendar_invitations.all().delete()
    forgotten()

    moved(meeting, cast, starts_at=timezone.now() + timedelta(days=4))

    ((_, event),) = delivered_to(cast.responder)
    assert event.status.value == "CONFIRMED"
