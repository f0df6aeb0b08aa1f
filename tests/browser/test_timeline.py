"""The timeline at speed, in Chromium: by keyboard, pasted, undone, several at once."""

import re

import pytest
from playwright.sync_api import expect

from . import main_job
from .person import Keyboard, Mouse, Person

BLOCK = "Maya Reyes  [7:05 PM]\nPrinters are slow\n\n19:20 Queue restarted\nnobody knows when"


@pytest.fixture
def at_the_timeline(visit):
    def open_draft(hand, **options):
        author = Person(visit("Maya Reyes", **options), hand)
        base = main_job.open_incident(author)
        author.go(f"{base}draft/timeline/")
        return author.page

    return open_draft


def settled(page, count):
    page.wait_for_function(
        "count => document.querySelectorAll('.entry').length === count", arg=count
    )


def test_lines_by_keyboard_with_the_clock_beside(at_the_timeline):
    page = at_the_timeline(Keyboard)
    page.focus("#quick-line")
    page.keyboard.type("17:35 Receipts come out twice")
    page.wait_for_function(
        "() => document.querySelector('#timeline-clock').textContent.includes('come out twice')"
    )
    page.keyboard.press("Enter")
    settled(page, 1)
    page.wait_for_function("() => document.activeElement.id === 'quick-line'")
    page.keyboard.type("+5m The queue is restarted")
    page.keyboard.press("Enter")
    settled(page, 2)
    assert page.locator(".entry time").all_text_contents() == ["20 Nov 17:35", "20 Nov 17:40"]
    page.wait_for_function("() => document.activeElement.id === 'quick-line'")
    page.keyboard.type("no time")
    page.keyboard.press("Enter")
    page.wait_for_selector("#quick-error")
    assert page.input_value("#quick-line") == "no time"


def test_removed_entry_is_undone_and_several_are_hidden(at_the_timeline):
    page = at_the_timeline(Mouse)
    for count, line in enumerate(("17:35 first", "17:40 second"), 1):
        page.fill("#quick-line", line)
        page.press("#quick-line", "Enter")
        settled(page, count)
    row = page.locator(".entry", has_text="second")
    row.locator("summary").click()
    row.get_by_role("button", name="Remove").click()
    settled(page, 1)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    settled(page, 2)
    assert page.locator("#messages .notice").count() == 0
    page.get_by_role("link", name="Choose several").click()
    page.locator(".entry-tick").first.check()
    page.get_by_role("button", name="Hide from readers").click()
    page.wait_for_selector(".entry-hidden")
    expect(page.locator(".entry-hidden")).to_have_count(1)


@pytest.mark.parametrize(
    "options", [{}, {"java_script_enabled": False}, {"viewport": (360, 780)}], ids=str
)
def test_block_is_pasted_looked_at_and_added(at_the_timeline, options):
    page = at_the_timeline(Mouse, **options)
    page.get_by_role("link", name="paste a block").click()
    page.fill("[name=block]", BLOCK)
    page.get_by_role("button", name="Show what it becomes").click()
    expect(page.locator(".pasted-rows tbody tr")).to_have_count(2)
    page.locator("[name=take]").nth(1).uncheck()
    page.get_by_role("button", name="Add the ticked entries").click()
    page.wait_for_url("**/draft/timeline/**")
    assert page.locator(".entry").count() == 1
    assert "Printers are slow" in page.locator(".entry").inner_text()


def test_what_one_chose_to_see_stays_when_somebody_else_adds_an_entry(desks, bare):
    desk = desks(bare, "started")
    timeline = f"{desk.base}draft/timeline/"
    other = desk("contributor")
    other.goto(timeline)
    count = other.locator(".entry").count()
    page = desk("owner")
    page.goto(f"{timeline}?choose=some")
    expect(page.locator("#section-live")).to_have_count(1)
    tick = page.locator(".entry-tick")
    expect(tick).to_have_count(count)
    other.fill("#quick-line", "17:35 somebody else looks")
    other.press("#quick-line", "Enter")
    expect(other.locator(".entry")).to_have_count(count + 1)
    expect(page.locator(".entry", has_text="somebody else looks")).to_have_count(1)
    expect(tick).to_have_count(count + 1)
