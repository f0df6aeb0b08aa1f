"""The library's filters: what they say, what they keep in the address, what they refuse."""

from datetime import timedelta

from django.utils import timezone

from tests import scenes
from tests.factories.postmortems import IncidentFactory, PostmortemFactory

URL = "/postmortems/"


def made(title, **values):
    return PostmortemFactory(incident=IncidentFactory(title=title, **values))


def page(client, **query):
    response = client.get(URL, query)
    assert response.status_code == 200
    return response


def titles(response):
    return [one.shown_title for one in response.context["rows"]]


def told(response):
    return response.content.decode()


def test_what_was_found_is_said_and_each_filter_can_be_taken_away(cast, client_of):
    other = made("Another", severity=4, services=["search"])
    service = other.incident.services.get()
    response = page(client_of(cast.owner), severity=4, service=service.pk)
    assert "1 postmortem<" in told(response)
    words = {one.words: one.without for one in response.context["asked"]}
    assert words == {"SEV4": f"?service={service.pk}", "about search": "?severity=4"}
    for address in words.values():
        assert address.replace("&", "&amp;") in told(response)


def test_fields_left_empty_are_not_kept_in_the_address(cast, client_of):
    client = client_of(cast.owner)
    response = client.get(URL, {"q": "", "severity": "2", "service": "", "since": ""})
    assert response.status_code == 302
    assert response.url == f"{URL}?severity=2"


def test_value_that_is_unknown_is_said_and_the_rest_still_filters(cast, client_of):
    made("Another", severity=4)
    response = page(client_of(cast.owner), severity="4", service="999999", since="soon")
    assert titles(response) == ["Another"]
    assert "Service was left out." in told(response)
    assert "Began on or after was left out." in told(response)
    assert 'value="soon"' in told(response)


def test_first_day_after_the_last_is_refused(cast, client_of):
    response = page(client_of(cast.owner), since="2026-02-01", until="2026-01-01")
    assert "Began on or before was left out." in told(response)
    assert 'value="2026-01-01"' in told(response)
    assert [one.words for one in response.context["asked"]] == ["since 1 Feb 2026"]


def test_days_include_both_ends_in_the_readers_zone(cast, client_of):
    day = timezone.now().replace(year=2024, month=5, day=10, hour=0, minute=0, second=0)
    made("First minute", started_at=day)
    made("Last minute", started_at=day + timedelta(hours=23, minutes=59))
    made("The day after", started_at=day + timedelta(days=1))
    client = client_of(cast.owner)
    found = titles(page(client, since="2024-05-10", until="2024-05-10"))
    assert found == ["Last minute", "First minute"]


def test_quick_choice_of_time_leaves_out_what_is_older(cast, client_of):
    made("Long ago", started_at=timezone.now() - timedelta(days=800))
    client = client_of(cast.owner)
    assert "Long ago" in titles(page(client))
    assert titles(page(client, period="90-days")) == [cast.incident.title]


def test_nothing_found_names_the_filter_that_is_in_the_way(cast, client_of):
    made("Another", severity=4, services=["search"])
    response = page(client_of(cast.owner), severity=4, q="checkout")
    assert titles(response) == []
    ways = {one.words: number for one, number in response.context["ways_on"]}
    assert ways == {"SEV4": 1, "with “checkout”": 1}
    assert "</b>: 1 postmortem<" in told(response)


def test_nothing_found_by_any_single_step_says_so(cast, client_of):
    response = page(client_of(cast.owner), q="zebra", severity=5)
    assert "take away two" in told(response)


def test_sorts_order_the_rows(cast, client_of):
    made("Alpha", severity=5, started_at=timezone.now() - timedelta(days=9))
    made("beta", severity=1, started_at=timezone.now() - timedelta(days=8))
    client, own = client_of(cast.owner), cast.incident.title
    assert titles(page(client)) == [own, "beta", "Alpha"]
    assert titles(page(client, sort="oldest")) == ["Alpha", "beta", own]
    assert titles(page(client, sort="title")) == ["Alpha", "beta", own]
    assert titles(page(client, sort="severity")) == ["beta", own, "Alpha"]


def test_newly_finalized_come_first_when_asked_for(cast, client_of):
    made("A newer draft")
    scenes.finalized(cast)
    found = titles(page(client_of(cast.owner), sort="finalized"))
    assert found == [cast.incident.title, "A newer draft"]


def test_every_word_of_the_published_text_is_found_whatever_its_case(cast, client_of):
    scenes.written(cast)
    scenes.write(cast.postmortem.sections.get(key="q7"), "Überlast in Zürich", by=cast.owner)
    client = client_of(cast.outsider)
    for words in ("überlast", "ÜBERLAST zürich", '"in zürich"'):
        assert titles(page(client, q=words)) == [cast.incident.title], words
    assert titles(page(client, q='"zürich überlast"')) == []
    assert titles(page(client_of(cast.reader), q="überlast")) == []


def test_page_past_the_end_shows_the_last(cast, client_of):
    for number in range(26):
        made(f"Number {number}")
    client = client_of(cast.owner)
    assert page(client, page=99).context["page"].number == 2
    assert page(client, page=0).context["page"].number == 2
    assert len(page(client, q="number", page=2).context["rows"]) == 1


def test_list_alone_is_sent_to_htmx_with_its_address(cast, client_of):
    client = client_of(cast.owner)
    response = client.get(URL, {"severity": "2", "q": ""}, headers={"HX-Request": "true"})
    assert response.headers["HX-Push-Url"] == f"{URL}?severity=2"
    assert told(response).lstrip().startswith('<div id="found">')
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in told(client.get(URL, {"severity": "2"}, headers=back))


def test_restricted_ones_are_not_counted_for_others(restricted_cast, client_of):
    cast = restricted_cast
    made("Open to all")
    for person in (cast.owner, cast.granted, cast.administrator, cast.outsider, cast.reader):
        response = page(client_of(person))
        assert response.context["total"] == len(response.context["rows"]), person
    assert page(client_of(cast.outsider)).context["total"] == 1


def test_reader_and_member_ask_the_database_this_often(cast, client_of, django_assert_num_queries):
    scenes.finalized(cast)
    for person in (cast.reader, cast.outsider):
        client = client_of(person)
        with django_assert_num_queries(6):
            page(client)
