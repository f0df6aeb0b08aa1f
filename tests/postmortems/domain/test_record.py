"""Records: born from one line, edited against a version, removed and brought back."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditRecord
from postmortems.domain.record import (
    add_record,
    change_record,
    move_record,
    remove_record,
    restore_record,
)
from postmortems.exceptions import StaleChange
from postmortems.models import ContributingFactor, Impact, IncidentLink, TimelineEntry
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

ALL = [
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
]


def last_audit(record):
    return AuditRecord.objects.filter(
        subject_type=record._meta.model_name, subject_id=str(record.pk)
    ).latest("pk")


@pytest.mark.parametrize("factory", ALL)
def test_every_kind_is_added_removed_and_brought_back(db, factory):
    row = factory()
    by = row.owning_incident().opened_by
    rows = type(row).objects

    assert (row.position, row.version, row.created_by) == (rows.get(pk=row.pk).position, 1, by)
    assert last_audit(row).verb == f"{row._meta.verbose_name} added"
    assert last_audit(row).stream == row.owning_incident().reference

    row = remove_record(row, by=by)
    assert (row in rows.kept(), row in rows.removed()) == (False, True)
    assert remove_record(row, by=by).version == row.version

    row = restore_record(row, by=by)
    assert row in rows.kept()
    assert row.version == 3


def test_one_line_is_enough(cast):
    for record in (
        TimelineEntry(
            incident=cast.incident, occurred_at=cast.incident.started_at, text="First alert"
        ),
        Impact(incident=cast.incident, experienced="Could not pay"),
        ContributingFactor(postmortem=cast.postmortem, summary="A small pool"),
    ):
        assert add_record(record, by=cast.owner).pk


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.com", "not an address"])
def test_link_takes_web_addresses_only(cast, url):
    with pytest.raises(ValidationError) as refusal:
        add_record(IncidentLink(incident=cast.incident, url=url), by=cast.owner)

    assert "url" in refusal.value.message_dict
    assert not IncidentLink.objects.exists()


def test_change_over_an_older_version_is_told_and_overwrites_nothing(cast):
    row = MitigatorFactory(postmortem=cast.postmortem, text="first")
    change_record(row, {"text": "second"}, base=1, by=cast.owner)

    with pytest.raises(StaleChange) as refusal:
        change_record(row, {"text": "late"}, base=1, by=cast.contributor)

    assert refusal.value.current.text == "second"
    row.refresh_from_db()
    assert (row.text, row.version) == ("second", 2)


def test_change_of_a_removed_row_is_told(cast):
    row = MitigatorFactory(postmortem=cast.postmortem)
    row = remove_record(row, by=cast.owner)

    with pytest.raises(StaleChange):
        change_record(row, {"text": "late"}, base=row.version, by=cast.owner)


def test_audit_tells_what_changed_and_only_that(cast):
    row = MitigatorFactory(postmortem=cast.postmortem, text="first", narrative="same")

    change_record(row, {"text": "second", "narrative": "same"}, base=1, by=cast.owner)

    told = last_audit(row)
    assert (told.before, told.after) == ({"text": "first"}, {"text": "second"})
    assert told.actor == cast.owner


def test_links_between_records_are_set(cast):
    entry = TimelineEntryFactory(incident=cast.incident)

    factor = FactorFactory(postmortem=cast.postmortem, links={"evidence": [entry]})

    assert list(factor.evidence.all()) == [entry]
    change_record(factor, {}, base=1, by=cast.owner, links={"evidence": []})
    assert not factor.evidence.exists()


def test_one_headline_at_a_time(cast):
    first = ImpactFactory(incident=cast.incident, is_headline=True)
    second = ImpactFactory(incident=cast.incident, is_headline=True)

    first.refresh_from_db()
    assert (first.is_headline, second.is_headline) == (False, True)


def test_headline_brought_back_leaves_the_one_that_was_chosen_since(cast):
    first = ImpactFactory(incident=cast.incident, is_headline=True)
    first = remove_record(first, by=cast.owner)
    second = ImpactFactory(incident=cast.incident, is_headline=True)

    first = restore_record(first, by=cast.owner)

    second.refresh_from_db()
    assert (first.is_headline, second.is_headline) == (False, True)


def test_move_changes_places_with_the_neighbour(cast):
    one, two, three = [
        MitigatorFactory(postmortem=cast.postmortem, text=text) for text in ("1", "2", "3")
    ]

    def order():
        return [row.text for row in cast.postmortem.mitigators.kept()]

    move_record(three, up=True, by=cast.owner)
    assert order() == ["1", "3", "2"]
    move_record(one, up=True, by=cast.owner)
    move_record(two, up=False, by=cast.owner)
    assert order() == ["1", "3", "2"]
    move_record(one, up=False, by=cast.owner)
    assert order() == ["3", "1", "2"]


def test_audit_holds_no_word_of_a_perspective(cast):
    secret = "I did not dare to ask"
    row = PerspectiveFactory(
        entry__incident=cast.incident, speaker=cast.responder, by=cast.responder, saw=secret
    )
    change_record(row, {"understood": secret}, base=1, by=cast.responder)
    remove_record(row, by=cast.responder)

    told = AuditRecord.objects.filter(subject_type="perspective")

    assert told.count() == 3
    assert not [one for one in told if secret in f"{one.before}{one.after}{one.subject_name}"]
