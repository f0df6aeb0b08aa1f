"""The history page: what is kept, keeping more, and putting something back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postmortems.domain.history import keep_version
from postmortems.domain.live_text import keep_revision
from postmortems.models import Revision
from tests import scenes
from tests.factories.postmortems import (
    MitigatorFactory,
    PerspectiveFactory,
    TimelineEntryFactory,
)

pytestmark = pytest.mark.django_db


def address(cast, rest=""):
    return f"/postmortems/{cast.postmortem.pk}/history/{rest}"


def page_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def kept(cast):
    """Two revisions of the summary, and words since."""
    summary = cast.postmortem.sections.get(key="summary")
    scenes.write(summary, "The first summary.", by=cast.owner)
    keep_version(cast.postmortem, "As we met", by=cast.contributor)
    scenes.write(summary, "The second summary.", by=cast.facilitator)
    keep_revision(cast.postmortem.pk)
    scenes.write(summary, "The third summary.", by=cast.owner)
    return scenes.renewed(cast)


def test_history_names_reason_people_and_ways(kept, client_of):
    page = page_of(client_of(kept.owner), address(kept))
    assert page.index("Written together") < page.index("As we met")
    assert "kept by <bdi>Contributor</bdi>" in page
    assert "Written by <bdi>Facilitator</bdi>" in page
    assert "/changes/?from=1&amp;to=2" in page
    assert address(kept, "1/restore/") in page


def test_history_without_what_was_kept_by_itself(kept, client_of):
    page = page_of(client_of(kept.owner), address(kept, "?show=asked"))
    assert "As we met" in page
    assert "Written together" not in page


def test_history_without_any_says_how_there_will_be_some(cast, client_of):
    page = page_of(client_of(cast.owner), address(cast))
    assert "No revision is kept yet" in page
    assert "No move was made yet" in page_of(client_of(cast.owner), address(cast, "?show=asked"))


def test_history_is_grouped_by_day(kept, client_of, clock):
    clock.shift(timedelta(days=1))
    keep_version(kept.postmortem, "The day after", by=kept.owner)
    page = page_of(client_of(kept.owner), address(kept))
    assert page.count("history-day") == 2


def test_history_of_many_has_pages(kept, client_of):
    Revision.objects.bulk_create(
        Revision(
            postmortem=kept.postmortem,
            number=number,
            content_version=1,
            snapshot={},
            reason=f"Number {number}",
        )
        for number in range(3, 203)
    )
    first = page_of(client_of(kept.owner), address(kept))
    assert first.count('id="revision-') == 50
    assert "Page 1 of 5" in first
    assert "As we met" in page_of(client_of(kept.owner), address(kept, "?page=5"))


@pytest.mark.parametrize("query", ["?page=0", "?page=x", f"?page={'9' * 40}", "?show=%00&page=%00"])
def test_history_at_a_made_up_page_is_no_error(kept, client_of, query):
    assert "Revision 1" in page_of(client_of(kept.owner), address(kept, query))


def test_history_asks_the_same_for_one_and_for_three(cast, client_of):
    client = client_of(cast.owner)
    counts = []
    for name in ("One", "Two", "Three"):
        MitigatorFactory(postmortem=cast.postmortem)
        keep_version(cast.postmortem, name, by=cast.owner)
        if name != "Two":
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page_of(client, address(cast))
            counts.append(len(queries))
            assert not any('"snapshot"' in query["sql"] for query in queries)
    assert counts[0] == counts[1]


def test_history_is_for_the_review_group(kept, client_of):
    for part, status in (("responder", 200), ("administrator", 403), ("granted", 403)):
        assert client_of(getattr(kept, part)).get(address(kept)).status_code == status
    page = page_of(client_of(kept.responder), address(kept))
    assert "Keep this version" not in page
    assert "/restore/" not in page


def test_version_is_kept_by_name(kept, client_of):
    answer = client_of(kept.contributor).post(address(kept, "keep/"), {"name": "Pre-read"})
    assert (answer.status_code, answer.url) == (302, address(kept))
    revision = kept.postmortem.revisions.first()
    assert (revision.number, revision.reason, revision.author) == (3, "Pre-read", kept.contributor)


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\x00b"])
def test_version_with_a_wrong_name_is_asked_again(kept, client_of, name):
    answer = client_of(kept.owner).post(address(kept, "keep/"), {"name": name})
    assert answer.status_code == 422
    assert "is-invalid" in answer.content.decode()
    assert kept.postmortem.revisions.count() == 2


def test_version_of_a_closed_document_gives_the_name_back(kept, client_of):
    scenes.bare(kept, "finalized")
    answer = client_of(kept.owner).post(address(kept, "keep/"), {"name": "Too late"})
    assert answer.status_code == 409
    assert 'value="Too late"' in answer.content.decode()
    assert kept.postmortem.revisions.count() == 2


def test_keeping_and_restoring_are_for_editors(kept, client_of):
    for part in ("responder", "administrator", "note_taker"):
        client = client_of(getattr(kept, part))
        assert client.post(address(kept, "keep/"), {"name": "Mine"}).status_code == 403
        assert client.get(address(kept, "1/restore/")).status_code == 403
        assert client.post(address(kept, "1/restore/")).status_code == 403
    assert kept.postmortem.revisions.count() == 2


def test_names_are_shown_as_typed(kept, client_of):
    keep_version(kept.postmortem, "<script>alert(1)</script>", by=kept.owner)
    assert "<script>alert" not in page_of(client_of(kept.owner), address(kept))


def test_what_changed_names_who_wrote_it(kept, client_of):
    changes = f"/postmortems/{kept.postmortem.pk}/changes/"
    page = page_of(client_of(kept.responder), changes + "?from=1&to=2")
    assert "Written by <bdi>Facilitator</bdi></p>" in page
    assert "/restore/" not in page
    page = page_of(client_of(kept.owner), changes + "?from=1")
    assert address(kept, "1/restore/?section=summary") in page
    page = page_of(client_of(kept.owner), changes + "?from=0&to=1")
    assert "From the empty draft" in page
    assert "The first summary." in page


def test_what_changed_from_the_empty_draft_keeps_private_views_private(kept, client_of):
    entry = TimelineEntryFactory(incident=kept.incident)
    PerspectiveFactory(
        entry=entry, speaker=kept.responder, saw="A red light", by=kept.responder, audience="mine"
    )
    changes = f"/postmortems/{kept.postmortem.pk}/changes/?from=0"
    assert "A red light" not in page_of(client_of(kept.owner), changes)
