"""What one remembers, told before the others' words are read; and hints that one can put aside."""

import re

import pytest
from playwright.sync_api import expect

from tests.cast import TITLE

pytestmark = pytest.mark.same_on_every_database

WORDS = "Both shells showed the same prompt."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_home_to_ones_part_and_shared_when_one_wants(desks, bare, scripts):
    desk = desks(bare, "written")
    page = desk("responder", java_script_enabled=scripts)
    owner = desk("owner", java_script_enabled=False)
    timeline = f"{desk.base}draft/timeline/?part=all"
    page.goto("/")
    page.get_by_role("region", name="Your part").get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My part")
    page.get_by_role("link", name=re.compile("I was there.*first card")).click()
    page.get_by_label("What did you see or hear?").fill(WORDS)
    page.get_by_role("button", name="Keep it for me").click()
    expect(page.locator(".perspectives")).to_contain_text(WORDS)

    owner.goto(timeline)
    expect(owner.locator("main")).to_contain_text("The first card was refused")
    expect(owner.locator("main")).not_to_contain_text(WORDS)
    page.get_by_role("button", name="Share with the review group").click()
    expect(page.locator(".perspectives")).to_contain_text("Read by: the review group")
    owner.reload()
    expect(owner.locator("main")).to_contain_text(WORDS)
    page.goto("/")
    expect(page.get_by_role("region", name="Your part")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_hint_is_put_aside_by_one_person_and_asked_again(desks, bare, scripts):
    desk = desks(bare, "written")
    place = f"{desk.base}draft/summary/"
    page, other = desk("owner", java_script_enabled=scripts), desk("contributor")
    page.goto(place)
    panel = page.locator("#hints-panel")
    hint = panel.get_by_role("link").first
    words = hint.inner_text()
    panel.get_by_role("button", name=f"Put aside: {words}").click()
    expect(panel).to_contain_text("1 put aside")
    expect(panel).not_to_contain_text(words)
    if scripts:
        expect(page.locator("#hints-head")).to_be_focused()
    other.goto(place)
    expect(other.locator("#hints-panel")).to_contain_text(words)
    page.goto(place)
    expect(panel).not_to_contain_text(words)
    panel.get_by_role("button", name="Ask again").click()
    panel.get_by_role("link", name=words).click()
    expect(page).to_have_url(re.compile(f"{desk.base}draft/.+"))
