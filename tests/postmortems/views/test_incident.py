"""Opening an incident, its page and its facts."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from postmortems.domain.incident import change_incident, set_related
from postmortems.enums import Obligation, Visibility
from postmortems.models import Incident, Service
from postmortems.templatetags.afterword import duration_words
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import (
    IncidentFactory,
    IncidentPersonFactory,
    ServiceFactory,
    TimelineEntryFactory,
)
from tests.scenes import discarded

OPEN = {
    "title": "Checkout refused every second card",
    "severity": "1",
    "started_at_day": "2026-03-11",
    "started_at_time": "21:00",
    "time_zone": "Europe/Vienna",
}


def change_data(incident, **changes):
    return {
        "title": incident.title,
        "severity": str(incident.severity),
        "time_zone": incident.time_zone,
        "base": str(incident.version),
        "services": "checkout",
        **changes,
    }


def test_open_incident_leads_to_the_draft_and_is_owed_for_sev1(cast, client_of):
    response = client_of(cast.outsider).post(reverse("postmortems:incident-open"), OPEN)
    incident = Incident.objects.order_by("pk").last()
    assert response.status_code == 302
    assert response.url == reverse("postmortems:draft", args=[incident.postmortem.pk])
    assert incident.obligation == Obligation.OWED
    assert incident.started_at.isoformat() == "2026-03-11T20:00:00+00:00"
    assert incident.postmortem.owner == cast.outsider


def test_open_only_stays_at_the_incident_and_sev3_is_voluntary(cast, client_of):
    data = OPEN | {
        "severity": "3",
        "started_at_time": "",
        "open-only": "",
        "services": "API, api, Db",
    }
    response = client_of(cast.outsider).post(reverse("postmortems:incident-open"), data)
    incident = Incident.objects.order_by("pk").last()
    assert response.url == incident.get_absolute_url()
    assert incident.obligation == Obligation.VOLUNTARY
    assert incident.day_only == ["started_at"]
    assert sorted(incident.services.values_list("name", flat=True)) == ["API", "Db"]
    assert not hasattr(incident, "postmortem")


def test_open_uses_a_known_service_whatever_its_case(cast, client_of):
    known = ServiceFactory(name="Kelvin")
    data = OPEN | {"services": "KELVIN"}
    client_of(cast.outsider).post(reverse("postmortems:incident-open"), data)
    assert Incident.objects.order_by("pk").last().services.get() == known
    assert Service.objects.filter(name__iexact="kelvin").count() == 1


def test_open_gives_back_what_was_typed_when_refused(cast, client_of):
    data = OPEN | {"severity": "", "tags": "a tag that was typed"}
    response = client_of(cast.outsider).post(reverse("postmortems:incident-open"), data)
    assert response.status_code == 422
    html = response.content.decode()
    assert OPEN["title"] in html
    assert "a tag that was typed" in html
    assert 'value="21:00"' in html


def test_open_is_for_members(cast, client_of):
    assert client_of(cast.reader).get(reverse("postmortems:incident-open")).status_code == 403


def test_page_shows_facts_and_an_impossible_order(cast, client_of):
    incident = cast.incident
    incident.detected_at = incident.started_at.replace(year=2020)
    incident.save()
    html = client_of(cast.owner).get(incident.get_absolute_url()).content.decode()
    assert "the order is impossible" in html
    assert "not recorded" in html
    assert "took part in the incident" in html


def test_page_shows_only_related_incidents_one_may_see(cast, restricted_cast, client_of):
    shown = IncidentFactory(title="Seen by all")
    set_related(cast.incident, [shown, restricted_cast.incident], by=cast.administrator)
    url = cast.incident.get_absolute_url()
    html = client_of(cast.owner).get(url).content.decode()
    assert shown.reference in html
    assert restricted_cast.incident.reference not in html.replace(shown.reference, "")
    html = client_of(cast.administrator).get(url).content.decode()
    assert restricted_cast.incident.reference in html


def test_hidden_related_incident_stays_related_after_a_change(cast, restricted_cast, client_of):
    hidden = restricted_cast.incident
    set_related(cast.incident, [hidden], by=cast.administrator)
    url = reverse("postmortems:incident-change", args=[cast.incident.pk])
    assert hidden.reference not in client_of(cast.owner).get(url).content.decode()
    client_of(cast.owner).post(url, change_data(cast.incident, related=""))
    assert cast.incident.related.get() == hidden
    refused = client_of(cast.owner).post(
        url, change_data(Incident.objects.get(pk=cast.incident.pk), related=hidden.reference)
    )
    assert refused.status_code == 422


def test_change_saves_facts_and_time_zone(cast, client_of):
    url = reverse("postmortems:incident-change", args=[cast.incident.pk])
    data = change_data(cast.incident, title="Cards refused", resolved_at_day="2026-03-12")
    response = client_of(cast.contributor).post(url, data)
    incident = Incident.objects.get(pk=cast.incident.pk)
    assert response.url == incident.get_absolute_url()
    assert incident.title == "Cards refused"
    assert incident.day_only == ["resolved_at"]


def test_stale_change_shows_both_and_overwrites_nothing(cast, client_of):
    data = change_data(cast.incident, title="What I typed")
    change_incident(
        cast.incident,
        {"title": "What a colleague typed"},
        base=cast.incident.version,
        by=cast.owner,
    )
    url = reverse("postmortems:incident-change", args=[cast.incident.pk])
    response = client_of(cast.contributor).post(url, data)
    html = response.content.decode()
    assert response.status_code == 409
    assert "What I typed" in html
    assert "What a colleague typed" in html
    assert Incident.objects.get(pk=cast.incident.pk).title == "What a colleague typed"
    again = data | {"base": str(Incident.objects.get(pk=cast.incident.pk).version)}
    assert client_of(cast.contributor).post(url, again).status_code == 302


@pytest.mark.parametrize("part", ["responder", "outsider", "administrator", "granted"])
def test_change_is_for_editors(cast, client_of, part):
    url = reverse("postmortems:incident-change", args=[cast.incident.pk])
    response = client_of(cast.people[part]).post(url, change_data(cast.incident, title="Mine"))
    assert response.status_code == 403


def test_waiver_needs_a_reason_and_returns_what_was_typed(db, client_of):
    incident = IncidentFactory()
    url = reverse("postmortems:incident-obligation", args=[incident.pk])
    client = client_of(incident.opened_by)
    refused = client.post(url, {"obligation": "waived", "reason": ""})
    assert refused.status_code == 422
    assert "a waiver has a reason" in refused.content.decode()
    assert client.post(url, {"obligation": "waived", "reason": "A drill"}).status_code == 302
    assert Incident.objects.get(pk=incident.pk).waived_because == "A drill"


def test_incident_of_a_discarded_draft_can_still_be_waived(cast, client_of):
    client = client_of(cast.owner)
    url = reverse("postmortems:incident-obligation", args=[cast.incident.pk])
    assert url not in client.get(cast.incident.get_absolute_url()).content.decode()
    discarded(cast)
    assert url in client.get(cast.incident.get_absolute_url()).content.decode()
    assert client.post(url, {"obligation": "waived", "reason": "A drill"}).status_code == 302
    page = client.get(cast.incident.get_absolute_url()).content.decode()
    assert "A drill" in page


def test_covered_by_another_that_one_may_see(cast, restricted_cast, client_of):
    incident = IncidentFactory(by=cast.outsider)
    url = reverse("postmortems:incident-obligation", args=[incident.pk])
    client = client_of(cast.outsider)
    hidden = {"obligation": "covered", "covered_by": restricted_cast.postmortem.reference}
    assert client.post(url, hidden).status_code == 422
    seen = {"obligation": "covered", "covered_by": cast.postmortem.reference.lower()}
    assert client.post(url, seen).status_code == 302
    assert Incident.objects.get(pk=incident.pk).covered_by == cast.postmortem


def test_start_postmortem_makes_its_starter_the_owner(db, client_of):
    incident = IncidentFactory()
    starter = UserFactory()
    url = reverse("postmortems:postmortem-start", args=[incident.pk])
    assert client_of(starter).get(url).status_code == 405
    response = client_of(starter).post(url)
    postmortem = Incident.objects.get(pk=incident.pk).postmortem
    assert response.url == reverse("postmortems:draft", args=[postmortem.pk])
    assert postmortem.owner == starter


def test_restricting_hides_it_and_granting_lets_in(cast, client_of):
    url = cast.incident.get_absolute_url()
    owner, outsider = client_of(cast.owner), client_of(cast.outsider)
    assert outsider.get(url).status_code == 200
    owner.post(
        reverse("postmortems:incident-visibility", args=[cast.incident.pk]),
        {"visibility": Visibility.RESTRICTED},
    )
    assert outsider.get(url).status_code == 404
    owner.post(
        reverse("postmortems:access-grant", args=[cast.incident.pk]), {"person": cast.outsider.pk}
    )
    assert outsider.get(url).status_code == 200
    owner.post(
        reverse("postmortems:access-withdraw", args=[cast.incident.pk]),
        {"person": cast.outsider.pk},
    )
    assert outsider.get(url).status_code == 404


@pytest.mark.parametrize("entries", [1, 3])
def test_page_costs_the_same_queries_for_more_rows(
    cast, client_of, django_assert_num_queries, entries
):
    TimelineEntryFactory.create_batch(entries, incident=cast.incident)
    client = client_of(cast.owner)
    client.get(cast.incident.get_absolute_url())
    with django_assert_num_queries(22):
        client.get(cast.incident.get_absolute_url())


def test_known_names_are_those_of_incidents_one_sees(cast, restricted_cast, client_of):
    incident = restricted_cast.incident
    incident.services.add(ServiceFactory(name="SECRET-SERVICE"))
    for person, offered in ((cast.outsider, False), (restricted_cast.owner, True)):
        html = client_of(person).get(reverse("postmortems:incident-open")).content.decode()
        assert ("SECRET-SERVICE" in html) is offered


def test_hidden_entries_are_for_the_review_group(cast, client_of):
    TimelineEntryFactory(incident=cast.incident, text="HIDDEN-ENTRY", is_hidden=True)
    draft = reverse("postmortems:section", args=[cast.postmortem.pk, "timeline"])
    for part, sees in (("owner", True), ("responder", True), ("outsider", False)):
        for address in (cast.incident.get_absolute_url(), draft):
            html = client_of(cast.people[part]).get(address).content.decode()
            assert ("HIDDEN-ENTRY" in html) is sees, (part, address)


def test_before_a_postmortem_who_sees_it_is_said_by_who_opened_it(db, client_of):
    opener, member, reader = UserFactory(), UserFactory(), UserFactory(role=Role.READER)
    incident = IncidentFactory(restricted=True, by=opener)
    for person in (member, reader):
        IncidentPersonFactory(incident=incident, user=person)
    door = reverse("postmortems:incident-visibility", args=[incident.pk])
    for person, status in ((reader, 403), (member, 403), (opener, 302)):
        data = {"visibility": Visibility.ORGANIZATION}
        assert client_of(person).post(door, data).status_code == status
    assert (
        client_of(reader)
        .get(reverse("postmortems:incident-change", args=[incident.pk]))
        .status_code
        == 403
    )


def test_covering_postmortem_that_is_hidden_is_not_named(cast, restricted_cast, client_of):
    other = IncidentFactory(by=cast.owner)
    Incident.objects.filter(pk=other.pk).update(
        obligation=Obligation.COVERED, covered_by=restricted_cast.postmortem
    )
    html = client_of(cast.owner).get(other.get_absolute_url()).content.decode()
    assert "obligation-covered_by" in html or "covered_by" in html
    assert restricted_cast.postmortem.reference not in html


def test_detected_at_once_is_not_told_as_zero_minutes():
    assert duration_words(0) == "under a minute"
    assert duration_words(24 * 60 + 14) == "24 h 14 m"
