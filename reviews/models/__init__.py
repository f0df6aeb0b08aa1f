from .attendance import Attendance
from .joining import JoinRequest
from .meeting import AgendaPart, Meeting, QuestionNote, Stop
from .notebook import Correction, Decision, OpenQuestion, ParkedItem
from .signature import CoveringNote, Declaration, PartConfirmation, SignOff

__all__ = [
    "AgendaPart",
    "Attendance",
    "Correction",
    "CoveringNote",
    "Decision",
    "Declaration",
    "JoinRequest",
    "Meeting",
    "OpenQuestion",
    "ParkedItem",
    "PartConfirmation",
    "QuestionNote",
    "SignOff",
    "Stop",
]
