"""Incidents, postmortems and their records, made through the product's own verbs.

So whoever is one of the incident's people is so here too. Every record takes ``by=`` (the
incident's opener when absent) and ``links=`` (many-to-many names to lists).
"""

from datetime import timedelta

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from postmortems.domain import attachment as attachments
from postmortems.domain.comment import start_thread
from postmortems.domain.incident import open_incident
from postmortems.domain.postmortem import set_contributors, set_facilitator, start_postmortem
from postmortems.domain.record import add_record
from postmortems.enums import ActionKind, AttachmentKind, FactorGroup, Measure, Severity, Visibility
from postmortems.models import (
    ActionItem,
    Attachment,
    CommentThread,
    ContributingFactor,
    Idea,
    Impact,
    Incident,
    IncidentLink,
    IncidentPerson,
    Mitigator,
    Perspective,
    Postmortem,
    Service,
    Tag,
    TimelineEntry,
    Trigger,
)

from .accounts import UserFactory


class IncidentFactory(factory.django.DjangoModelFactory):
    """``by=`` opens it (a new member when absent); ``services=``, ``tags=`` are names."""

    class Meta:
        model = Incident

    title = factory.Sequence(lambda n: f"Incident number {n}")
    severity = Severity.SEV2
    started_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=5))

    class Params:
        restricted = factory.Trait(visibility=Visibility.RESTRICTED)

    @classmethod
    def _create(cls, model_class, *, by=None, services=(), tags=(), **values):
        return open_incident(
            model_class(**values), by=by or UserFactory(), services=services, tags=tags
        )


class PostmortemFactory(factory.django.DjangoModelFactory):
    """A draft; ``owner=``, ``facilitator=``, ``contributors=``, ``template=`` as wanted."""

    class Meta:
        model = Postmortem

    incident = factory.SubFactory(IncidentFactory)

    @classmethod
    def _create(
        cls,
        model_class,
        *,
        incident,
        owner=None,
        facilitator=None,
        contributors=(),
        template=None,
    ):
        owner = owner or incident.opened_by
        postmortem = start_postmortem(incident, by=owner, template=template)
        if facilitator:
            set_facilitator(postmortem, facilitator, by=owner)
        if contributors:
            set_contributors(postmortem, contributors, by=owner)
        return model_class.objects.select_related("incident", "owner", "facilitator").get(
            pk=postmortem.pk
        )


class RecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *, by=None, links=None, **values):
        record = model_class(**values)
        return add_record(record, by=by or record.owning_incident().opened_by, links=links)


class IncidentPersonFactory(RecordFactory):
    class Meta:
        model = IncidentPerson

    incident = factory.SubFactory(IncidentFactory)
    user = factory.SubFactory(UserFactory)


class IncidentLinkFactory(RecordFactory):
    class Meta:
        model = IncidentLink

    incident = factory.SubFactory(IncidentFactory)
    url = factory.Sequence(lambda n: f"https://status.example.com/{n}")


class TimelineEntryFactory(RecordFactory):
    class Meta:
        model = TimelineEntry

    incident = factory.SubFactory(IncidentFactory)
    occurred_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=4))
    text = factory.Sequence(lambda n: f"Something was seen, number {n}")


class PerspectiveFactory(RecordFactory):
    class Meta:
        model = Perspective

    entry = factory.SubFactory(TimelineEntryFactory)
    speaker = factory.SubFactory(UserFactory)
    saw = factory.Sequence(lambda n: f"A graph that went flat, number {n}")


class ImpactFactory(RecordFactory):
    class Meta:
        model = Impact

    incident = factory.SubFactory(IncidentFactory)
    experienced = factory.Sequence(lambda n: f"Could not pay, number {n}")
    quantity = 4200
    unit = "customers"
    measure = Measure.MEASURED


class FactorFactory(RecordFactory):
    class Meta:
        model = ContributingFactor

    postmortem = factory.SubFactory(PostmortemFactory)
    summary = factory.Sequence(lambda n: f"A limit nobody could see, number {n}")
    group = FactorGroup.CAPACITY


class MitigatorFactory(RecordFactory):
    class Meta:
        model = Mitigator

    postmortem = factory.SubFactory(PostmortemFactory)
    text = factory.Sequence(lambda n: f"The switch was ready, number {n}")


class TriggerFactory(RecordFactory):
    class Meta:
        model = Trigger

    postmortem = factory.SubFactory(PostmortemFactory)
    text = factory.Sequence(lambda n: f"A deploy, number {n}")


class IdeaFactory(RecordFactory):
    class Meta:
        model = Idea

    postmortem = factory.SubFactory(PostmortemFactory)
    text = factory.Sequence(lambda n: f"Show the limit on the dashboard, number {n}")


class ActionFactory(RecordFactory):
    """Complete: an owner, a due date, a finish test."""

    class Meta:
        model = ActionItem

    postmortem = factory.SubFactory(PostmortemFactory)
    title = factory.Sequence(lambda n: f"Alert at eighty percent, number {n}")
    kind = ActionKind.DETECT
    owner = factory.SubFactory(UserFactory)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))
    done_when = "The alert fired in a drill."


class CommentThreadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommentThread

    postmortem = factory.SubFactory(PostmortemFactory)
    text = factory.Sequence(lambda n: f"Is this the whole story, number {n}?")

    @classmethod
    def _create(cls, model_class, *, postmortem, text, by=None, **values):
        return start_thread(postmortem, text, by=by or postmortem.owner, **values)


class AttachmentFactory(factory.django.DjangoModelFactory):
    """An image, or with ``image=False`` another file, whose bytes were made ready before."""

    class Meta:
        model = Attachment

    postmortem = factory.SubFactory(PostmortemFactory)
    name = factory.Sequence(lambda n: f"graph-{n}")
    image = True
    data = b"the bytes of it"

    @classmethod
    def _create(cls, model_class, *, postmortem, name, image, data, by=None):
        facts = {"kind": AttachmentKind.FILE, "content_type": "application/octet-stream"}
        if image:
            facts = {"kind": AttachmentKind.IMAGE, "content_type": "image/png"}
            facts |= {"alt": "Errors rise at 14:02", "width": 60, "height": 40}
        content = ContentFile(data)
        by = by or postmortem.owner
        return attachments.keep(postmortem, model_class(**facts), content, name=name, by=by)


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    name = factory.Sequence(lambda n: f"service-{n}")


class TagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"tag-{n}")
