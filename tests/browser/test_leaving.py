"""Somebody leaves: what waits for them is handed over, what they wrote stays."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

PHONE = {"viewport": (360, 740), "color_scheme": "dark"}


def is_accessible(page):
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate("axe.run().then(found => found.violations)") == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desk", "phone"])
def test_administrator_hands_over_what_waits_and_the_person_is_out(desks, bare, screen):
    desk = desks(bare, "reviewable")
    leaving = desk("owner")
    leaving.goto(f"{desk.base}draft/q1/")
    page = desk("administrator", **screen)
    page.goto(f"/people/{desk.people['owner']}/")
    page.get_by_role("link", name=re.compile("Deactivate")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Deactivate")
    expect(page.get_by_text("Postmortems they own")).to_be_visible()
    is_accessible(page)

    choice = page.locator("[name=drafts]")
    choice.select_option(value=str(desk.people["contributor"]))
    page.get_by_role("button", name=re.compile("Deactivate")).click()
    expect(page.locator(".notice").first).to_contain_text("can no longer sign in")
    is_accessible(page)

    page.goto(f"{desk.base}people/")
    expect(page.locator("#owner-head + .person, #owner-head ~ .person").first).to_contain_text(
        "Contributor"
    )
    page.goto(f"{desk.incident}")
    expect(page.get_by_text("(no longer here)").first).to_be_visible()
    is_accessible(page)

    leaving.goto(f"{desk.base}draft/q1/")
    leaving.wait_for_url("**/account/login/**")
