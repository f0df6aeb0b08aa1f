"""Questions about wording in the editor: underline, card, conversions, what is kept, the switch."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

pytestmark = pytest.mark.same_on_every_database

PLACE = "/postmortems/2/draft/q6/"
EDITOR = "#section-live [role=textbox]"
CARD = ".wording-card"
SAID = "[data-wording-said]"


@pytest.fixture
def write(visit):
    """``write(name, words)``: that person's page, with these words in the section."""

    def written(name, words=None, **options):
        page = visit(name, **options)
        page.goto(PLACE)
        expect(page.locator(EDITOR)).to_be_attached()
        if words is not None:
            page.locator(EDITOR).click()
            page.keyboard.press("Control+a")
            page.keyboard.press("Backspace")
            page.keyboard.type(words)
        return page

    return written


def marks(page):
    return page.locator(".wording")


def ask(page):
    """Open the card of the next question by keyboard."""
    expect(marks(page).first).to_be_visible()
    page.locator(EDITOR).focus()
    page.keyboard.press("Control+.")
    expect(page.locator(CARD)).to_be_visible()


def test_pause_underlines_and_the_sentence_being_written_is_left_alone(write):
    page = write("Maya Reyes", "The engineer failed to check the")
    page.wait_for_timeout(2500)
    expect(marks(page)).to_have_count(0)
    page.keyboard.type(" lag. The scheduler failed to start.")
    expect(marks(page)).to_have_count(1)
    expect(marks(page)).to_have_text(re.compile("failed"))
    expect(page.locator("[data-wording-count]")).to_have_text("Words to look at: 1")
    marks(page).click()
    expect(page.locator(CARD)).to_contain_text("?")
    page.keyboard.press("Escape")
    expect(page.locator(CARD)).to_have_count(0)


def test_card_is_reached_and_left_by_keyboard_and_read_aloud(write):
    page = write("Maya Reyes", "The engineer failed to check the lag.")
    ask(page)
    card = page.get_by_role("dialog", name="A question about these words")
    expect(card.get_by_role("button", name="Keep as is")).to_be_focused()
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate("at => axe.run(at).then(found => found.violations)", CARD) == []
    page.keyboard.press("Escape")
    expect(page.locator(EDITOR)).to_be_focused()


@pytest.mark.parametrize(
    ("words", "way", "becomes", "kind"),
    [
        ("We should have tested the restore.", "Move it to the ideas", "", "idea"),
        (
            "The root cause was an expired key.",
            "Add it as a contributing factor",
            "A contributing factor: an expired key.",
            "factor",
        ),
        ("Be more careful with production.", "Make it an action", "", "action"),
    ],
)
def test_sentence_becomes_a_record_with_one_click_and_back_with_another(
    write, words, way, becomes, kind
):
    page = write("Maya Reyes", f"It began at noon. {words} So it went.")
    ask(page)
    page.locator(CARD).get_by_role("button", name=way).click()
    expect(page.locator(EDITOR)).not_to_contain_text(words)
    expect(page.locator(EDITOR)).to_contain_text(f"It began at noon. {becomes}".strip())
    expect(page.locator(SAID)).to_contain_text(f"Made a new {kind}")
    page.locator(SAID).get_by_role("button", name="Undo").click()
    expect(page.locator(SAID)).to_have_text("As it was.")
    expect(page.locator(EDITOR)).to_contain_text(f"It began at noon. {words} So it went.")


@pytest.mark.parametrize(
    ("words", "way", "becomes"),
    [
        ("Who approved the change?", "Ask how", "How did it come to be possible to approve"),
        ("Then Maya Reyes saw it.", "Use the role", "Then the "),
    ],
)
def test_words_are_put_in_place_with_one_click_and_back_by_the_usual_key(
    write, words, way, becomes
):
    page = write("Maya Reyes", words)
    ask(page)
    page.locator(CARD).get_by_role("button", name=way).click()
    expect(page.locator(EDITOR)).to_contain_text(becomes)
    page.locator(SAID).get_by_role("button", name="Undo").click()
    expect(page.locator(EDITOR)).to_have_text(words)


def test_what_one_keeps_is_asked_of_nobody_who_edits_it(write):
    words = "The responder forgot to page anyone."
    page = write("Maya Reyes", words)
    other = write("Robin Lindqvist")
    expect(marks(page)).to_have_count(1)
    ask(page)
    page.locator(CARD).get_by_role("button", name="Keep as is").click()
    expect(marks(page)).to_have_count(0)
    other.reload()
    expect(other.locator(EDITOR)).to_contain_text(words)
    other.locator(EDITOR).click()
    other.keyboard.press("Control+End")
    other.keyboard.type(" The developer ignored it.")
    expect(marks(other)).to_have_count(1)
    expect(marks(other)).to_have_text(re.compile("ignored"))


def test_switch_is_one_persons_own(write):
    page = write("Robin Lindqvist")
    page.goto("/people/profile/")
    page.get_by_label("Questions about wording while I write a draft").uncheck()
    page.get_by_role("button", name="Save").click()
    page = write("Robin Lindqvist", "The engineer failed to check the lag.")
    page.wait_for_timeout(2500)
    expect(marks(page)).to_have_count(0)
    expect(page.locator("[data-wording-count]")).to_have_count(0)
    page.goto("/people/profile/")
    page.get_by_label("Questions about wording while I write a draft").check()
    page.get_by_role("button", name="Save").click()
