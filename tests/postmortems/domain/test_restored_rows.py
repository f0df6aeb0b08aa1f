"""Rows put back as a revision has them, by the ordinary verbs of records."""

from datetime import timedelta

import pytest
from django.utils import timezone

from postmortems.domain import restoring
from postmortems.domain.history import keep_version
from postmortems.domain.incident import change_incident
from postmortems.domain.record import change_record, remove_record
from postmortems.domain.revision import compare
from postmortems.domain.snapshot import take_snapshot
from postmortems.enums import EntryKind, FactorGroup, FactorPart, StakeholderGroup, TriggerKind
from postmortems.models import Idea, Impact, Perspective, TimelineEntry
from tests import scenes
from tests.factories.postmortems import (
    FactorFactory,
    IdeaFactory,
    ImpactFactory,
    IncidentLinkFactory,
    MitigatorFactory,
    PerspectiveFactory,
    TimelineEntryFactory,
    TriggerFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(cast):
    """One row of each kind, kept as revision 1."""
    incident, postmortem = cast.incident, cast.postmortem
    cast.entry = TimelineEntryFactory(
        incident=incident, kind=EntryKind.ACTION, outcome="helped", ended_at=timezone.now()
    )
    cast.shown = TimelineEntryFactory(incident=incident)
    cast.impact = ImpactFactory(incident=incident, group="customers", is_headline=True)
    cast.factor = FactorFactory(
        postmortem=postmortem,
        group=FactorGroup.DESIGN,
        part=FactorPart.HID,
        links={"evidence": [cast.entry]},
    )
    cast.trigger = TriggerFactory(postmortem=postmortem, kind=TriggerKind.RELEASE)
    cast.mitigator = MitigatorFactory(postmortem=postmortem, narrative="At once.")
    cast.link = IncidentLinkFactory(incident=incident, label="Status")
    cast.revision = keep_version(postmortem, "First", by=cast.owner)
    return scenes.renewed(cast)


def restore(cast):
    postmortem = cast.fresh()
    seen = postmortem.content_version
    return restoring.restore(postmortem, cast.revision, seen=seen, by=cast.owner)


def change(cast, record, links=None, **values):
    record.refresh_from_db()
    return change_record(record, values, base=record.version, by=cast.contributor, links=links)


def test_changed_rows_are_set_back(rows):
    change(rows, rows.entry, text="Other", occurred_at=timezone.now(), ended_at=None, outcome="")
    change(rows, rows.entry, is_key_moment=True, kind=EntryKind.OTHER, phase_set="after")
    change(rows, rows.impact, group=StakeholderGroup.OWN, group_name="The shop", quantity=9)
    change(rows, rows.factor, group="", part="", links={"evidence": [rows.shown]})
    change(rows, rows.trigger, text="Other", kind=TriggerKind.UNKNOWN)
    change(rows, rows.mitigator, narrative="", kind="luck")
    change(rows, rows.link, url="https://other.example.com/", label="")
    assert len(compare(rows.revision.snapshot, take_snapshot(rows.fresh()))) == 6
    restore(rows)
    assert compare(rows.revision.snapshot, take_snapshot(rows.fresh())) == []
    rows.entry.refresh_from_db()
    assert rows.entry.phase_set == ""
    rows.impact.refresh_from_db()
    assert (rows.impact.group, rows.impact.group_name) == ("customers", "")


def test_group_with_a_name_of_its_own_is_set_back(rows):
    change(rows, rows.impact, group=StakeholderGroup.OWN, group_name="The shop")
    rows.revision = keep_version(rows.postmortem, "Named", by=rows.owner)
    change(rows, rows.impact, group_name="The warehouse")
    restore(rows)
    rows.impact.refresh_from_db()
    assert (rows.impact.group, rows.impact.group_name) == ("own", "The shop")


def test_removed_rows_come_back_and_later_ones_go(rows):
    remove_record(rows.impact, by=rows.contributor)
    remove_record(rows.entry, by=rows.contributor)
    later = ImpactFactory(incident=rows.incident, is_headline=True)
    added = TimelineEntryFactory(incident=rows.incident)
    restore(rows)
    assert [impact.pk for impact in Impact.objects.kept()] == [rows.impact.pk]
    assert Impact.objects.get(pk=rows.impact.pk).is_headline
    assert Impact.objects.get(pk=later.pk).removed_by == rows.owner
    assert not TimelineEntry.objects.kept().filter(pk=added.pk).exists()
    assert compare(rows.revision.snapshot, take_snapshot(rows.fresh())) == []


def test_headline_goes_back_to_its_row(rows):
    other = ImpactFactory(incident=rows.incident)
    rows.revision = keep_version(rows.postmortem, "Two", by=rows.owner)
    change(rows, other, is_headline=True)
    restore(rows)
    assert list(Impact.objects.filter(is_headline=True)) == [rows.impact]


def test_phase_stays_as_told_when_the_incident_moved(rows):
    change(rows, rows.entry, text="Other")
    facts = {"started_at": timezone.now() - timedelta(hours=1)}
    change_incident(rows.incident, facts, base=rows.fresh().incident.version, by=rows.owner)
    restore(rows)
    told = {row["id"]: row["phase"] for row in take_snapshot(rows.fresh())["timeline"]}
    assert told[rows.entry.pk] == "during"


def test_evidence_among_hidden_entries_stays(rows):
    hidden = TimelineEntryFactory(incident=rows.incident, is_hidden=True)
    change(rows, rows.factor, links={"evidence": [rows.entry, hidden]})
    rows.revision = keep_version(rows.postmortem, "Hidden", by=rows.owner)
    change(rows, rows.factor, links={"evidence": [rows.shown, hidden]})
    restore(rows)
    assert set(rows.factor.evidence.all()) == {rows.entry, hidden}


def test_what_went_with_a_row_comes_back_with_it(rows):
    IdeaFactory(postmortem=rows.postmortem, links={"factors": [rows.factor]})
    PerspectiveFactory(entry=rows.entry, speaker=rows.responder, by=rows.responder)
    rows.revision = keep_version(rows.postmortem, "With an idea", by=rows.owner)
    remove_record(rows.factor, by=rows.owner)
    remove_record(rows.entry, by=rows.owner)
    now = take_snapshot(rows.fresh())
    assert len(compare(rows.revision.snapshot, now)) == 4
    assert restoring.staying(rows.revision.snapshot, now) == []
    restore(rows)
    assert compare(rows.revision.snapshot, take_snapshot(rows.fresh())) == []


def test_perspectives_ideas_and_facts_stay(rows):
    said = PerspectiveFactory(
        entry=rows.entry, speaker=rows.responder, saw="A light", by=rows.responder
    )
    idea = IdeaFactory(postmortem=rows.postmortem)
    title = {"title": "A better title"}
    change_incident(rows.incident, title, base=rows.fresh().incident.version, by=rows.owner)
    change(rows, rows.mitigator, text="Other")
    old, now = rows.revision.snapshot, take_snapshot(rows.fresh())
    assert restoring.staying(old, now) == ["Incident facts", "Perspectives", "Ideas"]
    restore(rows)
    assert Perspective.objects.get(pk=said.pk).saw == "A light"
    assert Idea.objects.kept().get() == idea
    assert rows.fresh().incident.title == "A better title"
