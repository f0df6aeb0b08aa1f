"""Putting back from the history: what is shown first, and what the button does."""

import re

import pytest

from postmortems.domain.history import keep_version
from postmortems.domain.record import change_record
from tests import scenes
from tests.factories.postmortems import IdeaFactory, PerspectiveFactory, TimelineEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(cast):
    cast.summary = cast.postmortem.sections.get(key="summary")
    scenes.write(cast.summary, "The first summary.", by=cast.owner)
    cast.entry = TimelineEntryFactory(incident=cast.incident, text="Seen first")
    keep_version(cast.postmortem, "First", by=cast.owner)
    scenes.write(cast.summary, "The second summary.", by=cast.owner)
    change_record(cast.entry, {"text": "Seen otherwise"}, base=1, by=cast.owner)
    return scenes.renewed(cast)


def address(cast, query=""):
    return f"/postmortems/{cast.postmortem.pk}/history/1/restore/{query}"


def seen_on(page):
    return re.search(r'name="seen" value="(\d+)"', page).group(1)


def text_of(cast):
    cast.summary.refresh_from_db()
    return cast.summary.text


def test_page_shows_what_comes_back_and_what_stays(kept, client_of):
    IdeaFactory(postmortem=kept.postmortem)
    answer = client_of(kept.owner).get(address(kept))
    page = answer.content.decode()
    assert "<ins>first</ins>" in page
    assert "<del>second</del>" in page
    assert "Seen first" in page
    assert "not put back: Ideas." in page
    assert text_of(kept) == "The second summary."  # asking changes nothing
    assert kept.postmortem.revisions.count() == 1


def test_button_restores_what_was_seen(kept, client_of):
    client = client_of(kept.contributor)
    seen = seen_on(client.get(address(kept)).content.decode())
    answer = client.post(address(kept), {"seen": seen}, follow=True)
    assert text_of(kept) == "The first summary."
    kept.entry.refresh_from_db()
    assert kept.entry.text == "Seen first"
    assert "What stood before is revision 2" in answer.content.decode()


def test_page_of_what_stands_already_has_no_button(kept, client_of):
    client = client_of(kept.owner)
    client.post(address(kept), {"seen": kept.postmortem.content_version})
    page = client.get(address(kept)).content.decode()
    assert "stands as in revision 1 already" in page
    assert 'name="seen"' not in page
    answer = client.post(address(kept), {"seen": 0}, follow=True)
    assert "as in revision 1 already" in answer.content.decode()
    assert kept.postmortem.revisions.count() == 3


@pytest.mark.parametrize("seen", ["", "0", "x", "9" * 60, "-1"])
def test_what_was_not_seen_is_shown_anew(kept, client_of, seen):
    answer = client_of(kept.owner).post(address(kept), {"seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "It changed after you opened this page" in page
    assert seen_on(page) == str(kept.postmortem.content_version)
    assert text_of(kept) == "The second summary."
    sure = {"seen": seen if seen == "0" else "1", "is_sure": "on"}
    client_of(kept.owner).post(address(kept), sure)
    assert text_of(kept) == "The first summary."


def test_section_alone_is_restored(kept, client_of):
    client = client_of(kept.owner)
    page = client.get(address(kept, "?section=summary")).content.decode()
    assert "Restore “Summary”" in page
    assert "Seen first" not in page
    answer = client.post(address(kept, "?section=summary"), {"seen": seen_on(page)})
    assert answer.url == kept.summary.get_absolute_url()
    kept.entry.refresh_from_db()
    assert (text_of(kept), kept.entry.text) == ("The first summary.", "Seen otherwise")


@pytest.mark.parametrize("query", ["?section=nowhere", "?section=%00", f"?section={'q' * 5000}"])
def test_made_up_section_is_not_there(kept, client_of, query):
    assert client_of(kept.owner).get(address(kept, query)).status_code == 404


@pytest.mark.parametrize("number", ["0", "2", "9" * 30])
def test_made_up_revision_is_not_there(kept, client_of, number):
    path = address(kept).replace("history/1/", f"history/{number}/")
    assert client_of(kept.owner).get(path).status_code == 404


def test_closed_document_refuses_before_and_after(kept, client_of):
    scenes.bare(kept, "finalized")
    client = client_of(kept.owner)
    assert client.get(address(kept)).status_code == 409
    answer = client.post(address(kept), {"seen": kept.postmortem.content_version})
    assert answer.status_code == 409
    assert "takes no changes" in answer.content.decode()
    assert text_of(kept) == "The second summary."


def test_page_tells_no_private_perspective(kept, client_of):
    PerspectiveFactory(
        entry=kept.entry,
        speaker=kept.responder,
        saw="A red light",
        by=kept.responder,
        audience="facilitator",
    )
    page = client_of(kept.owner).get(address(kept)).content.decode()
    assert "A red light" not in page
    assert "not put back" not in page
