"""Whom a review admits, and when it lets go of them."""

import pytest

from accounts.enums import Role
from postmortems.enums import AccessReason
from postmortems.exceptions import Refused
from postmortems.models import Incident, IncidentAccess
from reviews.domain.invitation import (
    answer_invitation,
    invite_people,
    missing_teams,
    proposals,
)
from reviews.domain.meeting import cancel_meeting, change_meeting
from reviews.domain.notebook import remove_line, restore_line
from reviews.enums import Relation, Response
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.postmortems import ServiceFactory, TimelineEntryFactory


def reasons(cast, user):
    rows = IncidentAccess.objects.filter(incident=cast.incident, user=user)
    return set(rows.values_list("reason", flat=True))


def sees(cast, user):
    return Incident.objects.visible_to(user).filter(pk=cast.incident.pk).exists()


def test_member_is_admitted_by_the_invitation(restricted_cast, arrange):
    cast = restricted_cast
    assert not sees(cast, cast.outsider)
    arrange(cast, invite=[cast.outsider])
    assert sees(cast, cast.outsider)
    assert reasons(cast, cast.outsider) == {AccessReason.INVITED}


def test_reader_is_admitted_by_accepting_and_let_go_by_declining(restricted_cast, arrange):
    cast = restricted_cast
    row = arrange(cast, invite=[cast.reader]).attendance.get()
    assert not sees(cast, cast.reader)
    answer_invitation(row, Response.ACCEPTED, by=cast.reader)
    assert sees(cast, cast.reader)
    answer_invitation(row, Response.DECLINED, by=cast.reader)
    assert not sees(cast, cast.reader)


def test_answer_of_somebody_else_is_refused(restricted_cast, arrange):
    cast = restricted_cast
    row = arrange(cast, invite=[cast.reader]).attendance.get()
    with pytest.raises(Refused):
        answer_invitation(row, Response.ACCEPTED, by=cast.owner)
    assert not sees(cast, cast.reader)


def test_answer_is_no_change_of_content(cast, arrange):
    row = arrange(cast, invite=[cast.reader]).attendance.get()
    before = cast.fresh().content_version
    answer_invitation(row, Response.ACCEPTED, by=cast.reader)
    assert cast.fresh().content_version == before


def test_invitation_withdrawn_lets_go_and_other_reasons_stay(restricted_cast, arrange):
    cast = restricted_cast
    meeting = arrange(cast, invite=[cast.outsider, cast.responder])
    for row in meeting.attendance.all():
        remove_line(row, by=cast.owner)
    assert not sees(cast, cast.outsider)
    assert reasons(cast, cast.responder) == {AccessReason.PERSON}


def test_invitation_brought_back_admits_again(restricted_cast, arrange):
    cast = restricted_cast
    row = arrange(cast, invite=[cast.outsider]).attendance.get()
    restore_line(remove_line(row, by=cast.owner), by=cast.owner)
    assert sees(cast, cast.outsider)


def test_withdrawn_reader_who_is_invited_anew_accepts_anew(restricted_cast, arrange):
    cast = restricted_cast
    meeting = arrange(cast, invite=[cast.reader])
    row = meeting.attendance.get()
    answer_invitation(row, Response.ACCEPTED, by=cast.reader)
    remove_line(row, by=cast.owner)
    invite_people(meeting, [cast.reader], by=cast.owner)
    assert not sees(cast, cast.reader)
    assert meeting.attendance.get().response == Response.NOT_ANSWERED


def test_cancelled_meeting_admits_nobody(restricted_cast, arrange):
    cast = restricted_cast
    meeting = arrange(cast, invite=[cast.outsider])
    cancel_meeting(meeting, by=cast.owner, reason="Later.")
    assert not sees(cast, cast.outsider)
    assert reasons(cast, cast.note_taker) == set()


def test_invitation_to_another_meeting_still_admits(restricted_cast, arrange):
    cast = restricted_cast
    first = arrange(cast, invite=[cast.outsider])
    cancel_meeting(first, by=cast.owner, reason="Later.")
    second = arrange(cast, invite=[cast.outsider])
    remove_line(first.attendance.get(), by=cast.owner)
    assert sees(cast, cast.outsider)
    assert second.is_open


def test_note_taker_replaced_lets_the_former_go(restricted_cast, arrange):
    cast = restricted_cast
    meeting = arrange(cast)
    change_meeting(meeting, {"note_taker": cast.outsider}, base=meeting.version, by=cast.owner)
    assert reasons(cast, cast.outsider) == {AccessReason.NOTE_TAKER}
    assert reasons(cast, cast.note_taker) == set()


def test_access_that_no_meeting_tells_of_is_left_alone(restricted_cast, arrange):
    cast = restricted_cast
    arrange(cast, invite=[cast.outsider])
    assert reasons(cast, cast.invited_reader) == {AccessReason.INVITED}
    assert reasons(cast, cast.granted) == {AccessReason.GRANTED}


def test_proposals_say_why_and_leave_the_facilitator_out(cast):
    told = {one.user: (one.why, one.relation) for one in proposals(cast.postmortem)}
    assert told == {
        cast.owner: ("took part: incident commander", Relation.INVOLVED),
        cast.responder: ("took part: responder", Relation.INVOLVED),
        cast.contributor: ("contributes", Relation.INTERESTED),
    }


def test_team_that_looks_after_a_service_is_proposed_and_missed_until_one_is_asked(cast, arrange):
    team = TeamFactory(name="Ledger people")
    team.members.add(cast.outsider)
    named = ServiceFactory(name="ledger-api", team=team)
    cast.incident.services.add(named, ServiceFactory(name="without-a-team"))
    meeting = arrange(cast, invite=[cast.responder])

    told = {one.user: one.why for one in proposals(cast.postmortem)}

    assert told[cast.outsider] == "of Ledger people, which looks after ledger-api"
    assert (team, named) in missing_teams(cast.postmortem, meeting)
    invite_people(meeting, [cast.outsider], by=cast.owner)
    assert team not in dict(missing_teams(cast.postmortem, meeting))


def test_service_in_the_text_alone_proposes_its_team(cast):
    team = TeamFactory(name="Night harbour")
    team.members.add(cast.outsider)
    ServiceFactory(name="Ferry timetable", team=team)
    assert cast.outsider not in {one.user for one in proposals(cast.postmortem)}

    TimelineEntryFactory(incident=cast.incident, text="The ferry timetable was empty.")

    assert cast.outsider in {one.user for one in proposals(cast.postmortem)}


def test_invite_takes_the_relation_from_the_incident(cast, arrange):
    guest = UserFactory(role=Role.READER)
    meeting = arrange(cast, invite=[cast.responder, guest])
    relations = {row.user: row.relation for row in meeting.attendance.all()}
    assert relations == {cast.responder: Relation.INVOLVED, guest: Relation.INTERESTED}


def test_invite_twice_is_harmless(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder])
    invite_people(meeting, [cast.responder], by=cast.owner)
    assert meeting.attendance.count() == 1
