"""The clock's words as Chromium draws them: measured apart, inside, and readable when narrow."""

from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string

from postmortems.rendering.clock import draw
from tests.postmortems.rendering.incidents import (
    CLOUDFLARE,
    GITLAB,
    HOSTILE,
    IMPOSSIBLE,
    YNAB,
    entry,
    milestones,
)

pytestmark = pytest.mark.same_on_every_database

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEETS = [
    "vendor/bootstrap.min.css",
    "vendor/fonts.css",
    *(f"css/{name}.css" for name in ("tokens", "base", "components", "print", "clock")),
]
CROWDED = [
    *milestones(started="2024-03-01 10:00", detected="2024-03-01 10:02",
                acknowledged="2024-03-01 10:03", resolved="2024-03-01 10:58"),
    *(entry(f"2024-03-01 10:{minute:02}", "What somebody saw on the graphs", is_key=minute % 4 == 0)
      for minute in range(60)),
]  # fmt: skip
ODD = [
    entry(f"2024-03-01 {hour:02}:10", label, is_key=True) for hour, label in enumerate(HOSTILE, 8)
]
INCIDENTS = {
    "gitlab": GITLAB,
    "cloudflare": CLOUDFLARE,
    "ynab": YNAB,
    "impossible": IMPOSSIBLE,
    "crowded": CROWDED,
    "odd": ODD,
}
BOXES = """svgs => svgs.filter(svg => svg.getBoundingClientRect().width > 0).map(svg => ({
  view: [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height],
  scale: svg.getBoundingClientRect().width / svg.viewBox.baseVal.width,
  texts: [...svg.querySelectorAll("text")].map(text => {
    const box = text.getBBox();
    return [text.textContent, box.x, box.y, box.x + box.width, box.y + box.height,
            parseFloat(getComputedStyle(text).fontSize)];
  })}))"""
INTER_IS_THERE = """() => document.fonts.ready.then(fonts =>
  [...fonts].some(font => font.family.includes("Inter") && font.status === "loaded"))"""
LEEWAY = 2.0
"""Letters of other fonts stand in higher boxes than Inter's; their ink does not."""


@pytest.fixture(scope="module")
def page_of_clocks(tmp_path_factory):
    figures = [
        render_to_string(
            "postmortems/_clock.html", {"clock": draw(moments, ZoneInfo("UTC")), "zone": "UTC"}
        )
        for moments in INCIDENTS.values()
    ]
    links = "".join(
        f'<link rel="stylesheet" href="{(STATIC / sheet).as_uri()}">' for sheet in SHEETS
    )
    path = tmp_path_factory.mktemp("clocks") / "clocks.html"
    path.write_text(
        '<!doctype html><html data-theme="light"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">{links}'
        f'<main class="page">{"".join(figures)}</main>'
    )
    return path.as_uri()


@pytest.fixture
def drawn(chromium, page_of_clocks):
    """``drawn(1180)``: every picture that shows at that width, as Chromium measures it."""
    pages = []

    def measure(width, media="screen"):
        page = chromium.new_page(viewport={"width": width, "height": 900})
        pages.append(page)
        page.emulate_media(media=media)
        page.goto(page_of_clocks)
        assert page.evaluate(INTER_IS_THERE)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return page.eval_on_selector_all("svg.clock-picture", BOXES)

    yield measure
    for page in pages:
        page.close()


def touch(one, other):
    return (
        min(one[3], other[3]) - max(one[1], other[1]) > 0
        and min(one[4], other[4]) - max(one[2], other[2]) > LEEWAY
    )


@pytest.mark.parametrize(
    ("width", "media"), [(1180, "screen"), (820, "screen"), (360, "screen"), (658, "print")]
)
def test_drawn_words_are_apart_inside_and_readable(drawn, width, media):
    pictures = drawn(width, media)

    assert len(pictures) == len(INCIDENTS)
    for name, picture in zip(INCIDENTS, pictures, strict=True):
        right, bottom = picture["view"]
        touching = [
            (one[0], other[0])
            for one, other in combinations(picture["texts"], 2)
            if touch(one, other)
        ]
        assert touching == [], name
        for words, x0, y0, x1, y1, size in picture["texts"]:
            assert x0 >= -1, words
            assert x1 <= right + 1, words
            assert y0 >= -LEEWAY, words
            assert y1 <= bottom + LEEWAY, words
            assert size * picture["scale"] >= 9.5, (name, words)


def test_the_clock_turns_where_it_is_narrow(drawn):
    wide, narrow = drawn(1180)[0]["view"], drawn(360)[0]["view"]

    assert wide[0] > wide[1]
    assert narrow[0] < narrow[1]
