"""The page for reading: its contents, its links to headings, its folds."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from tests import scenes
from tests.factories.postmortems import TimelineEntryFactory
from tests.postmortems import pages


def told(client, cast, name="postmortem"):
    url = reverse(f"postmortems:{name}", args=[cast.postmortem.pk])
    return client.get(url).content.decode()


def contents_of(text):
    """(anchor, words) of the list beside the page."""
    listed = re.search(r'<nav class="read-toc".*?</nav>', text, re.S)[0]
    return re.findall(r'<a href="#([\w-]+)">([^<]+)</a>', listed)


def headings_of(text):
    """(anchor, words) of every section's heading in the article."""
    body = text.partition('<article class="read-body')[2].partition("</article>")[0]
    found = re.findall(
        r'<h2 (?:class="[\w-]+" )?id="([\w-]+?)(?:-heading)?">'
        r'(?:<span class="eyebrow">[^<]*</span> )?([^<]+)</h2>',
        body,
    )
    assert len(found) == body.count("<h2")
    return found


@pytest.mark.parametrize("name", ["postmortem", "preview"])
def test_contents_name_every_section_in_the_order_of_the_page(cast, client_of, name):
    cast = pages.published(cast)
    text = told(client_of(cast.owner), cast, name)
    listed, there = contents_of(text), headings_of(text)
    assert len(there) > 12
    assert listed == there
    for anchor, _ in listed:
        assert len(re.findall(rf'id="{anchor}"', text)) == 1


def test_first_sections_are_for_whoever_has_two_minutes(cast, client_of):
    cast = pages.published(cast)
    text = told(client_of(cast.reader), cast)
    assert [one for one, _ in contents_of(text)][:4] == [
        "summary", "impact", "actions-now", "timeline",
    ]  # fmt: skip


def test_discussion_counts_its_conversations(cast, client_of):
    cast = scenes.finalized(cast)
    assert ("discussion", "Discussion") in contents_of(told(client_of(cast.reader), cast))
    client_of(cast.reader).post(
        reverse("postmortems:page-comment", args=[cast.postmortem.pk]), {"new-text": "Why?"}
    )
    assert ("discussion", "Discussion · 1") in contents_of(told(client_of(cast.reader), cast))


def test_every_heading_offers_a_link_to_itself(cast, client_of):
    cast = pages.published(cast)
    text = told(client_of(cast.reader), cast)
    links = re.findall(
        r'<a class="read-link no-print" href="#([\w-]+)" data-copy-link>'
        r'<span class="visually-hidden">Link to ([^<]+)</span></a>',
        text,
    )
    assert links == headings_of(text)


def test_folded_entries_are_all_in_the_page(cast, client_of):
    for number in range(40):
        TimelineEntryFactory(incident=cast.incident, text=f"FOLDED-{number}-")
    cast = scenes.finalized(cast)
    text = told(client_of(cast.reader), cast)
    assert "read-fold" in text
    assert "Show all 42 entries" in text
    for number in range(40):
        assert f"FOLDED-{number}-</p>" in text
    key = re.search(r'<li class="entry [\w-]+ entry-key".*?</li>', text, re.S)[0]
    assert "The first card was refused" in key
    assert key not in "".join(re.findall(r"<details>.*?</details>", text, re.S))


def test_short_timeline_has_no_folds(cast, client_of):
    cast = scenes.finalized(cast)
    text = told(client_of(cast.reader), cast)
    assert "read-fold" not in text
    assert "Show all" not in text


def test_controls_that_need_a_script_are_hidden_until_it_is_there(cast, client_of):
    for _ in range(20):
        TimelineEntryFactory(incident=cast.incident)
    cast = scenes.finalized(cast)
    text = told(client_of(cast.reader), cast)
    controls = re.findall(r"<button[^>]*(?:data-print|data-show-all)[^>]*>", text)
    assert len(controls) == 2
    assert all(" hidden" in one for one in controls)


def test_section_with_nothing_is_one_quiet_line(cast, client_of):
    cast = scenes.finalized(cast)
    text = told(client_of(cast.reader), cast)
    quiet = re.findall(r'<section id="([\w-]+)"[^>]*class="read-quiet">', text)
    assert "q3" in quiet
    assert "impact" not in quiet
    assert escape(cast.postmortem.sections.get(key="q3").heading) in text
