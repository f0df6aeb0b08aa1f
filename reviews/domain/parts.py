"""What reviews show on the pages of postmortems: beside the draft, and on Home."""

import rules

from postmortems.contributions import draft_part, home_part
from postmortems.enums import State
from postmortems.models import Incident
from reviews.enums import MeetingOutcome, Response
from reviews.models import Attendance, Meeting, PartConfirmation

from .queue import facilitated_by
from .signature import may_be_covered


@draft_part
def beside_the_draft(postmortem, user):
    """The next or the last meeting, and what this person is asked for."""
    meeting = postmortem.meetings.upcoming().select_related("facilitator").first()
    if meeting is None:
        past = postmortem.meetings.exclude(closed_at=None).order_by("-closed_at")
        meeting = past.select_related("facilitator").first()
    context = {
        "meeting": meeting,
        "may_schedule": rules.has_perm("reviews.schedule", user, postmortem)
        and postmortem.state == State.DRAFT
        and (meeting is None or not meeting.is_open),
        "may_declare": rules.has_perm("reviews.declare", user, postmortem)
        and postmortem.accepts_changes
        and not postmortem.declarations.filter(by=user).exists(),
        "may_cover": rules.has_perm("reviews.declare", user, postmortem)
        and postmortem.state == State.DRAFT
        and may_be_covered(postmortem),
        "may_sign": rules.has_perm("reviews.sign", user, postmortem)
        and postmortem.state == State.REVIEWED,
    }
    return "reviews/_draft_part.html", context | confirmations(postmortem, user)


def confirmations(postmortem, user):
    """What those involved said of their part, to whom it is for; and the asking itself."""
    asked = rules.has_perm("reviews.confirm_part", user, postmortem)
    reads = rules.has_perm("reviews.see_confirmations", user, postmortem)
    answers = []
    if reads:
        answers = list(postmortem.partconfirmations.select_related("by"))
    mine = None
    if asked:
        mine = PartConfirmation.objects.filter(postmortem=postmortem, by=user).first()
    return {
        "asks_part": asked and not postmortem.is_finalized,
        "my_answer": mine,
        "answers": answers,
    }


@home_part
def on_home(user):
    """My next review, invitations that wait for my answer, reviews that wait for my step."""
    meetings = Meeting.objects.visible_to(user).upcoming().for_page()
    mine = meetings.filter(pk__in=my_meetings(user), postmortem__discarded_at=None).first()
    invitations, steps = waiting_invitations(user), facilitated_by(user)
    if not (mine or invitations or steps):
        return None
    context = {"meeting": mine, "invitations": invitations, "steps": steps}
    return "reviews/_home_part.html", context


def waiting_invitations(user):
    """(invitation, may be named?) for each that this person has not answered."""
    rows = (
        Attendance.objects.kept()
        .filter(user=user, is_invited=True, response=Response.NOT_ANSWERED)
        .filter(meeting__outcome=MeetingOutcome.SCHEDULED, meeting__postmortem__discarded_at=None)
        .select_related("meeting__postmortem__incident", "meeting__facilitator")
        .order_by("meeting__starts_at")
    )
    visible = set(
        Incident.objects.visible_to(user)
        .filter(postmortem__meetings__attendance__in=rows.order_by())
        .values_list("pk", flat=True)
    )
    return [(row, row.meeting.postmortem.incident_id in visible or is_open(row)) for row in rows]


def my_meetings(user):
    """The meetings this person facilitates, notes, or said they come to."""
    listed = Attendance.objects.kept().filter(user=user).exclude(response=Response.DECLINED)
    own = Meeting.objects.upcoming().order_by()
    return (
        own.filter(facilitator=user)
        .union(own.filter(note_taker=user), own.filter(attendance__in=listed))
        .values("pk")
    )


def is_open(attendance):
    """Whether the invitation may name what it is about before it is accepted."""
    return not attendance.meeting.postmortem.incident.is_restricted
