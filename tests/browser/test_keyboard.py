"""The palette and the single keys: opened, walked, closed, and switched off."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.same_on_every_database


def palette_of(page):
    return page.get_by_role("dialog", name="Jump to")


def test_palette_leads_to_a_section_and_a_postmortem_by_keys_alone(visit):
    page = visit("Maya Reyes")
    page.goto("/postmortems/2/draft/q7/")
    page.keyboard.press("Control+k")
    palette = palette_of(page)
    expect(palette.get_by_role("searchbox")).to_be_focused()
    expect(palette.get_by_role("link").first).to_be_visible()  # the newest, before a letter
    page.keyboard.type("question 4")
    expect(palette.get_by_role("link")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/postmortems/2/draft/q4/")

    page.keyboard.press("Control+k")
    page.keyboard.type("PM-1")
    expect(palette.get_by_role("link")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(palette.get_by_role("link").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(palette.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/postmortems/1/**")


def test_palette_gives_the_focus_back_and_says_when_nothing_is_called_so(visit):
    page = visit("Noor Tan")
    opener = page.get_by_role("link", name="Jump to a postmortem")
    opener.focus()
    page.keyboard.press("Enter")
    palette = palette_of(page)
    page.keyboard.type("nothing is called so")
    expect(palette).to_contain_text("Nothing that you can open is called so")
    expect(palette.locator("[data-palette-said]")).to_have_text("0 places")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    expect(opener).to_be_focused()


def test_palette_on_a_phone_is_in_the_menu_and_fits(visit):
    page = visit("Maya Reyes", viewport=(360, 740), is_mobile=True, has_touch=True)
    page.locator(".top-user > summary").tap()
    page.get_by_role("link", name="Jump to …").tap()
    palette = palette_of(page)
    expect(palette.get_by_role("link").first).to_be_visible()
    box = palette.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_jump_without_scripts_is_a_page(visit):
    page = visit("Maya Reyes", java_script_enabled=False)
    page.goto("/jump/")
    page.get_by_label("A name or a reference").fill("PM-1")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/postmortems/1/**")


def test_single_keys_are_silent_while_one_types_and_can_be_switched_off(visit):
    page = visit("Robin Lindqvist")
    shortcuts = page.get_by_role("dialog", name="Keyboard shortcuts")
    search = page.get_by_role("searchbox", name="Search postmortems")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.press("?")
    expect(search).to_have_value("?")
    expect(shortcuts).to_be_hidden()
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(shortcuts).to_contain_text("Jump to a postmortem")
    page.keyboard.press("Escape")
    expect(shortcuts).to_be_hidden()

    page.goto("/people/profile/")
    page.get_by_label("Keys without Ctrl").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/")
    page.locator("main").focus()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(shortcuts).to_be_hidden()
    expect(search).not_to_be_focused()
    page.keyboard.press("Control+k")  # not a single key
    expect(palette_of(page)).to_be_visible()
