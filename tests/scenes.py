"""Documents brought to a point of their life, step by step, through the product's verbs.

Each scene takes the cast and returns it, with ``cast.postmortem`` read anew.
"""

from datetime import timedelta

from django.utils import timezone

from postmortems.domain.idea import decide_idea
from postmortems.domain.lifecycle import advance
from postmortems.domain.revision import save_revision
from postmortems.domain.section import answer_question, write_section
from postmortems.enums import Answer, EntryKind, IdeaDecision, Move, State, StepOutcome
from postmortems.models import Postmortem
from reviews.domain.meeting import schedule_meeting
from reviews.enums import Relation
from reviews.models import SignOff

from .factories.postmortems import (
    ActionFactory,
    FactorFactory,
    IdeaFactory,
    ImpactFactory,
    MitigatorFactory,
    TimelineEntryFactory,
)
from .factories.reviews import (
    AttendanceFactory,
    DeclarationFactory,
    MeetingFactory,
    StopFactory,
)
from .kept import kept


@kept
def written(cast):
    """A draft with everything the eight questions ask for; no meeting yet."""
    postmortem, incident = cast.postmortem, cast.incident
    now = timezone.now()
    TimelineEntryFactory(
        incident=incident,
        occurred_at=now - timedelta(hours=20),
        text="The first card was refused",
        kind=EntryKind.SYMPTOM,
        is_key_moment=True,
    )
    TimelineEntryFactory(
        incident=incident,
        occurred_at=now - timedelta(hours=19),
        text="The pool was restarted",
        kind=EntryKind.ACTION,
        outcome=StepOutcome.NO_EFFECT,
    )
    ImpactFactory(incident=incident, is_headline=True)
    FactorFactory(postmortem=postmortem, summary="The pool was smaller than the peak")
    FactorFactory(postmortem=postmortem, summary="Nobody could see how full the pool was")
    MitigatorFactory(postmortem=postmortem, text="The runbook named the right switch")
    IdeaFactory(postmortem=postmortem, text="Show the pool on the dashboard")
    for section in postmortem.sections.all():
        if section.is_question and section.number not in (4, 8):
            answer_question(section, Answer.NOT_KNOWN, by=cast.owner, owner=cast.owner)
        elif section.required and not section.is_question:
            write(section, f"What is to be said about {section.heading.lower()}.", by=cast.owner)
    return renewed(cast)


def write(section, text, *, by):
    """Save a text over the section as it stands."""
    section.refresh_from_db()
    return write_section(section, text, base=section.version, by=by)


def held(cast):
    """A meeting held just now, with its people and its stop."""
    meeting = MeetingFactory(postmortem=cast.postmortem, facilitator=cast.facilitator, held=True)
    AttendanceFactory(meeting=meeting, user=cast.owner, relation=Relation.INVOLVED)
    AttendanceFactory(meeting=meeting, user=cast.outsider, relation=Relation.INTERESTED)
    StopFactory(meeting=meeting, entry=cast.incident.timeline.first())
    return meeting


@kept
def gathered(cast):
    """A draft with all its texts, and a meeting that could begin: agenda, people, two stops."""
    cast = written(cast)
    DeclarationFactory(postmortem=cast.postmortem, by=cast.facilitator)
    values = {
        "starts_at": timezone.now(),
        "facilitator": cast.facilitator,
        "note_taker": cast.note_taker,
    }
    invited = [cast.owner, cast.responder, cast.outsider]
    meeting = schedule_meeting(cast.postmortem, values, by=cast.owner, invite=invited)
    for row in meeting.attendance.filter(user__in=[cast.owner, cast.responder]):
        row.relation = Relation.INVOLVED
        row.save()
    for entry in cast.incident.timeline.in_order():
        StopFactory(meeting=meeting, entry=entry)
    return renewed(cast)


@kept
def reviewable(cast):
    """A draft that satisfies every condition of *mark reviewed*."""
    cast = written(cast)
    DeclarationFactory(postmortem=cast.postmortem, by=cast.facilitator)
    held(cast)
    return renewed(cast)


@kept
def reviewed(cast):
    """Reviewed, with an idea that nobody decided yet."""
    cast = reviewable(cast)
    advance(cast.postmortem, Move.MARK_REVIEWED, by=cast.facilitator)
    return renewed(cast)


@kept
def decided(cast):
    """Reviewed; its ideas are decided, its actions complete; not signed again yet."""
    cast = reviewed(cast)
    for idea in cast.postmortem.ideas.all():
        decide_idea(
            idea,
            IdeaDecision.DEFERRED,
            base=idea.version,
            by=cast.owner,
            deferred_until=timezone.localdate() + timedelta(days=30),
        )
    ActionFactory(postmortem=cast.postmortem, owner=cast.responder, by=cast.owner)
    return renewed(cast)


@kept
def finalizable(cast):
    """Reviewed, and everything that *finalize* asks for is there."""
    cast = decided(cast)
    sign(cast)
    return renewed(cast)


@kept
def finalized(cast):
    cast = finalizable(cast)
    advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator)
    return renewed(cast)


def sign(cast):
    """The facilitator's signature under the document as it stands."""
    postmortem = cast.fresh()
    revision = save_revision(postmortem, by=cast.facilitator, reason="Signed")
    return SignOff.objects.create(
        postmortem=postmortem,
        by=cast.facilitator,
        move=Move.FINALIZE,
        revision=revision,
        content_version=postmortem.content_version,
    )


def discarded(cast):
    from postmortems.domain.postmortem import discard

    discard(cast.postmortem, by=cast.owner, reason="The incident was a drill.")
    return renewed(cast)


def bare(cast, state):
    """The same document in another state with nothing in it: what a wrong write would leave.

    The one place in the tests that goes around the lifecycle; it proves refusals.
    """
    now = timezone.now()
    dates = {"reviewed_at": None, "finalized_at": None}
    if state != State.DRAFT:
        dates["reviewed_at"] = now
    if state == State.FINALIZED:
        dates["finalized_at"] = now
    Postmortem.objects.filter(pk=cast.postmortem.pk).update(state=state, **dates)
    return renewed(cast)


def renewed(cast):
    cast.postmortem = cast.fresh()
    cast.incident = cast.postmortem.incident
    return cast
