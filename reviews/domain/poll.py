"""The anonymous poll after a meeting: did you learn something, would you come again?

Etsy's two measures of a review (*Debriefing Facilitation Guide*, 2016): at least one person
learned something that changes how they work, and at least half would come again.
"""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from postmortems.exceptions import Refused
from reviews.models import Poll

LEAST = 5  # counts of fewer would tell who said what
OPEN_FOR = timedelta(days=14)


def is_open(meeting):
    """From the close of a meeting that took place, for two weeks."""
    held = meeting.closed_at and not meeting.is_cancelled
    return bool(held and timezone.now() < meeting.closed_at + OPEN_FOR)


def answer(meeting, *, learned, again):
    """Count one answer. Who gave it is neither known here nor written to the audit.

    One statement, so answers at the same moment are all counted. Raises ``Refused`` when the
    meeting is not over, or was over long ago.
    """
    if not is_open(meeting):
        raise Refused("The poll is open for two weeks after a meeting.")
    Poll.objects.get_or_create(meeting=meeting)
    Poll.objects.filter(meeting=meeting).update(
        answers=F("answers") + 1, learned=F("learned") + int(learned), again=F("again") + int(again)
    )


def result(meeting):
    """The counts, or ``None`` while fewer than five have answered."""
    return Poll.objects.filter(meeting=meeting, answers__gte=LEAST).first()
