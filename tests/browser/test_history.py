"""An earlier revision is put back, without JavaScript, while somebody writes on."""

import pytest
from playwright.sync_api import expect

from .test_live import EDITOR, add, saved

pytestmark = pytest.mark.same_on_every_database


@pytest.fixture
def desk(desks, installation):
    return desks(installation, "written")


def write_in(desk, part, key):
    page = desk(part)
    page.goto(f"{desk.base}draft/{key}/")
    expect(page.locator(EDITOR)).to_be_attached()
    saved(page)
    return page


def test_revision_is_restored_while_others_write(desk):
    owner, facilitator = (
        write_in(desk, "owner", "summary"),
        write_in(desk, "facilitator", "background"),
    )
    plain = desk("contributor", java_script_enabled=False)
    add(owner, " Early words.")
    saved(owner)

    plain.goto(f"{desk.base}history/")
    plain.get_by_label("Keep the draft as it stands, as").fill("With early words")
    plain.get_by_role("button", name="Keep this version").click()
    row = plain.locator(".record", has_text="With early words")
    expect(row).to_contain_text("kept by Contributor")
    expect(row).to_contain_text("Owner")  # who wrote

    add(owner, " Late words.")
    saved(owner)
    expect_text(plain, f"{desk.base}draft/summary/", "Late words.")
    plain.goto(f"{desk.base}history/")
    row.get_by_role("link", name="Restore").click()
    expect(plain.locator("del", has_text="Late")).to_be_visible()

    add(facilitator, "Written meanwhile.")
    saved(facilitator)
    expect_text(
        desk("owner", java_script_enabled=False), f"{desk.base}draft/background/", "meanwhile"
    )
    plain.get_by_role("button", name="Restore revision").click()
    expect(plain.get_by_role("alert")).to_contain_text("It changed after you opened this page")
    plain.get_by_label("Restore it even if others go on writing").check()
    plain.get_by_role("button", name="Restore revision").click()
    expect(plain.get_by_role("status").first).to_contain_text("What stood before is revision")

    expect(owner.locator(EDITOR)).to_contain_text("Early words.")
    expect(owner.locator(EDITOR)).not_to_contain_text("Late words.")
    expect(facilitator.locator(EDITOR)).not_to_contain_text("meanwhile")
    add(owner, " And on it goes.")
    saved(owner)
    expect(owner.locator(EDITOR)).to_contain_text("Early words. And on it goes.")
    plain.get_by_role("link", name="Before restoring revision").first.click()
    expect(plain.locator(".diff-add", has_text="meanwhile")).to_be_visible()


def expect_text(page, place, words):
    """Reload until the sections have what was written live."""
    for _ in range(20):
        page.goto(place)
        if words in page.content():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"“{words}” never came to {place}")


def test_history_is_usable_by_keyboard_and_narrow(desk):
    page = desk("owner", viewport=(360, 740))
    page.goto(f"{desk.base}history/")
    page.get_by_label("Keep the draft as it stands, as").fill("One")
    page.keyboard.press("Enter")
    expect(page.locator(".notice", has_text="Kept as revision")).to_be_visible()
    chosen = page.get_by_role("radio", name="From revision 1")
    chosen.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What changed", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
