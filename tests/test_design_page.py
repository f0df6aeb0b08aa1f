"""docs/design.md, the style sheets and /design/ name the same things."""

import re
from pathlib import Path

import pytest

from accounts.enums import Role
from tests.factories.accounts import UserFactory

ROOT = Path(__file__).resolve().parent.parent
VOCABULARY = (ROOT / "docs" / "design.md").read_text()
CSS = "".join(path.read_text() for path in (ROOT / "static" / "css").glob("*.css"))
BOOTSTRAP = (ROOT / "static" / "vendor" / "bootstrap.min.css").read_text()
# A page is one of these; the page of parts shows no page inside itself.
SHELLS = {
    "sign-in",
    "narrow",
    "split-main",
    "split-aside",
    "read-body",
    "read-aside",
    "work-nav",
    "work-main",
    "work-column",
    "work-aside",
}


def classes_in(text):
    """Every class of the ``class="…"`` in a text; alternatives are written with a bar."""
    named = re.findall(r'class="([^"]*)"', text)
    return {one for value in named for one in re.split(r"[\s|]+", value) if one and one != "…"}


def documented():
    """Classes of the examples; ``capture-question|factor`` names a family by its first."""
    whole = set()
    for value in re.findall(r'class="([^"]*)"', VOCABULARY):
        for one in value.split():
            whole.add(one.split("|")[0])
    return whole


def test_every_class_of_the_vocabulary_is_styled():
    styled = set(re.findall(r"\.([a-z][\w-]*)", CSS + BOOTSTRAP))
    # "open" is told by its icon and its word alone.
    assert len(documented()) > 80
    assert documented() - styled - {"open"} == set()


@pytest.fixture
def page(client, db):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    answer = client.get("/design/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_design_page_shows_every_class_of_the_vocabulary(page):
    assert documented() - classes_in(page) - SHELLS == set()


def test_design_page_shows_both_themes_of_each_part(page):
    light, dark = page.count('data-theme="light"'), page.count('data-theme="dark"')
    assert light == dark > 5


def test_design_page_is_for_administrators(client, db, settings):
    client.force_login(UserFactory())
    assert client.get("/design/").status_code == 403
    settings.DEBUG = True
    assert client.get("/design/").status_code == 200
