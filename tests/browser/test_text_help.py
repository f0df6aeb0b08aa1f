"""Help while one writes: names and entries behind an @, finding, coloured code."""

import re

import pytest
from playwright.sync_api import expect

from .test_every_page import violations

pytestmark = pytest.mark.same_on_every_database

PLACE = "/postmortems/2/draft/q7/"
EDITOR = "#section-live [role=textbox]"
OFFERED = ".cm-tooltip-autocomplete [role=option]"


@pytest.fixture
def page(visit):
    page = visit("Maya Reyes")
    page.goto(PLACE)
    expect(page.locator(EDITOR)).to_be_attached()
    page.locator(EDITOR).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Backspace")
    return page


def take(page):
    """What is offered is taken by Enter once one can have seen it: it just came up."""
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")


def test_time_behind_an_at_offers_entries_and_puts_in_a_link(page):
    page.keyboard.type("Then @09")
    first = page.locator(OFFERED).first
    expect(first).to_have_text(re.compile(r"\d\d:\d\d"))
    expect(page.locator(EDITOR)).to_have_attribute("aria-activedescendant", re.compile("."))
    take(page)
    expect(page.locator(EDITOR)).to_have_text(re.compile(r"Then \[\d\d:\d\d\]\(/timeline/\d+/\)"))
    page.get_by_role("button", name="Preview").click()
    link = page.locator("#section-preview a")
    expect(link).to_have_text(re.compile(r"\d\d:\d\d"))
    link.click()
    expect(page).to_have_url(re.compile(r"/draft/timeline/\?part=all#timeline-\d+$"))


def test_letters_behind_an_at_offer_people(page):
    page.keyboard.type("Ask @rob")
    expect(page.locator(OFFERED)).to_have_text(["Robin Lindqvist"])
    take(page)
    expect(page.locator(EDITOR)).to_have_text("Ask @Robin Lindqvist")
    page.keyboard.type(" or @zzz")
    expect(page.locator(OFFERED)).to_have_count(0)


def test_words_are_found_in_the_section_and_in_the_draft(page):
    page.keyboard.type("one pool, two pools")
    page.keyboard.press("Control+f")
    find = page.locator(".cm-search [name=search]")
    expect(find).to_be_focused()
    page.keyboard.type("pool")
    expect(page.locator(".cm-searchMatch")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(EDITOR)).to_be_focused()
    expect(page.locator("[data-live-state=saved]")).to_be_visible()
    page.goto("/postmortems/2/find/?q=sessions")
    expect(page.locator("mark").first).to_have_text(re.compile("sessions", re.IGNORECASE))
    page.locator(".records a").first.click()
    expect(page).to_have_url(re.compile("/postmortems/2/draft/"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_panel_and_offers_shut_nobody_out(page, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.keyboard.type("one pool, two pools")
    page.keyboard.press("Control+f")
    page.keyboard.type("pool")
    panel = page.locator(".cm-search")
    for name in ("Find", "Replace"):
        expect(panel.get_by_role("textbox", name=name)).to_be_visible()
    for name in ("Match case", "Regex", "Whole words"):
        expect(panel.get_by_role("checkbox", name=name)).to_be_visible()
    page.keyboard.press("Enter")  # one place is chosen, the other is marked
    assert violations(page) == []
    panel.get_by_role("button", name="Close").click()
    expect(page.locator(EDITOR)).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" at @09")
    expect(page.locator(OFFERED).first).to_be_visible()
    assert violations(page) == []


def test_code_of_a_named_language_is_coloured_in_the_preview(page):
    page.keyboard.insert_text("```sql\nselect 1 -- one\n```\n")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#section-preview .hl-keyword").first).to_have_text("select ")
