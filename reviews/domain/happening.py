"""Who is told when a review is scheduled, changed, called off or over, and who is thanked."""

from accounts.enums import NotificationKind as Kind
from accounts.models import User
from postmortems.domain.notification import tell
from postmortems.enums import AccessReason, Happening
from postmortems.models import Perspective
from reviews.enums import MeetingOutcome, Response
from reviews.models import Meeting

TOLD = {"meeting changed": Happening.MOVED, "meeting cancelled": Happening.CANCELLED}


def tell_of(record):
    """A changed time, place or length, or the end of it, to everyone who was to come."""
    happening = TOLD.get(record.verb)
    if happening is None or (happening == Happening.MOVED and record.before == record.after):
        return
    meeting = Meeting.objects.select_related("postmortem__incident").get(pk=record.subject_id)
    told = User.objects.filter(pk__in=coming_to(meeting))
    tell(told, Kind.REVIEW, happening, meeting.postmortem, by=record.actor)


def coming_to(meeting):
    """Keys of everyone who leads, notes, or was asked and did not decline."""
    coming = meeting.attendance.kept().filter(is_invited=True).exclude(response=Response.DECLINED)
    people = {*coming.exclude(user=None).values_list("user", flat=True)}
    return people | {meeting.facilitator_id, meeting.note_taker_id} - {None}


def tell_pre_read(meeting):
    """Whoever comes should read the draft first: told once for each day the meeting is on."""
    key = f"pre-read:{meeting.pk}:{meeting.starts_at.date()}"
    people = User.objects.filter(pk__in=coming_to(meeting))
    tell(people, Kind.REVIEW, Happening.PRE_READ, meeting.postmortem, key=key)


def tell_closed(record):
    """The meeting took place: those who were there may suggest corrections for 48 hours."""
    if record.verb != "meeting closed" or record.after.get("outcome") != MeetingOutcome.HELD:
        return
    meeting = Meeting.objects.select_related("postmortem__incident").get(pk=record.subject_id)
    came = meeting.attendance.kept().filter(is_present=True, user__isnull=False)
    people = User.objects.filter(pk__in=came.values("user"))
    key = f"correct:{meeting.pk}"
    tell(people, Kind.REVIEW, Happening.CORRECT, meeting.postmortem, by=record.actor, key=key)


def ask_for_parts(postmortem, *, by):
    """Once it is reviewed, those involved are asked whether their part is told rightly."""
    people = User.objects.filter(
        incident_access__incident=postmortem.incident,
        incident_access__reason=AccessReason.PERSON,
    )
    key = f"part:{postmortem.pk}:{postmortem.reviewed_at.isoformat()}"
    tell(people.distinct(), Kind.REVIEW, Happening.PART, postmortem, by=by, key=key)


def thank(postmortem):
    """Once it is finalized, everyone who told their part is thanked, once."""
    told = Perspective.objects.shared().filter(
        entry__incident=postmortem.incident, withdrawn_at=None, speaker__isnull=False
    )
    confirmed = postmortem.partconfirmations.values_list("by", flat=True)
    people = User.objects.filter(pk__in={*told.values_list("speaker", flat=True), *confirmed})
    tell(people, Kind.REVIEW, Happening.THANKS, postmortem, key=f"thanks:{postmortem.pk}")


def tell_invited(attendance):
    """Somebody is asked to come: told once for each meeting."""
    if attendance.is_removed or not attendance.is_invited or attendance.user is None:
        return
    meeting = attendance.meeting
    if meeting.is_open and attendance.response == Response.NOT_ANSWERED:
        key, by = f"invited:{meeting.pk}", attendance.created_by
        people = [attendance.user]
        tell(people, Kind.REVIEW, Happening.INVITED, meeting.postmortem, by=by, key=key)
