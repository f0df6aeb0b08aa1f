"""Who a review admits to the incident. The only writer of *invited* and *takes notes*."""

from accounts.enums import Role
from postmortems.domain import access
from postmortems.enums import AccessReason
from postmortems.models import IncidentAccess
from reviews.enums import MeetingOutcome, Response
from reviews.models import Attendance

GRANTED_HERE = (AccessReason.INVITED, AccessReason.NOTE_TAKER)


def refresh(postmortem, former=()):
    """Bring the access rows that reviews grant in line with the meetings.

    Members and administrators are admitted by the invitation, a reader by accepting it.
    A cancelled meeting admits nobody; what other meetings or reasons grant stays. Call it
    in the transaction that changed a meeting or its list of people, with the user ids
    (``former``) that a meeting named before and may name no longer.
    """
    incident = postmortem.incident
    wanted = wanted_rows(postmortem)
    rows = IncidentAccess.objects.filter(incident=incident, reason__in=GRANTED_HERE)
    present = {(row.user_id, row.reason): row for row in rows.select_related("user")}
    known = known_people(postmortem) | set(former)
    for key, row in present.items():
        if key not in wanted and row.user_id in known:
            access.revoke(incident, row.user, row.reason)
    for (user_id, reason), user in wanted.items():
        if (user_id, reason) not in present:
            access.grant(incident, user, reason)


def known_people(postmortem):
    """Everyone that a meeting of this postmortem names or named as invited, in any part."""
    named = postmortem.meetings.values_list("facilitator", "note_taker")
    listed = Attendance.objects.filter(meeting__postmortem=postmortem).values_list("user")
    return {pk for row in [*named, *listed] for pk in row if pk}


def wanted_rows(postmortem):
    """(user id, reason) -> user, for every access row that the meetings justify."""
    wanted = {}
    meetings = postmortem.meetings.exclude(outcome=MeetingOutcome.CANCELLED)
    for meeting in meetings.select_related("facilitator", "note_taker"):
        if meeting.note_taker:
            wanted[meeting.note_taker_id, AccessReason.NOTE_TAKER.value] = meeting.note_taker
        if meeting.facilitator_id != postmortem.facilitator_id:
            wanted[meeting.facilitator_id, AccessReason.INVITED.value] = meeting.facilitator
    invited = Attendance.objects.kept().filter(meeting__in=meetings, is_invited=True)
    for row in invited.exclude(user=None).select_related("user"):
        if row.user.role != Role.READER or row.response == Response.ACCEPTED:
            wanted[row.user_id, AccessReason.INVITED.value] = row.user
    return wanted
