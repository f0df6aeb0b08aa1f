"""Chromium against a real installation. Without Chromium the journeys are skipped, saying so."""

import shutil

import pytest

from .installation import Installation

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    """Mark the journeys."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    with Installation(tmp_path_factory.mktemp("installation")) as running:
        yield running


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """An installation without the demo, for drafts that tests make themselves (``desks``)."""
    with Installation(tmp_path_factory.mktemp("bare"), has_demo=False) as running:
        yield running


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM:
        pytest.skip("Chromium is not here: apt-get install chromium fonts-liberation")
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=10_000)  # the machine may have other work
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def pages(chromium, tmp_path):
    """``pages(address)`` opens a page in a browser of its own, signed in as nobody.

    Options go to the browser context (``java_script_enabled``, ``color_scheme``,
    ``viewport``). A console error or a failed script fails the test at its end.
    """
    contexts, troubles = [], []

    def open_page(address, *, viewport=(1280, 900), **options):
        context = chromium.new_context(
            base_url=address,
            viewport={"width": viewport[0], "height": viewport[1]},
            reduced_motion="reduce",
            locale="en-GB",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield open_page
    for number, context in enumerate(contexts):
        for page in context.pages:  # what was on the screen, for whoever looks into a failure
            page.screenshot(path=tmp_path / f"last-{number}.png")
        context.close()
    assert not troubles, troubles


@pytest.fixture
def visit(pages, installation):
    """``visit("Maya Reyes")`` opens a page of one's own, signed in as that demo person."""

    def open_page(name=None, **options):
        page = pages(installation.address, **options)
        if name:
            page.goto("/account/login/")
            page.get_by_role("button", name=name).click()
            page.wait_for_url("**/")
        return page

    return open_page


@pytest.fixture
def desks(pages):
    """``desks(installation, "reviewable")``: a draft at this point, and a page for anyone of it.

    What comes back is called with a part of the cast (``tests/cast.py``), and perhaps a server's
    address: ``page = desk("owner")``; ``desk.base`` is the draft's address.
    """

    def make(installation, point):
        return Desk(installation, installation.draft(point), pages)

    return make


class Desk:
    """One draft, with pages for the people around it."""

    def __init__(self, installation, facts, pages):
        self.base = f"/postmortems/{facts['postmortem']}/"
        self.incident = f"/incidents/{facts['incident']}/"
        self.meeting = f"/reviews/{facts['meetings'][0]}/" if facts["meetings"] else ""
        self.people = facts["people"]  # part of the cast: number
        self._installation, self._sessions, self._pages = installation, facts["sessions"], pages

    def __call__(self, part, address=None, **options):
        address = address or self._installation.address
        page = self._pages(address, **options)
        cookie = {"name": "sessionid", "value": self._sessions[part], "url": address}
        page.context.add_cookies([cookie])
        return page
