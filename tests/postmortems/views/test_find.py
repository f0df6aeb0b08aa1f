"""Finding words in one draft."""

from django.urls import reverse

from postmortems.domain.find import MOST, hits
from postmortems.enums import PerspectiveAudience
from postmortems.models import TimelineEntry
from postmortems.views.timeline_list import PART
from tests import scenes
from tests.factories.postmortems import (
    ActionFactory,
    FactorFactory,
    IdeaFactory,
    PerspectiveFactory,
    TimelineEntryFactory,
)
from tests.postmortems import pages


def test_words_are_found_in_texts_and_records_whatever_their_case(cast, client_of):
    cast = scenes.written(cast)
    scenes.write(cast.postmortem.sections.get(key="summary"), "The POOL ran dry.", by=cast.owner)
    address = reverse("postmortems:find", args=[cast.postmortem.pk])
    page = client_of(cast.owner).get(address, {"q": "pool"}).content.decode()
    assert "The <mark>POOL</mark> ran dry." in page
    for where in ("Summary", "timeline entry", "contributing factor", "idea"):
        assert where in page
    assert "Show the <mark>pool</mark> on the dashboard" in page


def test_every_place_opens_where_it_stands(cast, client_of):
    cast = pages.told(cast)
    IdeaFactory(postmortem=cast.postmortem, by=cast.owner, text="See the pool")
    ActionFactory(postmortem=cast.postmortem, by=cast.owner, title="Show the pool")
    scenes.write(cast.postmortem.sections.get(key="summary"), "The sale.", by=cast.owner)
    client, looked = client_of(cast.owner), set()
    for hit in hits(cast.postmortem, cast.owner, "e"):
        address, _, anchor = hit.url.partition("#")
        page = client.get(address)
        assert page.status_code == 200
        assert f'id="{anchor}"' in page.content.decode() or not anchor
        looked.add(anchor.partition("-")[0])
    assert looked >= {"", "impact", "timeline", "factor", "trigger", "mitigator", "idea", "action"}


def test_place_in_a_long_timeline_opens_where_it_stands(cast, client_of):
    TimelineEntryFactory.create_batch(120, incident=cast.incident, text="Nothing new")
    rows = list(cast.incident.timeline.in_order())
    assert len(rows) > PART
    TimelineEntry.objects.filter(pk__in=[rows[0].pk, rows[-1].pk]).update(text="A zebra")
    for hit in hits(cast.postmortem, cast.owner, "a zebra"):
        address, _, anchor = hit.url.partition("#")
        assert f'id="{anchor}"' in client_of(cast.owner).get(address).content.decode()


def test_nothing_found_says_what_was_looked_through(cast, client_of):
    address = reverse("postmortems:find", args=[cast.postmortem.pk])
    client = client_of(cast.owner)
    assert "Looks through all sections" in client.get(address).content.decode()
    assert "holds “zebra”" in client.get(address, {"q": "zebra\x00"}).content.decode()


def test_perspectives_are_found_by_those_who_may_read_them(cast):
    cast = scenes.written(cast)
    entry = cast.incident.timeline.first()
    mine = {"audience": PerspectiveAudience.MINE, "saw": "A quiet zebra"}
    PerspectiveFactory(entry=entry, speaker=cast.responder, by=cast.responder, **mine)
    assert [hit.match for hit in hits(cast.postmortem, cast.responder, "ZEBRA")] == ["zebra"]
    assert hits(cast.postmortem, cast.owner, "zebra") == []
    assert hits(cast.postmortem, cast.administrator, "zebra") == []


def test_many_places_stop_at_a_hundred_and_long_texts_are_cut(cast):
    section = cast.postmortem.sections.get(key="summary")
    scenes.write(section, "pool " * 300, by=cast.owner)
    found = hits(cast.postmortem, cast.owner, "pool")
    assert len(found) == MOST
    assert found[50].before.startswith("…")
    assert found[50].after.endswith("…")


def test_queries_do_not_grow_with_the_records(cast, django_assert_num_queries):
    cast = scenes.written(cast)
    with django_assert_num_queries(QUERIES):
        hits(cast.postmortem, cast.owner, "pool")
    FactorFactory.create_batch(2, postmortem=cast.postmortem)
    with django_assert_num_queries(QUERIES):
        hits(cast.postmortem, cast.owner, "pool")


QUERIES = 9
