"""Who may do what in a review. Asked with a postmortem, or a meeting where it says so."""

import rules

from accounts.permissions import is_signed_in
from postmortems.enums import AccessReason
from postmortems.permissions import (
    can_view,
    in_review_group,
    is_editor,
    is_facilitator,
    is_incident_person,
    is_owner,
    reasons_for,
)


@rules.predicate
def facilitates_meeting(user, meeting):
    return meeting.facilitator_id == user.pk or is_facilitator(user, meeting.postmortem)


@rules.predicate
def takes_notes(user, meeting):
    return meeting.note_taker_id is not None and meeting.note_taker_id == user.pk


@rules.predicate
def is_ahead(user, meeting):
    return meeting.is_open


@rules.predicate
def edits_postmortem(user, meeting):
    return is_editor(user, meeting.postmortem)


@rules.predicate
def was_there(user, meeting):
    return meeting.attendance.kept().filter(user=user, is_present=True).exists()


@rules.predicate
def leads_what_is_ahead(user, postmortem):
    """Leads the meeting that is scheduled: whoever does is at least invited."""
    invited = AccessReason.INVITED in reasons_for(user, postmortem.incident)
    return invited and postmortem.meetings.upcoming().filter(facilitator=user).exists()


@rules.predicate
def is_interviewee(user, interview):
    return interview.interviewee_id == user.pk


@rules.predicate
def still_interviews(user, interview):
    """Leads this conversation, and the review too; a former facilitator only reads."""
    postmortem = interview.postmortem
    leads = is_facilitator(user, postmortem) or leads_what_is_ahead(user, postmortem)
    return interview.interviewer_id == user.pk and leads


@rules.predicate
def belongs_to(user, line):
    """Whoever wrote the line, and the one whose words they are."""
    mine = line.written_by_id == user.pk and still_interviews(user, line.interview)
    return mine or is_interviewee(user, line.interview)


@rules.predicate
def is_told_by(user, line):
    return is_interviewee(user, line.interview)


rules.add_perm("reviews.schedule", is_editor)
rules.add_perm("reviews.ask_to_read", is_editor)
rules.add_perm("reviews.request_facilitator", is_editor)
rules.add_perm("reviews.invite", is_signed_in & (edits_postmortem | facilitates_meeting))
rules.add_perm("reviews.run_meeting", is_signed_in & (facilitates_meeting | takes_notes))
# When, with whom and who was there is what the page tells of a review: once the meeting is
# over, only who facilitated it sets that right.
rules.add_perm(
    "reviews.change_meeting", is_signed_in & (facilitates_meeting | (is_ahead & edits_postmortem))
)
rules.add_perm(
    "reviews.mark_attendance", is_signed_in & (facilitates_meeting | (is_ahead & takes_notes))
)
rules.add_perm("reviews.close_meeting", is_signed_in & facilitates_meeting)
rules.add_perm(
    "reviews.settle_question",
    is_signed_in & (facilitates_meeting | takes_notes | edits_postmortem),
)
rules.add_perm("reviews.see_notebook", is_signed_in & in_review_group)
rules.add_perm("reviews.correct", is_signed_in & in_review_group)
rules.add_perm("reviews.lead", is_signed_in & facilitates_meeting & is_ahead)
rules.add_perm("reviews.answer_correction", is_signed_in & (edits_postmortem | facilitates_meeting))
rules.add_perm("reviews.plan_workshop", is_editor)
rules.add_perm("reviews.answer_poll", is_signed_in & was_there)
rules.add_perm("reviews.ask_to_join", is_signed_in & can_view & ~in_review_group)
rules.add_perm("reviews.answer_request", is_editor)
rules.add_perm("reviews.declare", is_signed_in & is_facilitator)
rules.add_perm("reviews.sign", is_signed_in & is_facilitator)
rules.add_perm("reviews.confirm_part", is_signed_in & is_incident_person)
rules.add_perm("reviews.see_confirmations", is_signed_in & (is_facilitator | is_owner))
rules.add_perm("reviews.interview", is_signed_in & (is_facilitator | leads_what_is_ahead))
rules.add_perm("reviews.write_interview", is_signed_in & (is_interviewee | still_interviews))
rules.add_perm("reviews.change_interview_line", is_signed_in & belongs_to)
rules.add_perm("reviews.share_interview_line", is_signed_in & is_told_by)
