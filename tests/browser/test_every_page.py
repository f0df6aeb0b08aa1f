"""Every page that links lead to: axe in light and dark, no sideways scrolling at 360 px."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve

pytestmark = pytest.mark.same_on_every_database

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
# Not pages: downloads, and what only leads away.
LEFT_OUT = re.compile(r"\.(md|json|ics|csv)$|/static/|/account/logout/")
MOST_OF_A_KIND = 2
# Pages that no link leads to: what a search or a filter finds; and the page of all parts.
UNLINKED = [
    "/postmortems/?q=nothing-is-called-so",
    "/postmortems/?q=the&sort=finalized",
    "/actions/?whose=all&state=any",
    "/actions/?whose=all&q=nothing-is-called-so",
    "/jump/?q=the",
    "/jump/?q=nothing-is-called-so",
]
# Screens that the walk must come by: a link that goes away would leave them unseen here.
NEVER_MISSED = {
    "Maya": {
        "accounts:notifications",
        "accounts:profile",
        "postmortems:attachments",
        "postmortems:inbox",
        "postmortems:jump",
        "postmortems:section",
        "postmortems:shortcuts",
        "postmortems:timeline-paste",
        "reviews:calendar-links",
        "reviews:pool",
    },
    "Amara": {"reviews:interviews"},
    "Dana": {
        "postmortems:settings",
        "postmortems:setting-clocks",
        "postmortems:setting-severities",
        "postmortems:setting-service",
        "postmortems:setting-services",
        "postmortems:setting-words",
        "reviews:prompts",
        "postmortems:template",
        "postmortems:template-choices",
        "postmortems:template-preview",
        "postmortems:template-section",
        "postmortems:template-section-add",
        "postmortems:templates",
    },
}
FOR_ADMINISTRATORS = {"Dana": ["/design/"]}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes is not told node by node
}
AXE_IS_THERE = "typeof axe !== 'undefined'"
RUN_AXE = "rules => axe.run(rules).then(found => found.violations)"


def kind_of(path):
    """The name of the door a path leads to; records of different kinds are different doors."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    return f"{match.view_name}:{match.kwargs.get('kind', '')}"


def links_on(page):
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    return [link.split("#")[0] for link in links if link.startswith("/")]


def pages_from(page, *starts):
    """Walk the links from some pages, a few of each kind; stands on each path as it yields it."""
    waiting, seen, counts = [*starts], {*starts}, {}
    while waiting:
        path = waiting.pop(0)
        status = page.goto(path).status
        links = links_on(page)
        yield path, status
        for link in links:
            kind = kind_of(link)
            if not link or link in seen or kind is None or LEFT_OUT.search(link.split("?")[0]):
                continue
            if counts.get(kind, 0) < MOST_OF_A_KIND:
                counts[kind] = counts.get(kind, 0) + 1
                seen.add(link)
                waiting.append(link)


def violations(page):
    if not page.evaluate(AXE_IS_THERE):
        page.evaluate(AXE_SCRIPT)
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in page.evaluate(RUN_AXE, RULES)
        for node in rule["nodes"]
    ]


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("name", ["Maya", "Amara", "Noor", "Dana"])
def test_every_page_is_accessible_in_light_and_dark_and_narrow(visit, name):
    page = visit(re.compile(name))
    troubles, paths = {}, []
    for path, status in pages_from(page, "/", *UNLINKED, *FOR_ADMINISTRATORS.get(name, [])):
        paths.append(path)
        if status != 200:
            troubles[f"a link leads to {status}"] = path
        for scheme, size in (("light", WIDE), ("dark", NARROW)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size(size)
            for trouble in violations(page):
                troubles.setdefault(trouble, f"{path} {scheme} {size['width']}")
            if size is NARROW and scrolls_sideways(page):
                troubles[f"{path} scrolls sideways"] = path
        page.set_viewport_size(WIDE)
    walked = {resolve(urlsplit(path).path).view_name for path in paths}
    assert len(paths) > 5
    assert NEVER_MISSED.get(name, set()) <= walked
    assert not troubles, "\n".join(f"{where}: {what}" for what, where in troubles.items())


def test_signed_out_pages_are_accessible(visit):
    page = visit()
    for path in ("/account/login/", "/account/password/reset/", "/nowhere/"):
        page.goto(path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []
