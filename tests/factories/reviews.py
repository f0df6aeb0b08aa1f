"""Meetings and what is written down there. Plain rows: the verbs have tests of their own."""

from datetime import timedelta

import factory
from django.utils import timezone

from reviews.enums import MeetingOutcome, Relation, StopState
from reviews.models import (
    AgendaPart,
    Attendance,
    Correction,
    CoveringNote,
    Decision,
    Declaration,
    Interview,
    InterviewLine,
    JoinRequest,
    Meeting,
    OpenQuestion,
    ParkedItem,
    PartConfirmation,
    Stop,
    Workshop,
)

from .accounts import UserFactory
from .postmortems import PostmortemFactory, TimelineEntryFactory


class MeetingFactory(factory.django.DjangoModelFactory):
    """Scheduled; ``held=True`` for one that was held and closed just now."""

    class Meta:
        model = Meeting

    postmortem = factory.SubFactory(PostmortemFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))
    facilitator = factory.LazyAttribute(lambda one: one.postmortem.facilitator or UserFactory())
    created_by = factory.SelfAttribute("facilitator")

    class Params:
        held = factory.Trait(
            outcome=MeetingOutcome.HELD,
            starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)),
            closed_at=factory.LazyFunction(timezone.now),
        )


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    user = factory.SubFactory(UserFactory)
    relation = Relation.INTERESTED
    is_present = True


class InterviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Interview

    postmortem = factory.SubFactory(PostmortemFactory)
    interviewer = factory.LazyAttribute(lambda one: one.postmortem.facilitator or UserFactory())
    interviewee = factory.SubFactory(UserFactory)
    settled_by = factory.SelfAttribute("interviewer")


class InterviewLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InterviewLine

    interview = factory.SubFactory(InterviewFactory)
    text = "The pager was in the other room."
    written_by = factory.SelfAttribute("interview.interviewee")


class StopFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Stop

    meeting = factory.SubFactory(MeetingFactory)
    entry = factory.LazyAttribute(
        lambda one: TimelineEntryFactory(incident=one.meeting.postmortem.incident)
    )
    state = StopState.DISCUSSED


class AgendaPartFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaPart

    meeting = factory.SubFactory(MeetingFactory)
    title = factory.Sequence(lambda n: f"Part {n}")


class LineFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    meeting = factory.SubFactory(MeetingFactory)
    text = factory.Sequence(lambda n: f"Line {n} of the notebook")


class OpenQuestionFactory(LineFactory):
    class Meta:
        model = OpenQuestion


class ParkedItemFactory(LineFactory):
    class Meta:
        model = ParkedItem


class DecisionFactory(LineFactory):
    class Meta:
        model = Decision


class CorrectionFactory(LineFactory):
    class Meta:
        model = Correction


class DeclarationFactory(factory.django.DjangoModelFactory):
    """The facilitator directs nobody's work."""

    class Meta:
        model = Declaration

    postmortem = factory.SubFactory(PostmortemFactory)
    by = factory.SelfAttribute("postmortem.facilitator")
    directs_nobody = True


class CoveringNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CoveringNote

    postmortem = factory.SubFactory(PostmortemFactory)
    by = factory.SelfAttribute("postmortem.facilitator")
    text = "Only a date was corrected; the review saw everything else."


class PartConfirmationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartConfirmation

    postmortem = factory.SubFactory(PostmortemFactory)
    by = factory.SubFactory(UserFactory)
    agrees = True


class JoinRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JoinRequest

    postmortem = factory.SubFactory(PostmortemFactory)
    by = factory.SubFactory(UserFactory)


class WorkshopFactory(factory.django.DjangoModelFactory):
    """Planned, two days from now."""

    class Meta:
        model = Workshop

    postmortem = factory.SubFactory(PostmortemFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))
