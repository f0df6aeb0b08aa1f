"""Who carries a postmortem: owner, contributors, facilitator."""

import pytest
import rules

from accounts.enums import Role
from postmortems.domain.postmortem import set_contributors, start_postmortem
from postmortems.workflow import GATES
from tests import scenes
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import IncidentFactory, PerspectiveFactory, TimelineEntryFactory
from tests.factories.reviews import DeclarationFactory

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
    people = [cast.responder.pk, cast.outsider.pk]
    data = {"do": "contributors", "people": people, "shown": [cast.contributor.pk]}
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


def test_contributor_who_joined_meanwhile_stays(cast, client_of):
    shown = [cast.contributor.pk]
    set_contributors(cast.postmortem, [cast.contributor, cast.responder], by=cast.owner)
    data = {"do": "contributors", "people": [cast.outsider.pk], "shown": shown}
    assert client_of(cast.owner).post(address(cast), data).status_code == 302
    assert set(cast.fresh().contributors.all()) == {cast.responder, cast.outsider}


def test_contributor_taken_off_meanwhile_does_not_come_back(cast, client_of):
    shown = [cast.contributor.pk]
    set_contributors(cast.postmortem, [], by=cast.owner)
    people = [cast.contributor.pk, cast.outsider.pk]
    data = {"do": "contributors", "people": people, "shown": shown}
    client_of(cast.owner).post(address(cast), data)
    assert set(cast.fresh().contributors.all()) == {cast.outsider}


def test_page_tells_the_form_whom_it_showed(cast, client_of):
    page = client_of(cast.owner).get(address(cast)).content.decode()
    assert f'type="hidden" name="shown" value="{cast.contributor.pk}"' in page


def test_perspective_that_was_not_shared_is_told_to_nobody(cast, client_of):
    entry = TimelineEntryFactory(incident=cast.incident)
    PerspectiveFactory(
        entry=entry, speaker=cast.facilitator, by=cast.facilitator, audience="facilitator"
    )
    DeclarationFactory(postmortem=cast.postmortem, by=cast.facilitator)
    schedule = f"/postmortems/{cast.postmortem.pk}/reviews/new/"
    for url in (address(cast), schedule):
        assert "in a perspective" not in client_of(cast.owner).get(url).content.decode()
    sentences = [one.sentence for one in GATES["facilitator"].check(cast.fresh())]
    assert sentences == ["The facilitator may not be neutral: record why it is so here."]
    declare = f"/postmortems/{cast.postmortem.pk}/reviews/declare/"
    assert "in a perspective" in client_of(cast.facilitator).get(declare).content.decode()


def test_contributor_who_became_a_reader_edits_nothing(cast):
    assert rules.has_perm("postmortems.edit", cast.contributor, cast.postmortem)
    cast.contributor.role = Role.READER
    assert not rules.has_perm("postmortems.edit", cast.contributor, cast.postmortem)
    assert not rules.has_perm("postmortems.edit_incident", cast.contributor, cast.incident)
