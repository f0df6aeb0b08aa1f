"""What the tests of records send: one good line for each kind, and where it goes."""

from django.urls import reverse

from tests.factories.postmortems import (
    ActionFactory,
    FactorFactory,
    IdeaFactory,
    ImpactFactory,
    IncidentLinkFactory,
    IncidentPersonFactory,
    MitigatorFactory,
    PerspectiveFactory,
    TimelineEntryFactory,
    TriggerFactory,
)

LINES = {
    "person": {"name": "Ada from the network", "role": "responder"},
    "link": {"url": "https://status.example.com/", "label": "Status", "kind": "other"},
    "timeline": {
        "occurred_at_day": "2026-03-11",
        "occurred_at_time": "21:00",
        "text": "The pool was full",
        "kind": "symptom",
        "source": "manual",
    },
    "impact": {"group": "customers", "experienced": "Could not pay"},
    "factor": {"summary": "The pool was smaller than the peak"},
    "mitigator": {"text": "The switch was ready", "kind": "helped"},
    "trigger": {"text": "A release", "kind": "release"},
    "idea": {"text": "Show the pool on the dashboard"},
    "action": {"title": "Alert at eighty percent", "priority": "medium"},
    "perspective": {"saw": "A flat graph", "audience": "review-group"},
}
# The field of each kind that holds free text, and the model's own name for it.
TEXT = {
    "person": "name",
    "link": "label",
    "timeline": "text",
    "impact": "experienced",
    "factor": "summary",
    "mitigator": "text",
    "trigger": "text",
    "idea": "text",
    "action": "title",
    "perspective": "saw",
}
FACTORIES = {
    "person": IncidentPersonFactory,
    "link": IncidentLinkFactory,
    "timeline": TimelineEntryFactory,
    "impact": ImpactFactory,
    "factor": FactorFactory,
    "mitigator": MitigatorFactory,
    "trigger": TriggerFactory,
    "idea": IdeaFactory,
    "action": ActionFactory,
}
OF_POSTMORTEM = {"factor", "mitigator", "trigger", "idea", "action"}


def make(kind, cast, **values):
    """A record of this kind in the cast's incident."""
    if kind == "perspective":
        entry = TimelineEntryFactory(incident=cast.incident)
        return PerspectiveFactory(entry=entry, speaker=cast.responder, by=cast.responder)
    owner = "postmortem" if kind in OF_POSTMORTEM else "incident"
    return FACTORIES[kind](by=cast.owner, **{owner: getattr(cast, owner)}, **values)


def line(kind, cast, **changes):
    """One good line of this kind, with its entry and speaker where it needs them."""
    data = dict(LINES[kind])
    if kind == "perspective":
        data["entry"] = TimelineEntryFactory(incident=cast.incident).pk
        data["speaker"] = cast.owner.pk
    return data | changes


def add_url(kind, cast):
    return reverse("postmortems:record-add", args=[cast.incident.pk, kind])


def url(name, kind, record):
    return reverse(f"postmortems:record-{name}", args=[kind, record.pk])
