"""Before a meeting: that it is one's first review, and what one is worried about.

The worry is told to whoever leads the meeting, by no way that others read: no audit record,
no notification, no mail. It is an aid for them while they prepare and lead, and is forgotten
when the meeting closes or is cancelled, like the other private aids.
"""

from django.db import transaction
from django.utils import timezone

from postmortems.domain.content import lock_postmortem
from postmortems.exceptions import Refused
from reviews.enums import Response
from reviews.models import Attendance, Worry


def worry_of(attendance, user):
    """What this invited person told, or ``None``."""
    return Worry.objects.visible_to(user).filter(attendance=attendance).first()


def worries_told(meeting, user):
    """What this person, who leads the meeting, was told; each with whose it is."""
    told = Worry.objects.visible_to(user).filter(attendance__meeting=meeting, told_to=user)
    return told.select_related("attendance__user")


def first_timers(meeting):
    """Those who may come and said that it is their first review, by name."""
    rows = meeting.attendance.kept().filter(is_first=True).exclude(response=Response.DECLINED)
    return sorted(rows.select_related("user"), key=lambda row: row.display_name.casefold())


def say_before(attendance, *, is_first, text, by):
    """The invited person says whether it is their first review, and what worries them.

    Without a text, what was told before is taken back. Raises ``Refused`` for anybody else,
    and once the meeting is over. Neither is content: no signature becomes stale.
    """
    if attendance.user_id != by.pk:
        raise Refused("Only the person who was invited can say this.")
    meeting = attendance.meeting
    with transaction.atomic():
        lock_postmortem(meeting.postmortem.incident)
        row = Attendance.objects.select_for_update().get(pk=attendance.pk)
        meeting.refresh_from_db(fields=["outcome", "facilitator"])
        if row.is_removed or not row.is_invited or not meeting.is_open:
            raise Refused("This invitation is over: the meeting was held, cancelled or changed.")
        row.is_first = is_first
        row.save(update_fields=["is_first"])
        Worry.objects.filter(attendance=row).delete()
        if text.strip():
            worry = Worry(
                attendance=row, told_to=meeting.facilitator, text=text.strip(), at=timezone.now()
            )
            worry.full_clean()
            worry.save()
    return row


def forget_worries(meeting):
    """Nothing of it is kept after the meeting."""
    Worry.objects.filter(attendance__meeting=meeting).delete()
