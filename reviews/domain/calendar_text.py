"""What calendars and their mail call a meeting; of a restricted one, no more than that."""

import re
from datetime import UTC

from django.conf import settings

RESTRICTED = "Restricted review"
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def absolute(path):
    return settings.SITE_URL.rstrip("/") + path


def uid_of(meeting):
    """Made of what never changes: the same in every feed and mail, also on another host."""
    return f"review-{meeting.pk}-{meeting.created_at.astimezone(UTC):%Y%m%dT%H%M%S%f}@afterword"


def title_of(meeting, *, named=True):
    """What a calendar or a subject calls the meeting; a restricted one has no other name."""
    postmortem = meeting.postmortem
    if postmortem.incident.is_restricted:
        return RESTRICTED
    if not named:
        return "Review meeting"
    return one_line(f"Review of {postmortem.reference} {postmortem.incident.title}")


def one_line(text):
    return " ".join(CONTROLS.sub(" ", text).split())


def place_of(meeting):
    """Where it is; of a restricted review only the page tells."""
    return "" if meeting.postmortem.incident.is_restricted else one_line(meeting.place)
