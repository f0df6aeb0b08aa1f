"""What is said in a meeting and belongs into a record: one key opens each door."""

from dataclasses import dataclass

from django.urls import reverse

from postmortems.domain.section import write_section
from postmortems.enums import MitigatorKind


@dataclass(frozen=True)
class Door:
    """One kind of thing to write down: its key, words, form page, and the field of its line."""

    key: str
    label: str
    icon: str
    ask: str
    page: str
    field: str = "text"
    extra: tuple = ()


# Whom it is open to, key, label, icon, what is asked, and the kind of line or record.
LINES = (
    ("run_meeting", "q", "Open question", "question-circle", "What is still open?", "question"),
    ("run_meeting", "d", "Decision", "check2-square", "What was agreed?", "decision"),
    ("run_meeting", "p", "Park it", "p-square", "What is kept for another time?", "parked"),
    ("correct", "c", "Correction", "pencil-square", "What is not told rightly?", "correction"),
)
RECORDS = (
    ("f", "Factor", "diagram-3", "What had to be true?", "factor", "summary"),
    ("i", "Idea", "lightbulb", "What could be tried?", "idea", "text"),
    ("t", "Thanks", "heart", "What helped, and whom is there to thank?", "mitigator", "text"),
)
EXTRA = {"mitigator": (("kind", MitigatorKind.THANKS.value),)}


def doors(room):
    """The doors that are open to whoever looks at this room."""
    meeting, may = room.meeting, room.may
    found = [
        Door(key, label, icon, ask, reverse("reviews:line-add", args=[meeting.pk, kind]))
        for permission, key, label, icon, ask, kind in LINES
        if may[permission]
    ]
    if may["edit"]:
        incident = meeting.postmortem.incident_id
        for key, label, icon, ask, kind, field in RECORDS:
            page = reverse("postmortems:record-add", args=[incident, kind])
            page += f"?next={meeting.get_absolute_url()}"  # back into the room
            found.append(Door(key, label, icon, ask, page, field, EXTRA.get(kind, ())))
        page = reverse("reviews:learning", args=[meeting.pk])
        found.append(Door("l", "Learning", "bookmark", "What was new, or surprising?", page))
    return found


def add_learning(meeting, text, *, by):
    """One line more in *What did we learn?*, behind what stands there."""
    section = meeting.postmortem.sections.get(key="q7")
    section.postmortem = meeting.postmortem
    line = " ".join(text.split())
    written = f"{section.text.rstrip()}\n- {line}\n" if section.text.strip() else f"- {line}\n"
    return write_section(section, written, base=section.version, by=by)
