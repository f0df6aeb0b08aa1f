from .attendance import Attendance
from .calendar import CalendarEvent, CalendarFeed, CalendarInvitation
from .facilitator_request import FacilitatorRequest
from .interview import Interview, InterviewLine
from .joining import JoinRequest
from .meeting import AgendaPart, Meeting, QuestionNote, Stop
from .notebook import Correction, Decision, OpenQuestion, ParkedItem
from .poll import Poll
from .progress import Progress
from .prompt import PromptsOfKind
from .signature import CoveringNote, Declaration, PartConfirmation, SignOff
from .workshop import Workshop
from .worry import Worry

__all__ = [
    "AgendaPart",
    "Attendance",
    "CalendarEvent",
    "CalendarFeed",
    "CalendarInvitation",
    "Correction",
    "CoveringNote",
    "Decision",
    "Declaration",
    "FacilitatorRequest",
    "Interview",
    "InterviewLine",
    "JoinRequest",
    "Meeting",
    "OpenQuestion",
    "ParkedItem",
    "PartConfirmation",
    "Progress",
    "Poll",
    "PromptsOfKind",
    "QuestionNote",
    "SignOff",
    "Stop",
    "Workshop",
    "Worry",
]
