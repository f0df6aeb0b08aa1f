"""Plain words in Markdown: what they look like is what they were."""

import pytest
from markdown_it import MarkdownIt

from postmortems.exporters.markdown import address, plain
from tests.hostile import SCRIPTS


@pytest.mark.parametrize(
    "typed",
    [
        "1. x", "1) x", "- x", "+ x", "# x", "> x", "*a* _b_ `c`", "a | b", "<b>",
        "&amp;", "=== x", "~~x~~", "[x](y)", "![x](y)", "\\",
    ],
)  # fmt: skip
def test_plain_words_read_as_typed(typed):
    tokens = MarkdownIt("commonmark").enable("strikethrough").parse(plain(typed))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert "".join(child.content for child in tokens[1].children) == typed


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_markup_comes_out_of_plain_words(name):
    told = MarkdownIt("commonmark").render(f"- {plain(SCRIPTS[name])}")
    for sign in ("<script", "<img", "<a ", "<svg"):
        assert sign not in told.lower()


def test_address_cannot_leave_its_brackets():
    assert address("https://a.example/>x <y") == "https://a.example/%3Ex%20%3Cy"
