"""The conditions that reviews set on the moves. Each returns what is missing, with a link."""

from django.urls import reverse

from postmortems.domain.eligibility import hindrances
from postmortems.workflow import Blocker, register_gate

from .enums import MeetingOutcome, Relation, StopState
from .models import Attendance, Meeting, OpenQuestion, Stop


def review_url(postmortem):
    """Where the review of a postmortem is mended: its meeting, else scheduling one."""
    meeting = latest_meeting(postmortem)
    if meeting:
        return meeting.get_absolute_url()
    return reverse("reviews:schedule", args=[postmortem.pk])


def latest_meeting(postmortem):
    """The meeting held since the last return, else the scheduled one, else ``None``."""
    held = Meeting.objects.counting(postmortem).order_by("-closed_at").first()
    return held or postmortem.meetings.upcoming().first()


def is_covered(postmortem):
    """Whether the facilitator recorded, since the last return, how an earlier review covers it."""
    notes = postmortem.coveringnotes.all()
    if not postmortem.returned_at or not Meeting.objects.held().filter(postmortem=postmortem):
        return False
    return notes.filter(at__gte=postmortem.returned_at).exists()


def reviewing_meetings(postmortem):
    """The held meetings that carry *reviewed*: those that count, else the covering ones."""
    counting = Meeting.objects.counting(postmortem)
    if counting.exists() or not is_covered(postmortem):
        return counting
    return Meeting.objects.held().filter(postmortem=postmortem)


@register_gate("never_reviewed", "No review was held")
def never_reviewed(postmortem):
    if not Meeting.objects.held().filter(postmortem=postmortem).exists():
        return []
    sentence = "A review was held: what was said there is not discarded."
    return [Blocker("reviewed", sentence, review_url(postmortem))]


@register_gate("meeting", "A review meeting was held")
def meeting(postmortem):
    if reviewing_meetings(postmortem).exists():
        return []
    if postmortem.meetings.filter(outcome=MeetingOutcome.SCHEDULED).exists():
        sentence = "The review meeting is scheduled, and not closed as held."
    elif postmortem.returned_at:
        sentence = "No review meeting was held since it came back to draft."
    else:
        sentence = "No review meeting is scheduled."
    return [Blocker("meeting", sentence, review_url(postmortem))]


@register_gate("facilitator", "The facilitator may review it")
def facilitator(postmortem):
    if postmortem.facilitator_id is None:
        url = reverse("postmortems:people", args=[postmortem.pk])
        return [Blocker("facilitator", "It has no facilitator.", url)]
    declaration = postmortem.declarations.filter(by=postmortem.facilitator_id).first()
    url = reverse("reviews:declare", args=[postmortem.pk])
    if declaration is None:
        sentence = "The facilitator declares whose work they direct."
        return [Blocker("declaration", sentence, url)]
    if declaration.exception.strip():
        return []
    return [
        Blocker("eligibility", f"The facilitator {reason}: record why it is so here.", url)
        for reason in hindrances(postmortem, postmortem.facilitator)
    ]


@register_gate("attendance", "Someone involved and someone not involved were there")
def attendance(postmortem):
    present = Attendance.objects.kept().filter(
        meeting__in=reviewing_meetings(postmortem), is_present=True
    )
    missing = []
    if not present.filter(relation=Relation.INVOLVED).exists():
        missing.append("Nobody who was involved is marked present.")
    if not present.exclude(relation=Relation.INVOLVED).exists():
        missing.append("Nobody who was not involved is marked present.")
    return [Blocker("attendance", sentence, review_url(postmortem)) for sentence in missing]


@register_gate("stops", "Every chosen stop was discussed or skipped")
def stops(postmortem):
    chosen = Stop.objects.kept().filter(meeting__in=reviewing_meetings(postmortem))
    if not chosen.exists():
        return [Blocker("stops", "No stop was chosen for the walk.", review_url(postmortem))]
    return [
        Blocker(
            "stops", f"The stop “{stop.entry}” is not discussed or skipped.", review_url(postmortem)
        )
        for stop in chosen.filter(state=StopState.NOT_YET).select_related("entry")
    ]


@register_gate("open_questions", "Every open question has an outcome")
def open_questions(postmortem):
    unanswered = OpenQuestion.objects.kept().filter(meeting__postmortem=postmortem, outcome="open")
    return [
        Blocker(
            "open_question",
            f"“{question.text}” is open: answer it, assign it, or leave it unknown and say why.",
            question.meeting.get_absolute_url(),
        )
        for question in unanswered.select_related("meeting__postmortem")
    ]


@register_gate("sign_off", "The facilitator signed this revision")
def sign_off(postmortem):
    url = reverse("reviews:sign-off", args=[postmortem.pk])
    signature = postmortem.signoffs.filter(by=postmortem.facilitator_id).first()
    if signature is None:
        return [Blocker("sign_off", "The facilitator has not signed it yet.", url)]
    if signature.content_version != postmortem.content_version:
        sentence = "It changed since the facilitator signed: look at the changes, sign again."
        return [Blocker("sign_off", sentence, url)]
    return []
