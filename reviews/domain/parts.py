"""What reviews show on the pages of postmortems: beside the draft, and on Home."""

from datetime import timedelta

import rules
from django.utils import timezone

from postmortems.contributions import draft_part, home_part
from postmortems.domain.due_dates import pre_read_due
from postmortems.domain.home import counted
from postmortems.domain.severity import clock_of
from postmortems.enums import AccessReason, State
from postmortems.models import Incident, Postmortem
from reviews.enums import JoinAnswer, MeetingOutcome, Response
from reviews.models import Attendance, Meeting, PartConfirmation

from .interview import conversations, waiting_for
from .queue import facilitated_by
from .signature import may_be_covered

# A review this near, or begun this lately, is said in the greeting.
NEAR, BEGUN = timedelta(hours=24), timedelta(hours=2)


@draft_part
def beside_the_draft(postmortem, user):
    """The next or the last meeting, and what this person is asked for."""
    meeting = postmortem.meetings.upcoming().select_related("facilitator").first()
    if meeting is None:
        past = postmortem.meetings.exclude(closed_at=None).order_by("-closed_at")
        meeting = past.select_related("facilitator").first()
    context = {
        "meeting": meeting,
        "read_by": read_by(meeting, postmortem),
        "may_schedule": rules.has_perm("reviews.schedule", user, postmortem)
        and postmortem.state == State.DRAFT
        and (meeting is None or not meeting.is_open),
        "may_find": postmortem.facilitator_id is None
        and postmortem.accepts_changes
        and rules.has_perm("reviews.request_facilitator", user, postmortem),
        "may_declare": rules.has_perm("reviews.declare", user, postmortem)
        and postmortem.accepts_changes
        and not postmortem.declarations.filter(by=user).exists(),
        "may_cover": rules.has_perm("reviews.declare", user, postmortem)
        and postmortem.state == State.DRAFT
        and may_be_covered(postmortem),
        "may_sign": rules.has_perm("reviews.sign", user, postmortem)
        and postmortem.state == State.REVIEWED,
    }
    context |= joining_of(postmortem, user) | confirmations(postmortem, user)
    context |= before_the_meeting(postmortem, user)
    return "reviews/_draft_part.html", context


def before_the_meeting(postmortem, user):
    """Whom one may ask to read; and one's own conversations: of others' there is no trace."""
    return {
        "may_ask_to_read": postmortem.state == State.DRAFT
        and postmortem.accepts_changes
        and rules.has_perm("reviews.ask_to_read", user, postmortem),
        "may_interview": rules.has_perm("reviews.interview", user, postmortem),
        "talks": list(conversations(postmortem, user)),
    }


def read_by(meeting, postmortem):
    """When those who come should have the draft to read; nothing once that is past."""
    if meeting is None or not meeting.is_open:
        return None
    due = pre_read_due(meeting.starts_at, clock_of(postmortem.incident.severity))
    return due if due > timezone.now() else None


def joining_of(postmortem, user):
    """Who asks to join, for those who answer; and one's own asking."""
    if postmortem.state != State.DRAFT or not postmortem.accepts_changes:
        return {}
    mine = None
    if asks := rules.has_perm("reviews.ask_to_join", user, postmortem):
        mine = postmortem.joinrequests.filter(by=user).exclude(answer=JoinAnswer.ACCEPTED).first()
    rows = []
    if rules.has_perm("reviews.answer_request", user, postmortem):
        rows = list(postmortem.joinrequests.waiting().select_related("by"))
    return {"may_ask": asks and mine is None, "my_request": mine, "join_requests": rows}


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
    """My next review, invitations and confirmations that wait for my answer, and reviews
    that wait for my step.
    """
    meetings = Meeting.objects.visible_to(user).upcoming().for_page()
    mine = meetings.filter(pk__in=my_meetings(user), postmortem__discarded_at=None).first()
    invitations, steps = waiting_invitations(user), facilitated_by(user)
    confirmations, talks = waiting_confirmations(user), waiting_for(user)
    if not (mine or invitations or steps or confirmations or talks):
        return None
    context = {
        "meeting": mine,
        "relation": relation_to(mine, user),
        "invitations": invitations,
        "steps": steps,
        "confirmations": confirmations,
        "talks": talks,
        "waiting": waiting_words(mine, invitations, [*confirmations, *talks]),
    }
    return "reviews/_home_part.html", context


def relation_to(meeting, user):
    """What this person does in the meeting, in words."""
    if meeting is None:
        return ""
    if meeting.facilitator_id == user.pk:
        return "you facilitate"
    return "you take notes" if meeting.note_taker_id == user.pk else "you are invited"


def waiting_words(meeting, invitations, confirmations):
    """For the sentence that says what waits: a review that is near, answers that are due."""
    words = []
    if meeting and -BEGUN < (left := meeting.starts_at - timezone.now()) < NEAR:
        words.append(f"a review {starts_in(left)}")
    answers = len(invitations) + len(confirmations)
    if answers:
        words.append(
            counted(answers, "question waits for your answer", "questions wait for your answer")
        )
    return words


def starts_in(left):
    """starts in 40 minutes; has begun."""
    minutes = int(left.total_seconds() // 60)
    if minutes < 1:
        return "has begun"
    if minutes < 90:
        return f"starts in {minutes} minute{'s' if minutes > 1 else ''}"
    return f"starts in {round(minutes / 60)} hours"


def waiting_confirmations(user):
    """Reviewed postmortems whose incident this person took part in, not yet answered."""
    answered = PartConfirmation.objects.filter(by=user).values("postmortem")
    return list(
        Postmortem.objects.visible_to(user)
        .current()
        .filter(state=State.REVIEWED)
        .filter(incident__access__user=user, incident__access__reason=AccessReason.PERSON)
        .exclude(pk__in=answered)
        .select_related("incident")
        .order_by("finalize_due", "pk")
    )


def waiting_invitations(user):
    """(invitation, may be named?) for each that this person has not answered."""
    rows = (
        Attendance.objects.kept()
        .filter(user=user, is_invited=True, response=Response.NOT_ANSWERED)
        .filter(meeting__outcome=MeetingOutcome.SCHEDULED, meeting__postmortem__discarded_at=None)
        .select_related("meeting__postmortem__incident", "meeting__facilitator")
        .order_by("meeting__starts_at")
    )
    if not (rows := list(rows)):
        return []
    visible = set(
        Incident.objects.visible_to(user)
        .filter(postmortem__meetings__attendance__in=rows)
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
