"""Administrators keep a template with the keyboard alone, without scripts."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.same_on_every_database


def press(page, control):
    """Reach a control by Tab from where the reader stands, and press Enter."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if control.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    raise AssertionError(f"Tab does not come to {control}")


def test_template_is_copied_reordered_and_extended_by_keys_without_scripts(visit):
    page = visit("Dana", java_script_enabled=False)
    page.goto("/settings/templates/")
    press(page, page.get_by_role("link", name="Near miss", exact=True))
    press(page, page.get_by_role("button", name="Copy"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Near miss (copy)")

    press(page, page.get_by_role("link", name="Add a section"))
    page.get_by_label("Heading").focus()
    page.keyboard.type("What nearly happened")
    press(page, page.get_by_role("button", name="Add the section"))
    titles = page.locator(".record-title")
    expect(titles.last).to_have_text("What nearly happened")

    for _ in range(2):  # focus goes on from the row that was moved
        press(page, page.get_by_role("button", name="Move up: What nearly happened"))
    expect(titles.nth(-3)).to_have_text("What nearly happened")

    press(page, page.get_by_role("link", name="Preview"))
    sections = page.get_by_role("navigation", name="Sections and questions").get_by_role("link")
    expect(sections.nth(-3)).to_contain_text("What nearly happened")
    press(page, page.get_by_role("link", name="Back to the template"))
    press(page, page.get_by_role("button", name="Retire Near miss (copy)"))
    expect(page.locator(".notice", has_text="is retired")).to_be_visible()


def test_two_administrators_lose_nothing(visit):
    first, second = visit("Dana"), visit("Dana")
    for page in (first, second):
        page.goto("/settings/severities/")
    first.get_by_label("When to use it").nth(3).fill("Few notice.")
    first.get_by_role("button", name="Save the severities").click()
    expect(first).to_have_url("/settings/")

    second.get_by_label("When to use it").nth(3).fill("Hardly anybody notices.")
    second.get_by_role("button", name="Save the severities").click()

    expect(second.get_by_role("alert")).to_contain_text("Few notice.")
    expect(second.get_by_label("When to use it").nth(3)).to_have_value("Hardly anybody notices.")
    second.get_by_role("button", name="Save the severities").click()
    second.goto("/incidents/new/")
    second.get_by_text("Which severity?").click()
    expect(second.get_by_text("Hardly anybody notices.")).to_be_visible()
