"""Who is one of an incident's people, and for which reasons."""

import pytest

from postmortems.domain import access
from postmortems.domain.incident import grant_access, withdraw_access
from postmortems.domain.postmortem import (
    set_contributors,
    set_facilitator,
    transfer_ownership,
)
from postmortems.domain.record import remove_record, restore_record
from postmortems.enums import AccessReason
from postmortems.models import IncidentAccess
from postmortems.permissions import reasons_for
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import IncidentFactory, IncidentPersonFactory


def reasons(user, incident):
    rows = IncidentAccess.objects.filter(incident=incident, user=user)
    return set(rows.values_list("reason", flat=True))


def test_opener_is_the_first_of_its_people(db):
    incident = IncidentFactory()

    assert reasons(incident.opened_by, incident) == {"person"}


def test_person_added_removed_and_brought_back(db):
    incident = IncidentFactory()
    row = IncidentPersonFactory(incident=incident)
    assert reasons(row.user, incident) == {"person"}

    row = remove_record(row, by=incident.opened_by)
    assert reasons(row.user, incident) == set()

    restore_record(row, by=incident.opened_by)
    assert reasons(row.user, incident) == {"person"}


def test_person_named_twice_stays_while_one_row_is_there(db):
    incident = IncidentFactory()
    first = IncidentPersonFactory(incident=incident)
    IncidentPersonFactory(incident=incident, user=first.user)

    remove_record(first, by=incident.opened_by)

    assert reasons(first.user, incident) == {"person"}


def test_person_from_outside_brings_no_row(db):
    incident = IncidentFactory()

    IncidentPersonFactory(incident=incident, user=None, name="Someone at the provider")

    assert IncidentAccess.objects.filter(incident=incident).count() == 1


def test_new_owner_and_the_former_who_stays_as_contributor(cast):
    transfer_ownership(cast.postmortem, cast.contributor, by=cast.owner)

    assert reasons(cast.contributor, cast.incident) == {"owner"}
    assert reasons(cast.owner, cast.incident) == {"person", "contributor"}


def test_replaced_facilitator_and_contributor_lose_theirs(cast):
    other = UserFactory()

    set_facilitator(cast.postmortem, other, by=cast.owner, reason="They are away.")
    set_contributors(cast.postmortem, [], by=cast.owner)

    assert reasons(cast.facilitator, cast.incident) == set()
    assert reasons(cast.contributor, cast.incident) == set()
    assert reasons(other, cast.incident) == {"facilitator"}


def test_refresh_leaves_invitations_and_grants_alone(cast):
    access.refresh(cast.incident)

    assert reasons(cast.invited_reader, cast.incident) == {"invited"}
    assert reasons(cast.granted, cast.incident) == {"granted"}
    assert reasons(cast.note_taker, cast.incident) == {"note-taker"}


def test_grant_twice_is_one_row_and_withdrawing_keeps_other_reasons(cast):
    for person in (cast.responder, cast.responder):
        grant_access(cast.incident, person, by=cast.owner)
    assert reasons(cast.responder, cast.incident) == {"person", "granted"}
    assert IncidentAccess.objects.filter(user=cast.responder).count() == 2

    withdraw_access(cast.incident, cast.responder, by=cast.owner)

    assert reasons(cast.responder, cast.incident) == {"person"}


@pytest.mark.parametrize("change", [access.grant, access.revoke])
def test_remembered_reasons_are_forgotten_with_a_change(cast, change):
    remembered = reasons_for(cast.granted, cast.incident)
    assert remembered == {"granted"}

    change(cast.incident, cast.granted, AccessReason.GRANTED)

    assert reasons_for(cast.granted, cast.incident) == reasons(cast.granted, cast.incident)
