"""The agenda that a meeting starts with, from its length. About 60 % is the walk."""

from postmortems.domain import record
from postmortems.domain.content import changing_content
from reviews.models import AgendaPart

WALK = "Walk the timeline"

PARTS = {
    "Opening": "What brings us together, how the walk goes, who takes notes. How did it happen, "
    "never who or why. Everyone writes down one question they want answered.",
    WALK: "Stop by stop: what did you see, what did you expect, how sure were you? "
    "Views that contradict each other are kept side by side.",
    "Themes and surprises": "What was new, what was hard, what helped, where were we lucky?",
    "The eight questions": "And those people brought: answered, or not known with an owner.",
    "Ideas": "Are they all written down? They are decided later, by those close to the work.",
    "Close": "Hands up: who learned something? What happens next, and until when corrections "
    "are open.",
}
MINUTES = {
    20: (2, 12, 2, 2, 1, 1),
    30: (3, 18, 3, 3, 1, 2),
    60: (5, 35, 8, 5, 3, 4),
    90: (5, 54, 13, 9, 4, 5),
}


def agenda_for(minutes):
    """(title, minutes) of each part; they add up to the length of the meeting.

    Other lengths take the shares of the nearest one; the walk takes what is over.
    """
    nearest = min(MINUTES, key=lambda length: abs(length - minutes))
    shares = [max(1, share * minutes // nearest) for share in MINUTES[nearest]]
    walk = list(PARTS).index(WALK)
    shares[walk] = max(1, minutes - sum(shares) + shares[walk])
    return list(zip(PARTS, shares, strict=True))


def generate_agenda(meeting, *, by):
    """Give the meeting the agenda of its length; parts that were there can be brought back."""
    with changing_content(meeting.postmortem.incident):
        for part in meeting.agenda.kept():
            record.remove_record(part, by=by)
        for title, minutes in agenda_for(meeting.minutes):
            part = AgendaPart(meeting=meeting, title=title, minutes=minutes, notes=PARTS[title])
            record.add_record(part, by=by)
