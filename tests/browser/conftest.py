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
def chromium():
    if not CHROMIUM:
        pytest.skip("Chromium is not here: apt-get install chromium fonts-liberation")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, installation):
    """``visit("Maya Reyes")`` opens a page of one's own, signed in as that demo person.

    Options go to the browser context (``java_script_enabled``, ``color_scheme``,
    ``viewport``). A console error or a failed script fails the test at its end.
    """
    contexts, troubles = [], []

    def open_page(name=None, *, viewport=(1280, 900), **options):
        context = chromium.new_context(
            base_url=installation.address,
            viewport={"width": viewport[0], "height": viewport[1]},
            reduced_motion="reduce",
            locale="en-GB",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        if name:
            page.goto("/account/login/")
            page.get_by_role("button", name=name).click()
            page.wait_for_url("**/")
        return page

    yield open_page
    for number, context in enumerate(contexts):
        for page in context.pages:  # what was on the screen, for whoever looks into a failure
            page.screenshot(path=installation.folder / f"last-{number}.png")
        context.close()
    assert not troubles, troubles
