"""The conditions that reviews set on the moves. Each returns what is missing, with a link."""

from django.db.models import Count, Q
from django.urls import reverse

from postmortems.domain.eligibility import hindrances_to_tell
from postmortems.workflow import Blocker, register_gate

from .enums import MeetingOutcome, Relation, StopState
from .models import Attendance, Meeting, Stop


def review_place(postmortem):
    """(address, permission) of where a review is mended: its meeting, else scheduling one.

    Asks the database; once for each gate is enough.
    """
    meeting = latest_meeting(postmortem)
    if meeting:
        return meeting.get_absolute_url(), ""
    return reverse("reviews:schedule", args=[postmortem.pk]), "reviews.schedule"


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


def meetings_to_check(postmortem):
    """Whose people and stops are looked at: those that count, else the one that is ahead.

    The gate on the meeting itself holds until one was held; this only tells early.
    """
    reviewing = reviewing_meetings(postmortem)
    return reviewing if reviewing.exists() else postmortem.meetings.upcoming()


@register_gate("never_reviewed", "No review was held")
def never_reviewed(postmortem):
    if postmortem.publications.exists():
        sentence = "It was published: what readers were given is not discarded."
    elif postmortem.reviewed_at or Meeting.objects.held().filter(postmortem=postmortem).exists():
        sentence = "A review was held: what was said there is not discarded."
    else:
        return []
    return [Blocker("reviewed", sentence, *review_place(postmortem))]


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
    return [Blocker("meeting", sentence, *review_place(postmortem))]


@register_gate("facilitator", "The facilitator may review it")
def facilitator(postmortem):
    if postmortem.facilitator_id is None:
        url = reverse("postmortems:people", args=[postmortem.pk])
        return [Blocker("facilitator", "It has no facilitator.", url)]
    declaration = postmortem.declarations.filter(by=postmortem.facilitator_id).first()
    url = reverse("reviews:declare", args=[postmortem.pk])
    if declaration is None:
        sentence = "The facilitator declares whose work they direct."
        return [Blocker("declaration", sentence, url, "reviews.declare")]
    return [
        Blocker("eligibility", f"{sentence}: record why it is so here.", url, "reviews.declare")
        for sentence in hindrance_sentences(postmortem, declaration)
    ]


def hindrance_sentences(postmortem, declaration):
    """What speaks against the facilitator, and against whoever else facilitated a meeting.

    A recorded exception speaks for the facilitator; for someone else, only where it was
    written after the meeting that they facilitated was closed.
    """
    others = reviewing_meetings(postmortem).exclude(facilitator=postmortem.facilitator_id)
    sentences = []
    if declaration.exception.strip():
        others = others.filter(closed_at__gt=declaration.at)
    else:
        reasons = hindrances_to_tell(postmortem, postmortem.facilitator)
        sentences += [f"The facilitator {reason}" for reason in reasons]
    for held in others.select_related("facilitator"):
        for reason in hindrances_to_tell(postmortem, held.facilitator):
            sentences.append(f"{held.facilitator.name}, who facilitated a meeting, {reason}")
    return sentences


@register_gate("attendance", "Someone involved and someone not involved were there")
def attendance(postmortem):
    present = Attendance.objects.kept().filter(
        meeting__in=meetings_to_check(postmortem), is_present=True
    )
    missing = []
    if not present.filter(relation=Relation.INVOLVED).exists():
        missing.append("Nobody who was involved is marked present.")
    took_part = postmortem.incident.people.kept().exclude(user=None).values("user")
    others = present.exclude(relation=Relation.INVOLVED)
    if not others.filter(Q(user=None) | ~Q(user__in=took_part)).exists():
        missing.append("Nobody who was not involved is marked present.")
    place = review_place(postmortem) if missing else ()
    return [Blocker("attendance", sentence, *place) for sentence in missing]


@register_gate("stops", "Every chosen stop was discussed or skipped")
def stops(postmortem):
    """The entries are not quoted: a hidden one is not for everyone who sees this."""
    chosen = Stop.objects.kept().filter(meeting__in=meetings_to_check(postmortem))
    if not chosen.exists():
        return [Blocker("stops", "No stop was chosen for the walk.", *review_place(postmortem))]
    return [
        Blocker(
            "stops",
            "A stop is not discussed or skipped yet.",
            f"{stop.meeting.get_absolute_url()}?stop={stop.pk}",
        )
        for stop in chosen.filter(state=StopState.NOT_YET).select_related("meeting")
    ]


@register_gate("open_questions", "Every open question has an outcome")
def open_questions(postmortem):
    """The questions themselves stay in the notebook: not everyone who sees this reads that."""
    meetings = (
        postmortem.meetings.filter(openquestions__removed_at=None, openquestions__outcome="open")
        .annotate(unanswered=Count("openquestions"))
        .order_by("starts_at")
    )
    return [
        Blocker(
            "open_question",
            (
                "An open question has"
                if one.unanswered == 1
                else f"{one.unanswered} open questions have"
            )
            + " no outcome: answer, assign, or leave unknown and say why.",
            f"{one.get_absolute_url()}#open-questions",
        )
        for one in meetings
    ]


@register_gate("sign_off", "The facilitator signed this revision")
def sign_off(postmortem):
    url = reverse("reviews:sign-off", args=[postmortem.pk])
    signature = postmortem.signoffs.filter(by=postmortem.facilitator_id).first()
    if signature is None:
        return [Blocker("sign_off", "The facilitator has not signed it yet.", url, "reviews.sign")]
    if signature.content_version != postmortem.content_version:
        sentence = "It changed since the facilitator signed: look at the changes, sign again."
        return [Blocker("sign_off", sentence, url, "reviews.sign")]
    return []
