"""Who carries a postmortem: owner, contributors, facilitator."""

import pytest

from postmortems.domain.postmortem import start_postmortem
from tests import scenes
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import IncidentFactory, PerspectiveFactory, TimelineEntryFactory

pytestmark = pytest.mark.django_db


def address(cast, verb="people"):
    return f"/postmortems/{cast.postmortem.pk}/{verb}/"


def test_ownership_is_transferred_and_the_former_owner_contributes(cast, client_of):
    data = {"do": "owner", "person": cast.responder.pk, "reason": "On leave."}
    assert client_of(cast.owner).post(address(cast), data).status_code == 302
    postmortem = cast.fresh()
    assert postmortem.owner == cast.responder
    assert cast.owner in postmortem.contributors.all()


def test_ownership_does_not_go_to_the_facilitator(cast, client_of):
    data = {"do": "owner", "person": cast.facilitator.pk, "reason": "Why not"}
    answer = client_of(cast.owner).post(address(cast), data)
    assert answer.status_code == 422
    assert "facilitates this review" in answer.content.decode()
    assert "Why not" in answer.content.decode()


@pytest.mark.parametrize(
    ("do", "part"),
    [
        ("owner", "contributor"),
        ("owner", "facilitator"),
        ("facilitator", "facilitator"),
        ("contributors", "administrator"),
        ("contributors", "outsider"),
    ],
)
def test_changes_of_people_are_refused_to_others(cast, client_of, do, part):
    data = {"do": do, "person": cast.outsider.pk, "reason": "Because."}
    assert client_of(getattr(cast, part)).post(address(cast), data).status_code == 403


def test_facilitator_is_replaced_with_a_reason_only(cast, client_of):
    client = client_of(cast.owner)
    data = {"do": "facilitator", "person": cast.outsider.pk}
    assert client.post(address(cast), data).status_code == 422
    assert client.post(address(cast), data | {"reason": "Ill."}).status_code == 302
    assert cast.fresh().facilitator == cast.outsider


def test_facilitator_of_a_finalized_postmortem_stays(cast, client_of):
    scenes.finalized(cast)
    data = {"do": "facilitator", "person": cast.outsider.pk, "reason": "Ill."}
    answer = client_of(cast.owner).post(address(cast), data)
    assert answer.status_code == 409
    assert cast.fresh().facilitator == cast.facilitator


def test_choice_of_a_facilitator_hints_at_what_speaks_against(cast, client_of):
    entry = TimelineEntryFactory(incident=cast.incident)
    PerspectiveFactory(entry=entry, speaker=cast.granted, by=cast.owner)
    PerspectiveFactory(entry=entry, speaker=cast.outsider, by=cast.owner, audience="mine")
    page = client_of(cast.owner).get(address(cast)).content.decode()
    assert "Responder · is among the incident&#x27;s people" in page
    assert "Granted · is named in a perspective" in page
    assert "Outsider ·" not in page


def test_contributors_are_set(cast, client_of):
    data = {"do": "contributors", "people": [cast.responder.pk, cast.outsider.pk]}
    assert client_of(cast.contributor).post(address(cast), data).status_code == 302
    assert set(cast.fresh().contributors.all()) == {cast.responder, cast.outsider}


@pytest.mark.parametrize("key", ["0", "9" * 30, "x", "\x00", "-1"])
@pytest.mark.parametrize("do", ["owner", "contributors", "facilitator", "else"])
def test_made_up_people_are_refused(cast, client_of, do, key):
    data = {"do": do, "person": key, "people": [key], "reason": "Because."}
    assert client_of(cast.owner).post(address(cast), data).status_code == 422


def test_readers_cannot_be_given_work(cast, client_of):
    data = {"do": "contributors", "people": [cast.reader.pk]}
    assert client_of(cast.owner).post(address(cast), data).status_code == 422


def test_volunteer_takes_a_review_that_has_no_facilitator(db, client_of):
    postmortem = start_postmortem(incident := IncidentFactory(), by=incident.opened_by)
    take = f"/postmortems/{postmortem.pk}/take-review/"
    volunteer, other = UserFactory(volunteers=True), UserFactory()
    assert client_of(other).post(take).status_code == 403
    assert client_of(volunteer).post(take).status_code == 302
    postmortem.refresh_from_db()
    assert postmortem.facilitator == volunteer
    assert client_of(UserFactory(volunteers=True)).post(take).status_code == 403
