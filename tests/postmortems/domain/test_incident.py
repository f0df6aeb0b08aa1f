"""Incidents: opened, changed, their obligation and who may see them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from postmortems.domain.incident import (
    change_incident,
    open_incident,
    set_visibility,
    settle_obligation,
)
from postmortems.domain.postmortem import discard, recover, start_postmortem
from postmortems.enums import Obligation, Visibility
from postmortems.exceptions import Refused, StaleChange
from postmortems.models import Incident, Service, Tag
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import IncidentFactory, PostmortemFactory


def test_known_services_are_used_and_new_ones_join_the_catalogue(db):
    Service.objects.create(name="Checkout")

    incident = IncidentFactory(services=["checkout", "cards"], tags=["deploy", "Deploy"])

    assert {service.name for service in incident.services.all()} == {"Checkout", "cards"}
    assert Service.objects.count() == 2
    assert Tag.objects.count() == 1


def test_incident_without_title_leaves_nothing_behind(db):
    with pytest.raises(ValidationError):
        open_incident(Incident(title="", severity=1), by=UserFactory(), services=["new"])

    assert not Incident.objects.exists()
    assert not Service.objects.exists()


def test_change_over_an_older_version_is_told(cast):
    change_incident(cast.incident, {"title": "First"}, base=1, by=cast.owner)

    with pytest.raises(StaleChange):
        change_incident(cast.incident, {"title": "Late"}, base=1, by=cast.contributor)

    cast.incident.refresh_from_db()
    assert cast.incident.title == "First"


def test_unknown_times_stay_empty(cast):
    now = timezone.now()

    changed = change_incident(cast.incident, {"detected_at": now}, base=1, by=cast.owner)

    assert (changed.detected_at, changed.acknowledged_at, changed.resolved_at) == (now, None, None)
    assert [one[2] for one in changed.milestones if one[0] == "resolved_at"] == [None]


def test_related_incidents_that_the_editor_cannot_see_stay_linked(cast):
    hidden = IncidentFactory(restricted=True)
    seen, new = IncidentFactory(), IncidentFactory()
    cast.incident.related.set([hidden, seen])

    change_incident(cast.incident, {}, base=1, by=cast.owner, related=[new, cast.incident])

    assert set(cast.incident.related.all()) == {hidden, new}


def test_waiver_needs_a_reason_and_closes_the_way_to_a_postmortem(db):
    incident = IncidentFactory()
    with pytest.raises(Refused):
        settle_obligation(incident, Obligation.WAIVED, by=incident.opened_by, reason=" ")

    settle_obligation(incident, Obligation.WAIVED, by=incident.opened_by, reason="A drill.")

    with pytest.raises(Refused, match="waived"):
        start_postmortem(incident, by=incident.opened_by)


def test_covered_needs_another_postmortem(cast):
    incident = IncidentFactory()
    with pytest.raises(Refused):
        settle_obligation(incident, Obligation.COVERED, by=incident.opened_by)

    covered = settle_obligation(
        incident, Obligation.COVERED, by=incident.opened_by, covered_by=cast.postmortem
    )

    assert covered.covered_by == cast.postmortem
    with pytest.raises(Refused, match="its own incident"):
        settle_obligation(
            cast.incident, Obligation.COVERED, by=cast.owner, covered_by=cast.postmortem
        )


def test_incident_of_a_discarded_draft_is_waived_and_then_not_recovered(cast):
    discard(cast.postmortem, by=cast.owner, reason="A drill.")

    waived = settle_obligation(cast.incident, Obligation.WAIVED, by=cast.owner, reason="A drill.")

    assert waived.obligation == Obligation.WAIVED
    with pytest.raises(Refused, match="waived"):
        recover(cast.postmortem, by=cast.owner)
    settle_obligation(waived, Obligation.VOLUNTARY, by=cast.owner)
    assert not recover(cast.fresh(), by=cast.owner).is_discarded


def test_waiver_is_refused_while_a_postmortem_exists(cast):
    with pytest.raises(Refused, match="Discard it first"):
        settle_obligation(cast.incident, Obligation.WAIVED, by=cast.owner, reason="A drill.")


def test_visibility_is_no_change_of_content(cast):
    before = cast.fresh().content_version

    set_visibility(cast.incident, Visibility.RESTRICTED, by=cast.owner)

    assert cast.fresh().incident.is_restricted
    assert cast.fresh().content_version == before


def test_postmortem_is_started_once(cast):
    with pytest.raises(Refused, match="already"):
        start_postmortem(cast.incident, by=cast.owner)


def test_discarded_draft_comes_back_as_it_was(cast):
    with pytest.raises(Refused):
        discard(cast.postmortem, by=cast.owner, reason=" ")
    discard(cast.postmortem, by=cast.owner, reason="A drill.")
    assert cast.fresh().is_discarded

    recover(cast.postmortem, by=cast.owner)

    assert (cast.fresh().is_discarded, cast.fresh().discard_reason) == (False, "")


def test_entry_knows_its_phase_from_the_incident(db):
    from tests.factories.postmortems import TimelineEntryFactory

    now = timezone.now()
    incident = IncidentFactory(started_at=now, resolved_at=now + timedelta(hours=2))
    shifts = {-1: "before", 0: "during", 1: "during", 2: "during", 3: "after"}

    phases = {
        hours: TimelineEntryFactory(
            incident=incident, occurred_at=now + timedelta(hours=hours)
        ).phase
        for hours in shifts
    }

    assert phases == shifts
    assert TimelineEntryFactory(incident=incident, phase_set="after").phase == "after"


def test_owner_of_a_postmortem_is_whoever_was_named(db):
    owner = UserFactory()

    assert PostmortemFactory(owner=owner).owner == owner


def test_names_beyond_ascii_are_one_whatever_the_case(db):
    first = IncidentFactory(services=["Ärzte"], tags=["Größe"])

    second = IncidentFactory(services=["ärzte"], tags=["GRÖSSE"])

    assert list(first.services.all()) == list(second.services.all())
    assert list(first.tags.all()) == list(second.tags.all())


def test_new_names_join_the_catalogue_in_one_order(db):
    IncidentFactory(tags=["c", "A", "b"])

    assert [tag.name for tag in Tag.objects.order_by("pk")] == ["A", "b", "c"]
