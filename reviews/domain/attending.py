"""Being there: joining by the link on the wall, and who was heard so far."""

from django.db import transaction

from postmortems.domain import record
from postmortems.domain.content import changing_content
from postmortems.exceptions import Refused
from reviews.enums import Response
from reviews.models import Attendance

from . import admission
from .meeting import lock


def come(meeting, user, *, relation, is_first):
    """Somebody says that they are in the room; the link on the wall invites them.

    Raises ``Refused`` once the meeting is over.
    """
    with changing_content(meeting.postmortem.incident):
        if not lock(meeting).is_open:
            raise Refused("The meeting is over. Ask its facilitator to note that you were there.")
        row = Attendance.objects.kept().filter(meeting=meeting, user=user).first()
        values = {
            "relation": relation,
            "is_first": is_first,
            "is_present": True,
            "is_invited": True,
            "response": Response.ACCEPTED,
        }
        if row is None:
            row = record.add_record(Attendance(meeting=meeting, user=user, **values), by=user)
        else:
            row = record.change_record(row, values, base=row.version, by=user)
        admission.refresh(meeting.postmortem)
    return row


def set_heard(row, was_heard):
    """An aid of the facilitator: no change of the document, in no audit, gone at the close."""
    with transaction.atomic():
        Attendance.objects.filter(pk=row.pk).update(was_heard=was_heard)
