"""What reviews add to every snapshot: that it was reviewed, how, and what came of it.

No names of those who came, no notes, no confirmations: those stay in the review group.
"""

from collections import Counter

from postmortems.contributions import snapshot_part
from reviews.enums import CorrectionAnswer, MeetingOutcome, StopState
from reviews.models import Attendance, Decision, Meeting, OpenQuestion


@snapshot_part("review")
def review_part(postmortem):
    """The record of the review, JSON-ready. Part of format 1 of the snapshot."""
    facilitator = postmortem.facilitator
    return {
        "meetings": [meeting_row(meeting) for meeting in held_meetings(postmortem)],
        "facilitator": facilitator.name if facilitator else "",
        "declaration": declaration_part(postmortem),
        "covering_note": covering_part(postmortem),
        "open_questions": [question_row(row) for row in lines(OpenQuestion, postmortem)],
        "decisions": [{"id": row.pk, "text": row.text} for row in lines(Decision, postmortem)],
        "reviewed_at": postmortem.reviewed_at.isoformat() if postmortem.reviewed_at else None,
    }


def held_meetings(postmortem):
    held = Meeting.objects.held().filter(postmortem=postmortem).order_by("starts_at", "pk")
    return held.select_related("facilitator")


def meeting_row(meeting):
    present = Attendance.objects.kept().filter(meeting=meeting, is_present=True)
    relations = Counter(present.order_by().values_list("relation", flat=True))
    return {
        "id": meeting.pk,
        "held_on": meeting.starts_at.isoformat(),
        "format": meeting.format,
        "facilitator": meeting.facilitator.name,
        "attended": sum(relations.values()),
        "relations": dict(sorted(relations.items())),
        "stops": meeting.stops.kept().filter(state=StopState.DISCUSSED).count(),
        "corrections": meeting.corrections.kept().filter(answer=CorrectionAnswer.MADE).count(),
    }


def declaration_part(postmortem):
    declaration = postmortem.declarations.filter(by=postmortem.facilitator_id).first()
    if declaration is None:
        return None
    return {"directs_nobody": declaration.directs_nobody, "exception": declaration.exception}


def covering_part(postmortem):
    """The note that covers the present text: written since it last came back to draft."""
    if postmortem.returned_at is None:
        return None
    notes = postmortem.coveringnotes.filter(at__gte=postmortem.returned_at)
    note = notes.select_related("by").first()
    return note and {"text": note.text, "by": note.by.name, "at": note.at.isoformat()}


def lines(model, postmortem):
    """What was written down in its meetings; one that was called off came to nothing."""
    rows = model.objects.kept().filter(meeting__postmortem=postmortem)
    rows = rows.exclude(meeting__outcome=MeetingOutcome.CANCELLED)
    rows = rows.order_by("meeting__starts_at", "position", "pk")
    return rows.select_related("outcome_owner") if model is OpenQuestion else rows


def question_row(row):
    return {
        "id": row.pk,
        "text": row.text,
        "outcome": row.outcome,
        "outcome_label": row.get_outcome_display(),
        "note": row.outcome_note,
        "owner": row.outcome_owner.name if row.outcome_owner else "",
        "due": row.outcome_due.isoformat() if row.outcome_due else "",
    }
