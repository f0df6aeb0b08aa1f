"""The shell in a browser: the header on a phone, menus by keyboard, toasts, the folded nav."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.same_on_every_database

DRAFT = "/postmortems/2/draft/q7/"


@pytest.mark.parametrize("width", [320, 360])
def test_header_on_a_phone_has_two_rows_and_nothing_outside(visit, width):
    page = visit("Maya Reyes", viewport=(width, 740), is_mobile=True, has_touch=True)
    boxes = [
        page.locator(f".top-row > {part}").bounding_box()
        for part in (".top-menu", ".brand", ".btn-primary", ".top-inbox", ".top-user")
    ]
    assert max(box["y"] for box in boxes) < min(box["y"] + box["height"] for box in boxes)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    assert page.locator(".top-search").bounding_box()["y"] > boxes[0]["y"]


def test_menu_opens_by_keyboard_and_escape_gives_the_focus_back(visit):
    page = visit("Maya Reyes")
    page.locator(".top-user > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Profile")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".top-user > summary")).to_be_focused()
    expect(page.get_by_role("link", name="Profile")).to_be_hidden()


def test_message_is_a_toast_that_moves_nothing_and_can_be_closed(visit):
    page = visit("Maya Reyes")
    page.goto("/people/profile/")
    before = page.locator("h1").bounding_box()
    page.get_by_role("button", name="Save", exact=True).click()
    toast = page.locator("#messages .notice")
    expect(toast).to_contain_text("saved")
    assert page.locator("h1").bounding_box() == before
    page.get_by_role("button", name="Close this message").click()
    expect(toast).to_have_count(0)


def test_message_without_scripts_is_a_plain_notice(visit):
    page = visit("Maya Reyes", java_script_enabled=False)
    page.goto("/people/profile/")
    page.get_by_role("button", name="Save", exact=True).click()
    notice = page.locator("#messages .notice")
    assert notice.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]


def test_sections_stand_open_beside_the_work_and_fold_on_a_phone(visit):
    wide = visit("Maya Reyes")
    wide.goto(DRAFT)
    expect(wide.locator(".sections [aria-current]")).to_be_visible()
    narrow = visit("Maya Reyes", viewport=(360, 740))
    narrow.goto(DRAFT)
    expect(narrow.locator(".sections [aria-current]")).to_be_hidden()
    narrow.get_by_text("Sections and questions").click()
    expect(narrow.locator(".sections [aria-current]")).to_be_visible()


def test_dialog_takes_the_focus_and_escape_closes_it(visit):
    page = visit("Dana Brandt")
    page.goto("/design/")
    page.get_by_role("button", name="Open a dialog").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Open a dialog")).to_be_focused()
