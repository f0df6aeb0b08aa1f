"""Words in the bar can be read, in both themes, and the sizes drawn are the sizes measured."""

import re
from pathlib import Path

import pytest

from postmortems.rendering.clock.tall import LABEL as TALL_LABEL
from postmortems.rendering.clock.tall import SMALL, TIME
from postmortems.rendering.clock.wide import LABEL, TICK
from tests.test_design import DARK, LIGHT, contrast

SHEET = (Path(__file__).resolve().parents[3] / "static" / "css" / "clock.css").read_text()


def colours(selector, tokens):
    rule = re.search(re.escape(selector) + r" \{(.*?)\}", SHEET, re.S).group(1)
    return tokens | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rule))


LIGHT_CLOCK = colours(":root", LIGHT)
DARK_CLOCK = {**LIGHT_CLOCK, **DARK, **colours('[data-theme="dark"]', {})}


@pytest.mark.parametrize("theme", [LIGHT_CLOCK, DARK_CLOCK], ids=["light", "dark"])
def test_words_in_the_bar_have_contrast(theme):
    pairs = [("clock-on", f"clock-{part}") for part in ("unseen", "seen", "mitigated", "after")]
    pairs += [("clock-on-impact", "clock-impact"), ("ink-2", "clock-before"), ("ink-2", "rule-2")]

    ratios = {pair: contrast(theme[pair[0]], theme[pair[1]]) for pair in pairs}

    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


def test_following_the_device_gives_the_same_dark_clock():
    assert colours('[data-theme="dark"]', {}) == colours('[data-theme="auto"]', {})


@pytest.mark.parametrize(
    ("selector", "size"),
    [
        (".clock-label", LABEL),
        (".clock-time, .clock-day, .clock-gap, .clock-in", TICK),
        (".clock-tall .clock-label", TALL_LABEL),
        (
            ".clock-tall .clock-time, .clock-tall .clock-day, .clock-tall .clock-gap, .clock-span",
            max(TIME, SMALL),
        ),
    ],
)
def test_words_are_drawn_in_the_size_they_are_measured_in(selector, size):
    rule = re.search(r"^" + re.escape(selector) + r" \{(.*?)\}", SHEET, re.M).group(1)

    assert f"font-size: {size:g}px" in rule
