"""The month of reviews, calendar links and the pool: with a script and without, wide and narrow."""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.reviews.calendars import events_of

from .test_every_page import scrolls_sideways, violations

pytestmark = pytest.mark.same_on_every_database

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 780}


@pytest.mark.parametrize("script", [True, False])
def test_month_is_a_table_that_becomes_a_list_and_leads_back_and_forth(visit, script):
    page = visit(re.compile("Maya"), java_script_enabled=script)
    page.goto("/reviews/?view=month")
    name = page.locator("#month-head").inner_text()
    expect(page.get_by_role("columnheader")).to_have_count(7)

    page.get_by_role("link", name="Later month").click()
    expect(page.locator("#month-head")).not_to_have_text(name)
    page.get_by_role("link", name="Earlier month").click()
    expect(page.locator("#month-head")).to_have_text(name)

    page.goto("/reviews/")
    scheduled = page.locator("section[aria-labelledby=scheduled-head] time").first
    page.goto(f"/reviews/?view=month&month={scheduled.get_attribute('datetime')[:7]}")
    page.set_viewport_size(NARROW)
    days, busy = page.locator(".month td:visible"), page.locator(".month td:has(li)")
    assert days.count() == busy.count()
    assert busy.count() > 0
    if script:
        assert not scrolls_sideways(page)


def test_calendar_link_is_made_read_by_a_program_and_ended(visit):
    page = visit(re.compile("Maya"))
    page.goto("/reviews/calendar/")
    page.get_by_role("button", name="Make the link for all reviews").click()
    address = page.locator("#organization-address").input_value()
    assert violations(page) == []
    path = address[address.index("/calendar/") :]
    here = page.evaluate("location.origin")

    with urllib.request.urlopen(here + path) as answer:
        assert events_of(answer.read().decode()), "the demo has a review that is scheduled"
    page.goto("/reviews/calendar/")
    expect(page.locator("#organization-address")).to_have_count(0)
    page.get_by_role("button", name="End the link for all reviews").click()
    expect(page.locator(".notice", has_text="The link is ended")).to_be_visible()
    assert page.request.get(path).status == 404


@pytest.mark.parametrize("path", ["/reviews/pool/", "/reviews/?view=month", "/reviews/calendar/"])
def test_pages_are_accessible_in_light_and_dark_and_narrow(visit, path):
    page = visit(re.compile("Maya"))
    page.goto(path)
    for scheme, size in (("light", WIDE), ("dark", NARROW)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(size)
        assert violations(page) == []
        assert not scrolls_sideways(page)
