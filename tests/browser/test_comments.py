"""Comments on a passage while others write: they stay with their words, or say they are gone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.same_on_every_database

PLACE = "/postmortems/2/draft/q7/"
EDITOR = "#section-live [role=textbox]"
WORDS = "the 😀 gauge was not looked at"


@pytest.fixture
def open_editor(visit):
    def opened(name, place=PLACE, **options):
        page = visit(name, **options)
        page.goto(place)
        expect(page.locator(EDITOR)).to_be_attached()
        return page

    return opened


def add(page, words):
    page.locator(EDITOR).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def choose_last(page, words):
    """The last words of the text, with the keyboard alone."""
    page.locator(EDITOR).click()
    page.keyboard.press("Control+End")
    for _ in words:
        page.keyboard.press("Shift+ArrowLeft")


def comment(page, words, text="", suggested=None):
    choose_last(page, words)
    page.keyboard.press("Control+Alt+m")
    form = page.locator("#start-thread form")
    expect(form.get_by_label("About the passage")).to_have_value(words)
    expect(form.get_by_label("Comment", exact=True)).to_be_focused()
    page.keyboard.type(text)
    if suggested is not None:
        form.locator("[data-suggest] > summary").click()
        replacement = form.get_by_label("Words to stand there instead")
        expect(replacement).to_have_value(words)
        replacement.fill(suggested)
    form.get_by_role("button", name="Comment").click()


def test_comment_stays_with_its_passage_and_says_when_it_is_gone(open_editor):
    maya, robin = open_editor("Maya Reyes"), open_editor("Robin Lindqvist")
    add(maya, f" Then {WORDS}")
    comment(maya, WORDS, "By nobody at all?")
    own = maya.locator(".thread", has_text="By nobody at all?")
    expect(own).to_be_focused()  # without leaving the page
    expect(maya.locator(".passage")).to_have_text(WORDS)

    thread = robin.locator(".thread", has_text="By nobody at all?")
    expect(thread).to_be_visible(timeout=15_000)
    expect(thread.locator(".thread-new")).to_have_text("1 new")
    robin.locator(EDITOR).press("Control+Home")
    robin.keyboard.type("Long before — €: ")
    for page in (maya, robin):
        expect(page.locator(EDITOR)).to_contain_text("Long before")
        expect(page.locator(".passage")).to_have_text(WORDS)

    thread.get_by_role("button", name="Show in text").click()
    expect(robin.locator(EDITOR)).to_be_focused()
    expect(thread).to_have_class(re.compile("is-current"))
    robin.keyboard.press("Delete")  # what is shown is chosen
    for page in (maya, robin):
        expect(page.locator(".passage")).to_have_count(0)
        line = page.locator(".thread", has_text="By nobody at all?").locator("[data-gone]")
        expect(line).to_have_text("The words it was about are no longer in the text.")
        expect(line).to_be_visible()

    robin.keyboard.press("Control+z")
    for page in (maya, robin):
        expect(page.locator(".passage")).to_have_text(WORDS)
    expect(thread.locator("[data-gone]")).to_be_hidden()


def test_suggestion_is_accepted_while_another_types(open_editor):
    place = "/postmortems/2/draft/q6/"
    maya, robin = open_editor("Maya Reyes", place), open_editor("Robin Lindqvist", place)
    add(maya, " It was slow to notice")
    comment(maya, "slow to notice", suggested="noticed late")
    card = robin.locator(".thread", has_text="I suggest these words instead.")
    expect(card.locator("del")).to_have_text(["slow", "to notice"], timeout=15_000)
    expect(card.locator("ins")).to_have_text(["noticed", "late"])
    maya.locator(EDITOR).press("Control+Home")
    maya.keyboard.type("Typed ")
    card.get_by_role("button", name="Accept these words").click()
    maya.keyboard.type("all the while. ", delay=40)
    for page in (maya, robin):
        text = page.locator(EDITOR)
        expect(text).to_contain_text("It was noticed late")
        expect(text).to_contain_text("Typed all the while. ")
        expect(text).not_to_contain_text("slow to notice")
    expect(maya.locator("[data-live-state=saved]")).to_be_visible(timeout=15_000)
    maya.wait_for_timeout(1_500)  # a moment later the pages read it
    maya.goto("/postmortems/2/preview/")
    expect(maya.locator("main")).to_contain_text("It was noticed late")
    robin.goto("/postmortems/2/comments/?show=all")
    expect(card.locator(".thread-outcome")).to_contain_text("Accepted by Robin Lindqvist")


def test_new_comment_is_seen_by_being_looked_at(open_editor, visit):
    place = "/postmortems/2/draft/background/"
    robin = open_editor("Robin Lindqvist", place)
    fold = robin.locator("#start-thread")
    fold.locator("summary").first.click()
    fold.get_by_label("Comment", exact=True).fill("Does anybody read this?")
    fold.get_by_role("button", name="Comment").click()
    expect(robin.locator(".thread", has_text="Does anybody read this?")).to_be_visible()
    maya = visit("Maya Reyes")
    with maya.expect_response(re.compile("/comments/seen/")) as told:
        maya.goto(place)
        expect(maya.locator(".thread-new").first).to_be_visible()
    assert told.value.status == 204
    maya.reload()
    read = maya.locator(".thread", has_text="Does anybody read this?")
    expect(read).to_be_visible()
    expect(read.locator(".thread-new")).to_have_count(0)


def test_comment_on_a_record_works_without_scripts(visit):
    page = visit("Maya Reyes", java_script_enabled=False)
    page.goto("/postmortems/2/draft/q4/")
    row = page.locator("#list-factors .record:not(.record-new)").first
    row.get_by_role("link", name=re.compile("^Comment on")).click()
    page.get_by_role("textbox", name="Comment").fill("Since when?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".thread")).to_contain_text("Since when?")
    page.get_by_role("link", name="Where it stands").click()
    link = page.locator("#list-factors .record:not(.record-new)").first.locator(".record-threads")
    expect(link).to_contain_text("1 open comment on")
