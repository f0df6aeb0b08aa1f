"""Administrators say which team looks after which service."""

import pytest

from accounts.domain.team import remove_team
from accounts.models import AuditRecord
from postmortems.views import service as view
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.postmortems import IncidentFactory, ServiceFactory

pytestmark = pytest.mark.django_db
HOME = "/settings/services/"


@pytest.fixture(autouse=True)
def administrator(client):
    user = UserFactory(role="administrator")
    client.force_login(user)
    return user


def test_service_is_given_a_team_and_a_name(client):
    team, service = TeamFactory(name="Harbour"), ServiceFactory(name="leger")
    IncidentFactory(services=["leger"])

    before = client.get(HOME).content.decode()
    url = service.get_absolute_url()
    assert client.post(url, {"name": "ledger", "team": team.pk}).url == HOME
    after = client.get(HOME).content.decode()

    assert "No team yet · named by 1 incident" in before
    assert "Harbour" in after
    told = AuditRecord.objects.get(verb="service changed")
    assert (told.before, told.after) == (
        {"name": "leger", "team": "nobody"},
        {"name": "ledger", "team": "Harbour"},
    )


def test_saving_what_stands_is_no_change(client):
    service = ServiceFactory(name="ledger")

    assert client.post(service.get_absolute_url(), {"name": "ledger", "team": ""}).url == HOME

    assert not AuditRecord.objects.filter(verb="service changed").exists()


def test_name_of_another_is_refused_and_comes_back(client):
    service = ServiceFactory(name="ledger")
    ServiceFactory(name="Search")

    answer = client.post(service.get_absolute_url(), {"name": "SEARCH", "team": ""})

    assert answer.status_code == 422
    assert "There is already a service with this name." in answer.content.decode()
    assert 'value="SEARCH"' in answer.content.decode()
    service.refresh_from_db()
    assert service.name == "ledger"


def test_service_stays_when_its_team_is_removed(client, administrator):
    service = ServiceFactory(team=TeamFactory())

    remove_team(service.team, by=administrator)

    service.refresh_from_db()
    assert service.team is None
    assert "No team yet" in client.get(HOME).content.decode()


def test_services_stand_in_the_order_of_their_names(client):
    for name in ("search", "Ledger", "checkout"):
        IncidentFactory(services=[name])

    page = client.get(HOME).content.decode()

    assert page.index("checkout</bdi>") < page.index("Ledger</bdi>") < page.index("search</bdi>")


def test_empty_catalogue_says_how_it_fills(client):
    assert "No incident has named a service yet" in client.get(HOME).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_often_for_three_services_as_for_one(client, django_assert_num_queries, rows):
    for _ in range(rows):
        ServiceFactory(team=TeamFactory())
    with django_assert_num_queries(3):
        assert client.get(HOME).status_code == 200


def test_name_that_another_took_meanwhile_is_told(client, monkeypatch):
    service, change = ServiceFactory(name="search"), view.change_service

    def late(found, **values):
        ServiceFactory(name=values["name"])
        return change(found, **values)

    monkeypatch.setattr(view, "change_service", late)
    answer = client.post(service.get_absolute_url(), {"name": "Ledger", "team": ""})

    assert answer.status_code == 422
    assert "There is already a service with this name." in answer.content.decode()
