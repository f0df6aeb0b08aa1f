"""A finalized document in which every record has something to say, and something to hide."""

from datetime import UTC, date, datetime, timedelta

from postmortems.domain.incident import change_incident
from postmortems.domain.perspective import set_audience
from postmortems.domain.record import change_record
from postmortems.enums import (
    EntryKind,
    EntrySource,
    FactorPart,
    Measure,
    MitigatorKind,
    PerspectiveAudience,
    StepOutcome,
)
from postmortems.models import ActionItem, Idea, IncidentPerson
from reviews.models import Declaration
from tests import scenes
from tests.factories.postmortems import (
    FactorFactory,
    ImpactFactory,
    IncidentLinkFactory,
    MitigatorFactory,
    PerspectiveFactory,
    TimelineEntryFactory,
    TriggerFactory,
)
from tests.kept import kept

STARTED = datetime(2026, 3, 10, 7, 0, tzinfo=UTC)
HIDDEN = "HIDDEN-ENTRY"
REVIEW_GROUP_WORDS = "REVIEW-GROUP-PERSPECTIVE"
REVIEW_GROUP_SECTION = "REVIEW-GROUP-SECTION"
SECRETS = (HIDDEN, REVIEW_GROUP_WORDS, REVIEW_GROUP_SECTION)


def at(minutes):
    return STARTED + timedelta(minutes=minutes)


@kept
def told(cast):
    """A draft with all records that a page shows, in a zone of its own."""
    incident, postmortem = cast.incident, cast.postmortem
    change_incident(
        incident,
        {
            "time_zone": "Europe/Berlin",
            "started_at": STARTED,
            "detected_at": at(25),
            "resolved_at": at(190),
        },
        base=incident.version,
        by=cast.owner,
        tags=["cards"],
    )
    scenes.renewed(cast)
    incident, postmortem = cast.incident, cast.postmortem
    cause = TimelineEntryFactory(
        incident=incident, occurred_at=at(-30), text="A release went out", kind=EntryKind.CHANGE
    )
    tried = TimelineEntryFactory(
        incident=incident,
        occurred_at=at(60),
        text="A dead end was tried",
        kind=EntryKind.ACTION,
        outcome=StepOutcome.WORSE,
        source=EntrySource.CHAT,
        source_link="https://chat.example.com/7",
    )
    TimelineEntryFactory(
        incident=incident, occurred_at=at(70), text="Customers heard", kind=EntryKind.COMMUNICATION
    )
    TimelineEntryFactory(incident=incident, occurred_at=at(300), text="Thanks were said")
    hidden = TimelineEntryFactory(
        incident=incident, occurred_at=at(80), text=HIDDEN, is_hidden=True
    )
    opened = PerspectiveFactory(
        entry=tried, speaker=cast.responder, speaker_role="the one on call", saw="OPENED-WORDS"
    )
    set_audience(opened, PerspectiveAudience.ORGANIZATION, by=cast.responder)
    PerspectiveFactory(entry=tried, speaker=cast.owner, saw=REVIEW_GROUP_WORDS)
    ImpactFactory(
        incident=incident,
        experienced="Paid twice",
        quantity=700,
        unit="accounts",
        measure=Measure.ESTIMATED,
        told="An apology by mail",
        can_do="Ask for a refund",
    )
    FactorFactory(
        postmortem=postmortem,
        summary="A limit was low",
        narrative="It was set long ago.",
        part=FactorPart.HID,
        links={"evidence": [cause, hidden]},
    )
    TriggerFactory(postmortem=postmortem, text="A sale began")
    for text, kind in (
        ("It was a quiet day", MitigatorKind.LUCK),
        ("To Ada", MitigatorKind.THANKS),
    ):
        MitigatorFactory(postmortem=postmortem, text=text, kind=kind)
    IncidentLinkFactory(incident=incident, url="https://status.example.com/1", label="Status page")
    person = IncidentPerson.objects.get(incident=incident, user=cast.responder)
    values = {"joined_at": at(30), "reached_how": "Paged by the alert"}
    change_record(person, values, base=person.version, by=cast.owner)
    return scenes.renewed(cast)


@kept
def published(cast):
    """``told``, finalized; the section *background* is kept to the review group."""
    told(cast)
    background = cast.postmortem.sections.get(key="background")
    background.audience = "review-group"
    background.save()
    scenes.write(background, REVIEW_GROUP_SECTION, by=cast.owner)
    cast = scenes.decided(cast)
    Declaration.objects.update(directs_nobody=False, exception="Nobody else was free")
    Idea.objects.update(decision="declined", decision_reason="Too dear", deferred_until=None)
    ActionItem.objects.update(due_on=date(2026, 5, 1), title="Alert at eighty percent")
    scenes.sign(cast)
    scenes.advance(cast.fresh(), scenes.Move.FINALIZE, by=cast.facilitator)
    return scenes.renewed(cast)
