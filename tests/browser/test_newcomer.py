"""A newcomer's path, counted in clicks: what the product asks of somebody who has never seen it.

Clicks are held by these tests; seconds depend on the machine and are only printed
(``-s`` shows them; docs/performance.md keeps a dated reading). Typing counts no click.
"""

import re
import time

from playwright.sync_api import expect

MOST_CLICKS_TO_READ = 2
MOST_CLICKS_TO_WRITE = 7


class Newcomer:
    """Somebody with a mouse, whose clicks are counted."""

    def __init__(self, page, whose):
        self.page = page
        self.whose = whose
        self.clicks = 0
        self.began = time.perf_counter()

    def click(self, control):
        self.clicks += 1
        control.click()
        self.page.wait_for_load_state()

    def tell(self, what):
        seconds = time.perf_counter() - self.began
        print(f"\n{self.whose}: {what} after {self.clicks} clicks and {seconds:.1f} s")


def arrive(page, name):
    """Open the address alone, as it was told; be led to the sign-in page; be that person."""
    someone = Newcomer(page, name)
    page.goto("/")
    someone.click(page.get_by_role("button", name=name))
    expect(page.locator("h1")).to_contain_text(name.split()[0])
    return someone


def steps_of(page):
    return page.locator(".guide-steps li")


def test_stakeholder_reads_a_published_page(visit):
    someone = arrive(visit(), "Noor Tan")
    page = someone.page

    someone.click(page.get_by_role("link", name="Read one in two minutes"))

    expect(page.locator("article h1, main h1").first).to_be_visible()
    # The newest one: a retelling of the demo, or what another journey has published since.
    expect(page).to_have_url(re.compile(r"/postmortems/\d+/$"))
    for name in ("Summary", "Timeline", "How it was reviewed"):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    someone.tell("a published page is open")
    assert someone.clicks <= MOST_CLICKS_TO_READ
    page.goto("/")
    expect(steps_of(page).first).to_have_class("done")


def test_engineer_writes_the_first_words_of_an_own_draft(visit):
    someone = arrive(visit(), "Maya Reyes")
    page = someone.page

    someone.click(page.get_by_role("link", name="Open an incident"))
    expect(page.locator("input[name=title]")).to_be_focused()
    page.keyboard.type("The printers of one shop are silent")
    page.locator("select[name=severity]").select_option(label="SEV4")
    someone.clicks += 2  # choosing from a list: open it, take one
    someone.click(page.get_by_role("button", name="Open and start the draft"))
    someone.click(page.locator("#section-form [role=textbox]"))
    page.keyboard.type("One shop could not print. Nobody knows why yet.")
    expect(page.locator("[data-live-state=saved]")).to_be_visible()
    current = page.locator("#section-list li:has([aria-current])")
    expect(current).to_have_class("done", timeout=15_000)  # nothing was pressed for it

    someone.tell("the first words of an own draft are saved")
    assert someone.clicks <= MOST_CLICKS_TO_WRITE
    page.goto("/")
    expect(steps_of(page).nth(1)).to_have_class("done")
    expect(steps_of(page).nth(2)).to_have_class("done")


def test_guide_is_put_away_and_brought_back_without_scripts(visit):
    page = visit("Sven Kimura", java_script_enabled=False)
    expect(steps_of(page)).to_have_count(3)

    page.get_by_role("button", name="Put away").click()
    expect(steps_of(page)).to_have_count(0)
    page.goto("/people/profile/")
    page.get_by_role("button", name="Show the first steps again").click()

    expect(steps_of(page)).to_have_count(3)
