"""The palette and the single keys: opened, walked, closed, and switched off."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

pytestmark = pytest.mark.same_on_every_database


def palette_of(page):
    return page.get_by_role("dialog", name="Jump to")


def test_palette_leads_to_a_section_and_a_postmortem_by_keys_alone(visit):
    page = visit("Maya Reyes")
    page.goto("/postmortems/2/draft/q7/")
    page.keyboard.press("Control+k")
    palette = palette_of(page)
    expect(palette.get_by_role("combobox")).to_be_focused()
    expect(palette.get_by_role("option").first).to_be_visible()  # the newest, before a letter
    page.keyboard.type("question 4")
    expect(palette.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/postmortems/2/draft/q4/")

    page.keyboard.press("Control+k")
    page.keyboard.type("PM-1")
    expect(palette.get_by_role("option")).to_have_count(1)
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/postmortems/1/**")


def test_palette_is_a_combobox_whose_choice_moves_and_the_focus_stays(visit):
    page = visit("Maya Reyes")
    page.goto("/postmortems/2/draft/q7/")
    page.keyboard.press("Control+k")
    palette = palette_of(page)
    field, options = palette.get_by_role("combobox"), palette.get_by_role("option")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-controls", "palette-list")
    expect(palette.get_by_role("group", name="Postmortems", exact=True)).to_be_visible()
    count = options.count()
    assert count > 3
    expect(palette.locator("[data-palette-said]")).to_have_text(f"{count} places")
    for key, place in (
        ("ArrowDown", 1),
        ("End", -1),
        ("ArrowDown", 0),
        ("ArrowUp", -1),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        one = options.nth(place)
        expect(one).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-activedescendant", one.get_attribute("id"))
        expect(palette.locator("[aria-selected=true]")).to_have_count(1)
        expect(field).to_be_focused()
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate("axe.run('#palette').then(found => found.violations)") == []
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    opened.value.wait_for_url("**/postmortems/**")
    page.keyboard.type("nothing is called so")
    expect(field).to_have_attribute("aria-expanded", "false")
    assert field.get_attribute("aria-activedescendant") is None
    assert page.evaluate("axe.run('#palette').then(found => found.violations)") == []


def test_palette_discards_an_answer_that_comes_late_and_says_when_none_comes(visit):
    page = visit("Maya Reyes")
    late = []
    page.route("**/jump/?q=PM-1&**", lambda route: late.append(route))
    page.keyboard.press("Control+k")
    palette = palette_of(page)
    expect(palette.get_by_role("option").first).to_be_visible()
    with page.expect_request("**/jump/?q=PM-1&**"):
        page.keyboard.type("PM-1")
    page.keyboard.press("Control+a")
    page.keyboard.type("profile")
    expect(palette.get_by_role("option")).to_have_text(["Your profile"])
    with page.expect_response("**/jump/?q=PM-1&**"):
        late[0].continue_()
    page.wait_for_timeout(200)
    expect(palette.get_by_role("option")).to_have_text(["Your profile"])
    page.route("**/jump/?q=home**", lambda route: route.abort())
    page.keyboard.press("Control+a")
    page.keyboard.type("home")
    expect(palette.locator(".notice")).to_contain_text("could not be reached")
    expect(palette.get_by_role("option")).to_have_count(0)


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
    expect(palette.get_by_role("option").first).to_be_visible()
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


SHORTCUTS = {
    "Control+i": "_words_",
    "Control+e": "`words`",
    "Control+Shift+u": "[words](https://)",
    "Control+Shift+8": "- words",
    "Control+Shift+9": "> words",
}


@pytest.mark.parametrize("is_live", [True, False], ids=["together", "alone"])
def test_tools_have_shortcuts(visit, is_live):
    page = visit("Maya Reyes")
    if not is_live:
        page.add_init_script("delete window.WebSocket")
    page.goto("/postmortems/2/draft/background/")
    editor = page.locator("#section-live [role=textbox]" if is_live else "#section-text")
    editor.click()
    for keys, made in SHORTCUTS.items():
        page.keyboard.press("Control+End")
        page.keyboard.type("\nwords")
        page.keyboard.press("Control+Shift+ArrowLeft")
        page.keyboard.press(keys)
        words = editor.inner_text() if is_live else editor.input_value()
        assert made in words, keys
