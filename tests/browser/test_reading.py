"""Reading a published page: the contents follow, links are copied, folds open, paper has all."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.same_on_every_database
READER = re.compile("Noor")


@pytest.fixture
def reading(visit):
    """``reading()`` opens the first published page of the demo; options go to the context."""

    def opened(**options):
        page = visit(READER, **options)
        page.goto("/postmortems/1/")
        return page

    return opened


def here(page):
    return page.locator(".read-toc [aria-current]")


def test_contents_follow_the_reader(reading):
    page = reading()
    expect(here(page)).to_have_text("Summary")
    page.locator("#timeline").evaluate("one => one.scrollIntoView()")
    expect(here(page)).to_have_text("Timeline")
    page.locator("#q4").evaluate("one => one.scrollIntoView()")
    expect(here(page)).to_have_text("How did this happen?")
    expect(here(page)).to_be_in_viewport()
    page.locator(".read-toc a").last.click()
    expect(here(page)).to_contain_text("Discussion")


def test_contents_fold_on_a_phone_and_stay_in_reach(reading):
    page = reading(viewport=(360, 780))
    expect(page.locator(".read-toc")).to_be_hidden()
    folded = page.locator(".read-contents")
    page.locator("#q4").evaluate("one => one.scrollIntoView()")
    expect(folded.locator("summary")).to_be_in_viewport()
    expect(folded.locator("summary")).to_contain_text("How did this happen?")
    folded.locator("summary").click()
    folded.get_by_role("link", name="Impact").click()
    expect(page.locator("#impact h2")).to_be_in_viewport()
    expect(folded).not_to_have_attribute("open", "")


def test_link_to_a_heading_is_copied_and_told(reading):
    page = reading(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="Link to Impact").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_attached()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url.split("#")[0] + "#impact"


def test_folds_open_one_by_one_and_all_together(reading):
    page = reading()
    folds = page.locator(".read-fold > details")
    inside = folds.first.locator(".entry").first
    expect(inside).to_be_hidden()
    folds.first.locator("summary").click()
    expect(inside).to_be_visible()
    page.get_by_role("button", name=re.compile("Show all")).click()
    for entry in page.locator(".entry").all():
        expect(entry).to_be_visible()
    page.get_by_role("button", name="Show the key moments").click()
    expect(inside).to_be_hidden()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_address_of_a_folded_entry_opens_its_fold(reading, script):
    page = reading(java_script_enabled=script)
    entry = page.locator(".read-fold .entry").first
    expect(entry).to_be_hidden()
    page.goto(f"/postmortems/1/#{entry.get_attribute('id')}")
    expect(entry).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_paper_has_the_whole_timeline_and_nothing_to_press(reading, script):
    page = reading(java_script_enabled=script, color_scheme="dark")
    page.emulate_media(media="print")
    for entry in page.locator(".entry").all():
        expect(entry).to_be_visible()
    for chrome in (".top", ".read-toc", ".read-aside", ".read-contents", "#new-comment"):
        expect(page.locator(chrome)).to_be_hidden()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor") if script else ""
    assert ground in ("rgb(255, 255, 255)", "")
