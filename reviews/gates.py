"""The conditions that reviews set on the moves. Each returns what is missing, with a link."""

from collections import defaultdict
from itertools import count

from django.db.models import Count, Q
from django.urls import reverse

from postmortems.domain.completeness import remembered
from postmortems.domain.eligibility import hindrances_to_tell
from postmortems.workflow import Blocker, register_gate

from .enums import Relation
from .models import Attendance, Meeting, Stop
from .models.meeting import STILL_TO_COME


def review_place(postmortem):
    """(address, permission) of where a review is mended: its meeting, else scheduling one.

    Asks the database; once for each gate is enough.
    """
    meeting = latest_meeting(postmortem)
    if meeting:
        return meeting.get_absolute_url(), ""
    return reverse("reviews:schedule", args=[postmortem.pk]), "reviews.schedule"


@remembered
def meetings_of(postmortem):
    """Every meeting of it, the latest first: few, and looked at by most of the gates."""
    return list(Meeting.objects.filter(postmortem=postmortem).select_related("facilitator"))


def held(postmortem):
    return [one for one in meetings_of(postmortem) if one.is_held]


def counting(postmortem):
    """Held since the last reopen or send back, as ``Meeting.objects.counting``."""
    since = postmortem.returned_at
    return [one for one in held(postmortem) if since is None or one.closed_at >= since]


def upcoming(postmortem):
    return [one for one in meetings_of(postmortem) if one.is_open]  # there is one at most


def latest_meeting(postmortem):
    """The meeting held since the last return, else the scheduled one, else ``None``."""
    found = sorted(counting(postmortem), key=lambda one: one.closed_at)[-1:]
    return next(iter(found or upcoming(postmortem)), None)


@remembered
def is_covered(postmortem):
    """Whether the facilitator recorded, since the last return, how an earlier review covers it."""
    if not postmortem.returned_at or not held(postmortem):
        return False
    return postmortem.coveringnotes.filter(at__gte=postmortem.returned_at).exists()


def reviewing_meetings(postmortem):
    """The held meetings that carry *reviewed*: those that count, else the covering ones."""
    found = counting(postmortem)
    return held(postmortem) if not found and is_covered(postmortem) else found


def meetings_to_check(postmortem):
    """Whose people and stops are looked at: those that count, else the one that is ahead.

    The gate on the meeting itself holds until one was held; this only tells early.
    """
    return reviewing_meetings(postmortem) or upcoming(postmortem)


@register_gate("never_reviewed", "No review was held")
def never_reviewed(postmortem):
    if postmortem.publications.exists():
        sentence = "It was published: what readers were given is not discarded."
    elif postmortem.reviewed_at or held(postmortem):
        sentence = "A review was held: what was said there is not discarded."
    else:
        return []
    return [Blocker("reviewed", sentence, *review_place(postmortem))]


@register_gate("meeting", "A review meeting was held")
def meeting(postmortem):
    if reviewing_meetings(postmortem):
        return []
    if upcoming(postmortem):
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
    others = [
        one
        for one in reviewing_meetings(postmortem)
        if one.facilitator_id != postmortem.facilitator_id
    ]
    sentences = []
    if declaration.exception.strip():
        others = [one for one in others if one.closed_at > declaration.at]
    else:
        reasons = hindrances_to_tell(postmortem, postmortem.facilitator)
        sentences += [f"The facilitator {reason}" for reason in reasons]
    for meeting in others:
        for reason in hindrances_to_tell(postmortem, meeting.facilitator):
            sentences.append(f"{meeting.facilitator.name}, who facilitated a meeting, {reason}")
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
    kept = Stop.objects.kept().filter(meeting__in=meetings_to_check(postmortem))
    chosen = list(kept.select_related("meeting"))
    if not chosen:
        return [Blocker("stops", "No stop was chosen for the walk.", *review_place(postmortem))]
    places = defaultdict(count)  # of each meeting its own, as the room counts them
    numbered = [(next(places[stop.meeting_id]) + 1, stop) for stop in chosen]
    return [
        Blocker(
            "stops",
            f"Stop {number} is neither discussed nor skipped yet.",
            f"{stop.meeting.get_absolute_url()}?stop={stop.pk}",
        )
        for number, stop in numbered
        if stop.state in STILL_TO_COME
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
