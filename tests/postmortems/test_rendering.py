"""The renderer: what comes out is safe, fits the page, and is what authors expect."""

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postmortems import rendering
from postmortems.rendering import sanitiser
from tests.hostile import BROKEN, HOSTILE_TEXTS, SCRIPTS, UNICODE, SafeReading

LIGHT = {**SCRIPTS, **BROKEN, **UNICODE}


@pytest.fixture(scope="module", autouse=True)
def no_workers_left():
    yield
    rendering.shared_pool().close()


# Safety


@pytest.mark.parametrize("name", LIGHT)
def test_render_hostile_text_gives_allowed_html_only(name):
    html = rendering.render(LIGHT[name])

    SafeReading(html)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", html)


@pytest.mark.parametrize("name", [name for name in SCRIPTS if "code" not in name])
def test_render_script_is_not_taken_for_a_broken_text(name):
    """It went through the renderer, not through the fallback."""
    text = SCRIPTS[name]

    assert rendering.render(text) == sanitiser.to_html(text)


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
def test_plain_text_hostile_text_takes_no_time(name):
    began = time.process_time()

    text = rendering.plain_text(HOSTILE_TEXTS[name])

    assert time.process_time() - began < 1
    assert not re.search("[\x00\ud800-\udfff\u202e]", text)


PIECES = (
    r"a b [ ]( ) ![ ][ ]: < > </ /> ' = & ; &#106; ` ``` ~~ * ** _ \ | javascript: http://a data: "
    r"mailto: <a~href= <script> </script> <svg~ <style> <!-- --> onload= <br> é 🔥 ^ :"
).split(" ")
SOUP = st.lists(
    st.sampled_from([piece.replace("~", " ") if len(piece) > 2 else piece for piece in PIECES])
    | st.sampled_from([" ", "\n", "\n\n", "    ", "- ", "1. ", "> ", "# ", "\t", "\r\n", '"'])
    | st.sampled_from(["\x00", "\x02", "\x03", "\u202e", "\ud800", "\n|-|-|\n", "\n- "])
    | st.text(max_size=4),
    max_size=40,
).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SOUP)
def test_sanitiser_any_soup_gives_allowed_html_only(text):
    SafeReading(sanitiser.to_html(text))
    SafeReading(rendering.plain_paragraphs(text))
    rendering.plain_text(text)


@pytest.mark.parametrize(
    "made",
    [
        "<p onclick=x style=y id=main class=btn>t</p>",
        "<a href='javascript:x'>t</a><a>t</a><a href=' java\nscript:x'>t</a><a href='/x'>t</a>",
        "<img src=x onerror=y><svg><a xlink:href='javascript:x'>t</a></svg><math><mi>t</math>",
        "<noscript><p title='</noscript><img src=x onerror=y>'></noscript>",
        "<div class=table-scroll role=alert>t</div><table>t<td align=x style=y>t",
        "<code class='btn language-x'>t</code><ol start=-1 type=a><li value=3>t",
        "<style>x</style><template>t</template><textarea>t</textarea><!-- t --><h1>t</h1>",
    ],
)
def test_cleaner_html_that_markdown_would_not_make_is_cleaned_as_well(made):
    SafeReading(sanitiser._cleaner().clean(made))


# What authors expect


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a", "<h3>a</h3>"),
        ("###### a", "<h6>a</h6>"),
        ("#1234 was reverted", "<p>#1234 was reverted</p>"),
        ("[^1]: see the log", "<p>[^1]: see the log</p>"),
        ("List<String> <none>", "<p>List&lt;String&gt; &lt;none&gt;</p>"),
        ("~~a~~ snake_case_name", "<p><del>a</del> snake_case_name</p>"),
        ("a:\n- b\n- c", "<p>a:</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>"),
        ("in\n1986. A year", "<p>in\n1986. A year</p>"),
        ("3) c\n4) d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("- [ ] a\n- [x] b", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>"),
        ("- a\n\nb", "<ul>\n<li>a</li>\n</ul>\n<p>b</p>"),
        ("* * *", "<hr>"),
    ],
)
def test_render_markdown(text, expected):
    assert rendering.render(text) == expected


@pytest.mark.parametrize("indent", [2, 3, 4])
def test_render_nested_list_by_two_to_four_spaces(indent):
    html = rendering.render(f"- a\n{' ' * indent}- b\n- c")

    assert SafeReading(html).tags == ["ul", "li", "ul", "li", "li"]


def test_render_mixed_lists_keeps_their_levels():
    tags = SafeReading(rendering.render("- a\n  - b\n  1. c\n- d")).tags

    assert [tag for tag in tags if tag != "p"] == ["ul", "li", "ul", "li", "ol", "li", "li"]


def test_render_code_in_list_stays_in_its_item():
    html = rendering.render("1. a\n\n   ```sh\n   x\n     <y>\n   ```\n2. b")

    reading = SafeReading(html)
    assert [tag for tag in reading.tags if tag != "p"] == ["ol", "li", "pre", "code", "li"]
    assert "x\n  <y>\n" in reading.text
    assert "language-sh" in html


def test_render_fence_never_closed_runs_to_the_end():
    html = rendering.render("a\n\n~~~\nb\n\n# c")

    assert SafeReading(html).tags == ["p", "pre", "code"]


def test_render_table_scrolls_by_keyboard():
    html = rendering.render("| a | b |\n|---|--:|\n| x<br>y | `1` |")

    assert html.startswith(
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table>'
    )
    assert 'align="right"' in html
    assert html.endswith("</table></div>")
    assert "br" in SafeReading(html).tags


@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        ("see https://a.example/b_c_(d), e", "https://a.example/b_c_(d)", None),
        ("(https://a.example/?b=1&copy=2).", "https://a.example/?b=1&copy=2", None),
        ("<https://a.example>", "https://a.example", None),
        ("<me@a.example>", "mailto:me@a.example", "me@a.example"),
        ("![a graph](https://a.example/b.png)", "https://a.example/b.png", "a graph"),
        ("![](https://a.example/b.png)", "https://a.example/b.png", None),
        ("[](https://a.example)", "https://a.example", None),
        ("[![b](https://b.example/b.svg)](https://a.example)", "https://a.example", "b"),
    ],
)
def test_render_link(text, address, shown):
    html = rendering.render(text)

    assert SafeReading(html).tags.count("a") == 1
    shown = (shown or address).replace("&", "&amp;")
    rel = "nofollow noopener noreferrer"
    assert f'<a href="{address.replace("&", "&amp;")}" rel="{rel}">{shown}</a>' in html


def test_render_address_in_code_is_no_link():
    assert "a" not in SafeReading(rendering.render("`https://a.example`\n\n    https://b.c")).tags


@pytest.mark.parametrize("name", ["javascript", "other-schemes", "javascript-image"])
def test_render_link_to_elsewhere_keeps_its_text_only(name):
    reading = SafeReading(rendering.render(SCRIPTS[name]))

    assert reading.tags == ["p"]
    assert "x" in reading.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A *b*\n\nc\nd **e**\n- f\n- [x] g", "A b\nc d e\nf\ng"),
        ("[a](http://b) ![c](d(e)) <http://f> snake_case 2 * 3", "a c http://f snake_case 2 * 3"),
        ("| a | b |\n|---|---|\n| c | d |", "a · b\nc · d"),
        ("```py\nx < 1\n```\n\n---\n\n[r]: http://x\n\n&lt;b&gt; \\*", "x < 1\n<b> *"),
        ("pay\u202e\x00", "pay\ufffd"),
        ("", ""),
    ],
)
def test_plain_text(text, expected):
    assert rendering.plain_text(text) == expected


@pytest.mark.parametrize(
    ("text", "leads_to"),
    [
        ("As in PM-12, and (PM-7).", ["12", "7"]),
        ("# PM-3", ["3"]),
        ("`PM-12`\n\n```\nPM-5\n```", []),
        ("[as PM-4 tells](https://example.com/)", []),
        ("https://example.com/PM-6", []),
        ("[the earlier one](/postmortems/8/)", ["8"]),
        ("xPM-1 PM-1x PM-0 PM-1-2 PM-12345678901 RPM-3", []),
        ("[elsewhere](/people/) [deeper](/postmortems/3/draft/) [x](//postmortems/3/)", []),
    ],
)
def test_reference_leads_to_its_postmortem(text, leads_to):
    html = sanitiser.to_html(text)
    assert re.findall(r'href="/postmortems/(\d+)/"', html) == leads_to
    assert 'href="/people' not in html
    assert "draft/" not in html.replace("deeper", "")
    SafeReading(html)
