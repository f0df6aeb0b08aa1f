"""A conversation before the review: asked, noted by both, one line shared, the others kept."""

import re

import pytest
from playwright.sync_api import expect

from .test_every_page import NARROW, WIDE, scrolls_sideways, violations

pytestmark = pytest.mark.same_on_every_database

SHARED, KEPT = "Both shells showed the same prompt.", "I had been up since four."
PHONE = {"viewport": (360, 740), "has_touch": True, "is_mobile": True}


def look(page):
    """Nothing shuts people out, in light and dark, on a screen and a phone."""
    size = page.viewport_size
    for scheme, other in (("light", WIDE), ("dark", NARROW)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(other)
        assert violations(page) == []
        assert not scrolls_sideways(page)
    page.set_viewport_size(size)


def keep(page, words):
    """By the keyboard alone: from the field to the button."""
    page.get_by_label("A line to keep").focus()
    page.keyboard.insert_text(words)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Keep it for you two")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".records")).to_contain_text(words)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_asking_to_one_shared_line(desks, bare, scripts):
    desk = desks(bare, "written")
    leader = desk("facilitator", java_script_enabled=scripts)
    teller = desk("responder", java_script_enabled=scripts, **PHONE)
    owner = desk("owner", java_script_enabled=False)
    timeline = f"{desk.base}draft/timeline/?part=all"

    leader.goto(f"{desk.base}draft/")
    if scripts:
        look(leader)
    leader.get_by_role("link", name="Interviews before the review").click()
    asked = leader.locator(".record", has_text="took part: responder")
    expect(asked).to_contain_text("Responder")
    if scripts:
        look(leader)
    asked.get_by_role("button", name=re.compile("Ask")).click()
    expect(leader.locator(".notice, .toast").first).to_contain_text("sees on Home that you ask")
    leader.get_by_role("link", name="Responder").click()
    keep(leader, KEPT)

    teller.goto("/")
    teller.get_by_role("link", name=re.compile("would like to hear from you")).click()
    expect(teller.locator("main")).to_contain_text("whoever runs the server could read it")
    expect(teller.locator(".records")).to_contain_text(KEPT)
    keep(teller, SHARED)
    if scripts:
        look(teller)
    teller.get_by_role("link", name=f"Share {SHARED}").click()
    moment = teller.get_by_label(re.compile("At which moment"))
    choice = moment.locator("option", has_text="The first card was refused")
    moment.select_option(value=choice.get_attribute("value"))
    if scripts:
        look(teller)
    teller.get_by_role("button", name="Share it").click()
    expect(teller.locator(".record", has_text=SHARED)).to_contain_text("shared: the review group")

    owner.goto(timeline)
    expect(owner.locator("main")).to_contain_text(SHARED)
    expect(owner.locator("main")).not_to_contain_text(KEPT)
    outsider = desk("outsider", java_script_enabled=False)
    outsider.goto(timeline)
    expect(outsider.locator("main")).to_contain_text("The first card was refused")
    expect(outsider.locator("main")).not_to_contain_text(SHARED)

    leader.reload()
    expect(leader.locator(".record", has_text=SHARED)).to_contain_text("shared: the review group")
    leader.get_by_role("button", name="We talked").click()
    expect(leader.locator("main")).to_contain_text("talked")
    address = leader.url.split("#")[0]
    assert leader.request.get(address).status == 200
    for part in ("owner", "administrator"):
        answer = desk(part, java_script_enabled=False).request.get(address)
        assert answer.status == 404
        assert KEPT not in answer.text()
