"""The library: what it lists, for whom, and what its filters find."""

import pytest
from django.urls import reverse

from postmortems.domain.incident import change_incident
from postmortems.domain.library import find
from postmortems.domain.lifecycle import advance
from postmortems.domain.note import publish_note
from postmortems.domain.page_facts import words_of
from postmortems.domain.publication import for_audience
from postmortems.enums import Move
from postmortems.models import Incident, Service
from reviews.models import OpenQuestion
from tests import scenes
from tests.cast import INSIDERS
from tests.factories.postmortems import IncidentFactory, IncidentLinkFactory, PostmortemFactory
from tests.factories.reviews import DecisionFactory, OpenQuestionFactory
from tests.hostile import BROKEN, SCRIPTS, UNICODE

URL = "/postmortems/"


def listed(client, **query):
    """The titles in the list, in their order."""
    response = client.get(URL, query)
    assert response.status_code == 200
    return [one.shown_title for one in response.context["rows"]]


def made(title, **values):
    return PostmortemFactory(incident=IncidentFactory(title=title, **values))


def test_reader_finds_only_what_was_released(cast, client_of):
    made("A draft that goes on")
    noted = made("A note is out")
    publish_note(noted, {"summary": "Slow."}, by=noted.owner)
    scenes.finalized(cast)
    assert set(listed(client_of(cast.reader))) == {cast.incident.title, "A note is out"}
    assert "A draft that goes on" in listed(client_of(cast.outsider))


def test_restricted_is_in_no_list_count_or_choice_for_others(restricted_cast, client_of):
    cast = restricted_cast
    service = cast.incident.services.get()
    for part, person in cast.people.items():
        if part == "anonymous":
            continue
        response = client_of(person).get(URL)
        finds = part in INSIDERS
        assert (response.context["total"] == 1) is finds, part
        told = response.content.decode()
        assert (f">{service.name}</option>" in told) is finds, part
        assert ("Restricted to its people" in told) is finds, part
        assert (f">{cast.owner.name}</option>" in told) is finds, part
        assert (cast.incident.title in told) is finds, part


def test_words_of_a_draft_are_found_by_those_who_may_read_it(cast, client_of):
    cast = scenes.finalized(cast)
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong")
    scenes.write(cast.postmortem.sections.get(key="summary"), "zebra crossing", by=cast.owner)
    Incident.objects.filter(pk=cast.incident.pk).update(title="Giraffe")
    title = cast.postmortem.publications.get().title
    for word in ("zebra", "giraffe"):
        assert listed(client_of(cast.outsider), q=word) == [title]
        assert listed(client_of(cast.reader), q=word) == []
    assert listed(client_of(cast.reader), q="what is to be said about summary") == [title]
    assert listed(client_of(cast.reader), q="checkout refused") == [title]
    assert "being amended" in client_of(cast.reader).get(URL).content.decode()


def test_words_of_the_review_and_of_links_are_found(cast, client_of):
    scenes.reviewable(cast)
    meeting = cast.postmortem.meetings.get()
    DecisionFactory(meeting=meeting, text="Agreed: WOMBAT")
    question = OpenQuestionFactory(meeting=meeting, text="Who saw the NARWHAL")
    OpenQuestion.objects.filter(pk=question.pk).update(
        outcome="unknown", outcome_note="Only the PANGOLIN knows"
    )
    IncidentLinkFactory(incident=cast.incident, label="The QUOKKA dashboard")
    scenes.finalized(cast)
    view = for_audience(cast.fresh().current_publication.snapshot)
    assert "aardvark" not in words_of(view)
    view["review"]["covering_note"] = {"text": "Only an AARDVARK was added"}
    assert "aardvark" in words_of(view)
    client = client_of(cast.reader)
    for word in ("wombat", "narwhal", "pangolin", "quokka"):
        assert listed(client, q=word) == [cast.incident.title], word


def test_reference_finds_its_postmortem(cast, client_of):
    made("Another")
    client = client_of(cast.owner)
    assert listed(client, q=cast.postmortem.reference.lower()) == [cast.incident.title]
    assert listed(client, q="PM-999999999") == []


def test_filters_narrow_the_list(cast, client_of):
    other = made("Another", severity=4, services=["search"], tags=["dns"])
    client = client_of(cast.owner)
    incident = other.incident
    for query in (
        {"severity": 4},
        {"service": incident.services.get().pk},
        {"tag": incident.tags.get().pk},
        {"owner": other.owner_id},
        {"q": "anoth"},
    ):
        assert listed(client, **query) == ["Another"], query
    assert listed(client, state="draft", severity=2) == [cast.incident.title]
    assert listed(client, state="published") == []


def test_readers_are_not_offered_states_they_do_not_see(cast, client_of):
    scenes.finalized(cast)
    client = client_of(cast.reader)
    assert listed(client, state="published") == [cast.incident.title]
    assert listed(client, state="note") == []
    assert 'value="draft"' not in client.get(URL).content.decode()


def test_newest_incident_comes_first_and_pages_hold_25(cast, client_of):
    for number in range(26):
        made(f"Number {number}")
    client = client_of(cast.owner)
    first = client.get(URL, {"severity": 2})
    assert len(first.context["page"]) == 25
    assert listed(client)[-1] == "Number 1"
    assert "?severity=2&amp;page=2" in first.content.decode()
    assert len(listed(client, page=2)) == 2
    assert len(listed(client, page="x")) == 25


def test_empty_lists_say_what_to_do(cast, client_of):
    assert "Nothing fits this filter" in text(client_of(cast.owner).get(URL, {"q": "qq"}))
    assert "Nothing is published yet" in text(client_of(cast.reader).get(URL))


def text(response):
    return response.content.decode()


def test_hostile_filters_are_answered(cast, client_of):
    client = client_of(cast.owner)
    for name, value in (SCRIPTS | BROKEN | UNICODE).items():
        value = value.encode("utf-8", "replace").decode()
        query = {"q": value, "severity": value, "state": value, "page": value}
        response = client.get(URL, query, follow=True)
        assert response.status_code == 200, name
        assert "<script>alert" not in text(response), name


@pytest.mark.parametrize("number", ["99999999999999999999999", "-1", "0", "1.5", "ⅷ"])
def test_odd_numbers_are_answered(cast, client_of, number):
    for name in ("service", "tag", "owner", "severity", "page"):
        assert client_of(cast.owner).get(URL, {name: number}).status_code == 200
        assert client_of(cast.owner).get(URL, {name: [number, "1"]}).status_code == 200


def test_library_asks_the_database_this_often(cast, client_of, django_assert_num_queries):
    client = client_of(cast.owner)
    with django_assert_num_queries(6):
        client.get(reverse("postmortems:library"))
    made("Second", services=["a"], tags=["b"])
    made("Third")
    with django_assert_num_queries(6):
        client.get(reverse("postmortems:library"))


def test_readers_list_and_filter_by_what_was_published(cast, client_of):
    cast = scenes.finalized(cast)
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong")
    incident = Incident.objects.get(pk=cast.incident.pk)
    values = {"started_at": incident.started_at.replace(year=2001)}
    names = {"services": ["DRAFT-SERVICE"], "tags": ["DRAFT-TAG"]}
    change_incident(incident, values, base=incident.version, by=cast.owner, **names)
    client, title = client_of(cast.reader), cast.postmortem.publications.get().title
    for url in (URL, "/"):
        told = text(client.get(url))
        assert "DRAFT-" not in told
        assert "2001" not in told
        assert "checkout" in told
    drafted, published = (Service.objects.get(name=one) for one in ("DRAFT-SERVICE", "checkout"))
    assert listed(client, service=published.pk) == [title]
    offered = [name for _, name in client.get(URL).context["form"].fields["service"].choices]
    assert published.name in offered
    assert drafted.name not in offered
    assert not find(cast.owner, service=drafted).exists()
