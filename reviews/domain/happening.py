"""Who is told when a review is scheduled, changed or called off."""

from accounts.enums import NotificationKind as Kind
from accounts.models import User
from postmortems.domain.notification import tell
from postmortems.enums import Happening
from reviews.enums import Response
from reviews.models import Meeting

TOLD = {"meeting changed": Happening.MOVED, "meeting cancelled": Happening.CANCELLED}


def tell_of(record):
    """A changed time, place or length, or the end of it, to everyone who was to come."""
    happening = TOLD.get(record.verb)
    if happening is None or (happening == Happening.MOVED and record.before == record.after):
        return
    meeting = Meeting.objects.select_related("postmortem__incident").get(pk=record.subject_id)
    coming = meeting.attendance.kept().filter(is_invited=True).exclude(response=Response.DECLINED)
    people = {*coming.exclude(user=None).values_list("user", flat=True)}
    people |= {meeting.facilitator_id, meeting.note_taker_id} - {None}
    told = User.objects.filter(pk__in=people)
    tell(told, Kind.REVIEW, happening, meeting.postmortem, by=record.actor)


def tell_invited(attendance):
    """Somebody is asked to come: told once for each meeting."""
    if attendance.is_removed or not attendance.is_invited or attendance.user is None:
        return
    meeting = attendance.meeting
    if meeting.is_open and attendance.response == Response.NOT_ANSWERED:
        key, by = f"invited:{meeting.pk}", attendance.created_by
        people = [attendance.user]
        tell(people, Kind.REVIEW, Happening.INVITED, meeting.postmortem, by=by, key=key)
