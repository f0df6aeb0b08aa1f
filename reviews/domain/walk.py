"""Leading a meeting: its parts, its stops, and who was unsure there too."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.domain import audit
from postmortems import realtime
from postmortems.domain.perspective import add_perspective
from postmortems.enums import Certainty
from postmortems.exceptions import Refused
from postmortems.live.hub import hub
from postmortems.live.notices import nameless_notice
from postmortems.models import Perspective
from reviews.models import Progress, Stop

from .meeting import lock


def lead(meeting, *, by, part=None, stop=None):
    """Begin the meeting or go on: to a part of its agenda, to a stop, or both.

    Everyone's screen follows. A part that goes on keeps its time. Raises ``Refused`` once
    the meeting is over, and for a part or a stop of another one.
    """
    with transaction.atomic():
        meeting = lock(meeting)
        if not meeting.is_open:
            raise Refused("The meeting is over. What was written down stays editable.")
        if any(one and one.meeting_id != meeting.pk for one in (part, stop)):
            raise Refused("That belongs to another meeting.")
        now = timezone.now()
        progress = Progress.objects.filter(meeting=meeting).first() or Progress(
            meeting=meeting, began_at=now
        )
        if progress.pk is None:
            part = part or meeting.agenda.kept().first()
            stop = stop or meeting.stops.kept().first()
        if part and part.pk != progress.part_id:
            progress.part, progress.part_began_at = part, now
        progress.stop = stop or progress.stop
        progress.save()
        stream = meeting.postmortem.incident.reference
        audit.record("moved on", progress, by=by, stream=stream, after=progress.told())
    return progress


def say_unsure(stop, *, by, words=""):
    """Somebody says aloud that they were not sure here: a perspective of their own, at once."""
    return add_perspective(
        Perspective(
            entry=stop.entry,
            speaker=by,
            understood=words.strip() or "I was not sure what this meant.",
            certainty=Certainty.GUESSING,
        ),
        by=by,
    )


def unsure_too(stop):
    """One more who was not sure here. Nobody is named: not here, not in the audit.

    So no record tells the other screens to look again; they are told without one.
    """
    if not stop.meeting.is_open:
        raise Refused("The meeting is over.")
    with transaction.atomic():
        Stop.objects.filter(pk=stop.pk).update(unsure=F("unsure") + 1)
        stream, told = stop.meeting.postmortem.incident.reference, nameless_notice()
        transaction.on_commit(lambda: realtime.tell(hub.notice, stream, told))
