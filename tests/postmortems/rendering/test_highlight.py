"""Code whose language was named is coloured, and says exactly what it said before."""

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from postmortems.rendering.highlight import BLOCK_LIMIT, CLASSES, LANGUAGES, _lexer, coloured
from postmortems.rendering.sanitiser import to_html
from tests.hostile import HOSTILE_TEXTS, SafeReading

NAMES = {name for _, name in CLASSES}


def test_code_is_coloured_by_what_its_words_are():
    made = to_html("```python\ndef f(x):\n    # why\n    return 'a', 1\n```")
    for shown in (
        '<span class="hl-keyword">def </span>',
        '<span class="hl-name">f</span>',
        '<span class="hl-comment"># why\n',
        '<span class="hl-number">1\n',
    ):
        assert shown in made
    assert "hl-added" in to_html("```diff\n-old\n+new\n```")


@pytest.mark.parametrize("language", ["", "klingon", "python-console-of-mine"])
def test_code_of_no_or_unknown_language_stays_plain(language):
    assert "<span" not in to_html(f"```{language}\ndef f(): pass\n```")


def test_long_block_stays_plain():
    line = "x = 1\n"
    assert "<span" in to_html(f"```python\n{line * 100}```")
    assert "<span" not in to_html(f"```python\n{line * (BLOCK_LIMIT // len(line) + 1)}```")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_is_known_and_loses_nothing(language):
    assert _lexer(language) is not None
    code = "select 'a' -- b\n<a b=\"c\">&lt;</a>\r\n\t# x /* y */ {1: [2.5e3]}\n\n"
    parts = list(coloured(code, language))
    assert "".join(words for _, words in parts) == code
    assert {name for name, _ in parts} <= NAMES | {""}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.sampled_from(sorted(LANGUAGES)))
@example("&lt; &amp;lt; &#60;b&#62; <b> \"'", "python")
def test_coloured_page_says_what_the_plain_one_says(code, language):
    if "```" in code or "~~~" in code:
        return
    bright, plain = to_html(f"```{language}\n{code}\n```"), to_html(f"```\n{code}\n```")
    SafeReading(bright)
    assert words_of(bright) == words_of(plain)


@pytest.mark.parametrize("name", [name for name in HOSTILE_TEXTS if "fence" not in name])
def test_hostile_code_is_safe_and_quick(name):
    SafeReading(to_html(f"```python\n{HOSTILE_TEXTS[name][:BLOCK_LIMIT]}\n```"))


def words_of(made):
    return html.unescape(re.sub("<[^>]*>", "", made))
