"""Markdown to HTML, and the one list of the HTML that may leave.

Two walls. python-markdown runs without raw HTML, so a tag that someone types is shown as text
(`List<String>` in a stack trace survives); and bleach lets only the list below through, whatever
python-markdown made. What the page adds for its own sake (rel, focusable scroll areas) is put in
after bleach, so bleach need not allow it to authors.

Slow, and pathological on some input: call it only from `worker`, which can be killed.
"""

import html
import re
from xml.etree import ElementTree

import markdown
from bleach import html5lib_shim, sanitizer
from markdown import inlinepatterns, treeprocessors

from .highlight import coloured
from .plain import normalized
from .sources import Fences, Lists

TAGS = frozenset(
    ("a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol")
    + ("p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul")
)
PROTOCOLS = frozenset({"http", "https", "mailto"})

# Where our own images and files live, perhaps below a prefix. The size is part of an image's
# address, so a page keeps its place while the image comes. No other image is ever shown.
_OWN = r"(?:/[\w-]{1,60}){0,4}/postmortems/[0-9]{1,18}"
_OWN_IMAGE = re.compile(_OWN + r"/images/[0-9a-f]{32}/([0-9]{1,5})x([0-9]{1,5})", re.ASCII)
_OWN_FILE = re.compile(_OWN + r"/files/[0-9a-f]{32}", re.ASCII)
_OWN_PAGE = re.compile(r"/postmortems/[0-9]{1,9}/|/timeline/[0-9]{1,18}/", re.ASCII)

# A long address behind a short reference name, used often, grows a text a thousandfold.
OUTPUT_LIMIT = 3_000_000
"""The longest HTML that is made, in characters; 100 KB of ordinary Markdown makes 300,000."""

_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\\]", re.IGNORECASE)
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,40}", re.ASCII)
_TASK = re.compile(r"\[([ xX])\][ \n](?=\s*\S)")
_REFERENCE = r"(?<![\w/#.-])PM-([1-9][0-9]{0,8})(?![\w-])"
_BARE_ADDRESS = r"\bhttps?://[^\s<>\x02\x03]+"


class OutputTooLong(Exception):
    """The HTML of a text is longer than OUTPUT_LIMIT."""


def to_html(text: str) -> str:
    """Safe HTML for one Markdown text. Raises OutputTooLong, and RecursionError on deep nesting."""
    made = _markdown().convert(normalized(text))
    if len(made) > OUTPUT_LIMIT:
        raise OutputTooLong
    return _cleaner().clean(made)


def _markdown() -> markdown.Markdown:
    """A new one for each text: after an exception in the middle, an old one keeps its state."""
    md = markdown.Markdown(
        extensions=["tables", "sane_lists"],
        extension_configs={"tables": {"use_align_attribute": True}},
        output_format="html",
    )
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")
    md.preprocessors.register(Fences(md), "fences", 25)
    md.preprocessors.register(Lists(md), "lists", 22)
    _stricter_blocks(md.parser.blockprocessors)
    _add_patterns(md, md.inlinePatterns)
    md.treeprocessors.register(_Tasks(md), "tasks", 25)
    md.treeprocessors.register(_Structure(md), "structure", 15)
    return md


def _stricter_blocks(blocks: markdown.util.Registry) -> None:
    """Leave as text what only python-markdown takes for a heading or a link definition.

    `#1234 was reverted` is no heading without a space, and `[^1]: see the log` no address: it would
    vanish from the page.
    """
    heading, definition = blocks["hashheader"], blocks["reference"]
    heading.RE = re.compile(heading.RE.pattern.replace("{1,6})", r"{1,6})(?=[ \t\n]|$)", 1))
    definition.RE = re.compile(definition.RE.pattern.replace(r"\[(", r"\[(?!\^)(", 1), re.MULTILINE)


def _add_patterns(md: markdown.Markdown, patterns: markdown.util.Registry) -> None:
    patterns.register(_Image(inlinepatterns.IMAGE_LINK_RE, md), "image_link", 150)
    patterns.register(
        _ReferenceImage(inlinepatterns.IMAGE_REFERENCE_RE, md), "image_reference", 140
    )
    patterns.register(
        _ShortReferenceImage(inlinepatterns.IMAGE_REFERENCE_RE, md), "short_image_ref", 125
    )
    patterns.register(_Mail(inlinepatterns.AUTOMAIL_RE, md), "automail", 110)
    patterns.register(_BareAddress(_BARE_ADDRESS, md), "bare_address", 105)
    patterns.register(_Reference(_REFERENCE, md), "reference_of_ours", 104)
    patterns.register(_LineBreak(r"<br\s?/?>", md), "typed_break", 90)
    patterns.register(
        inlinepatterns.SimpleTagInlineProcessor(r"(~~)(?=\S)([^~]+)~~", "del"), "deleted", 50
    )


def _link(address: str, text: str) -> ElementTree.Element:
    element = ElementTree.Element("a", href=address)
    element.text = markdown.util.AtomicString(text)
    return element


class _AsLink:
    """An image that is not ours becomes a link to it: a remote image tells its server who
    reads, and when."""

    def handleMatch(self, m, data):
        element, start, end = super().handleMatch(m, data)
        if element is not None:
            address = element.get("src", "")
            if _OWN_IMAGE.fullmatch(address):
                return element, start, end
            element = _link(address, element.get("alt", "").strip() or address)
        return element, start, end


class _Image(_AsLink, inlinepatterns.ImageInlineProcessor):
    pass


class _ReferenceImage(_AsLink, inlinepatterns.ImageReferenceInlineProcessor):
    pass


class _ShortReferenceImage(_AsLink, inlinepatterns.ShortImageReferenceInlineProcessor):
    pass


class _Mail(inlinepatterns.InlineProcessor):
    """`<name@host>`, without python-markdown's disguise in entities, which bleach would refuse."""

    def handleMatch(self, m, data):
        address = self.unescape(m.group(1)).removeprefix("mailto:")
        return _link("mailto:" + address, address), m.start(0), m.end(0)


class _BareAddress(inlinepatterns.InlineProcessor):
    """An address in running text, without the punctuation of the sentence around it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m, data):
        address = m.group(0)
        unopened = address.count(")") - address.count("(")
        while address and (address[-1] in ".,:;!?'\"*_~]" or (address[-1] == ")" and unopened > 0)):
            unopened -= address[-1] == ")"
            address = address[:-1]
        if not _ADDRESS.match(address):
            return None, None, None
        return _link(address, address), m.start(0), m.start(0) + len(address)


class _Reference(inlinepatterns.InlineProcessor):
    """`PM-12` leads to that postmortem. Only its number is told: whether there is one, and who
    may open it, is asked of whoever follows the link."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m, data):
        return _link(f"/postmortems/{m.group(1)}/", m.group(0)), m.start(0), m.end(0)


class _LineBreak(inlinepatterns.InlineProcessor):
    """`<br>`, the one tag that is read as such: there is no other line break in a table cell."""

    def handleMatch(self, m, data):
        return ElementTree.Element("br"), m.start(0), m.end(0)


class _Tasks(treeprocessors.Treeprocessor):
    """`- [x] done` gets a box sign: text that screen readers name, and no form control."""

    def run(self, root):
        for item in root.iter("li"):
            holder = item[0] if len(item) and item[0].tag == "p" else item
            task = _TASK.match(holder.text or "")
            if task:
                sign = "☐ " if task[1] == " " else "☑ "
                holder.text = sign + holder.text[task.end() :]


class _Structure(treeprocessors.Treeprocessor):
    """Headings go below the section's own h2; nothing empty is left for a screen reader to say."""

    def run(self, root):
        for parent in list(root.iter()):
            for child in list(parent):
                if re.fullmatch("h[1-6]", child.tag):
                    child.tag = f"h{min(int(child.tag[1]) + 2, 6)}"
                    if not "".join(child.itertext()).strip():
                        parent.remove(child)
                elif child.tag == "a":
                    self._mend_link(child)

    def _mend_link(self, link):
        for inner in link.iter("a"):
            if inner is not link:
                inner.tag = "span"  # a link cannot hold a link; bleach drops the span, not its text
        if not "".join(link.itertext()).strip() and link.find(".//img") is None:
            link.text = markdown.util.AtomicString(link.get("href", ""))


def _allowed(tag: str, name: str, value: str) -> bool:
    """Whether bleach keeps this attribute; it checks `href` against PROTOCOLS as well."""
    if tag == "a":
        own = _OWN_FILE.fullmatch(value) or _OWN_PAGE.fullmatch(value)
        return name == "href" and bool(own or _ADDRESS.match(value))
    if tag == "img":
        return name == "alt" or (name == "src" and bool(_OWN_IMAGE.fullmatch(value)))
    if tag in ("td", "th"):
        return name == "align" and value in ("left", "center", "right")
    if tag == "ol":
        return name == "start" and value.isascii() and value.isdigit() and len(value) < 10
    return tag == "code" and name == "class" and bool(_LANGUAGE.fullmatch(value))


class _PageNeeds(html5lib_shim.Filter):
    """Add what the page needs to the sanitised stream.

    Wide tables and code scroll in a box of their own, which the keyboard can only scroll when it
    takes the focus; a focusable box needs a role and a name. It is a group, not a region: several
    regions of one name would clutter the list of landmarks. A link whose address was refused keeps
    its text only.
    """

    def __iter__(self):
        open_links = []
        for token in super().__iter__():
            kind, name = token["type"], token.get("name")
            if name == "a" and kind == "StartTag":
                open_links.append((None, "href") in token["data"])
                if not open_links[-1]:
                    continue
                token["data"][(None, "rel")] = "nofollow noopener noreferrer"
            elif name == "a" and kind == "EndTag" and not open_links.pop():
                continue
            elif name == "img":
                size = _OWN_IMAGE.fullmatch(token["data"].get((None, "src"), ""))
                if not size:
                    continue
                width, height = size.groups()
                token["data"] |= {(None, "width"): width, (None, "height"): height}
                token["data"][(None, "loading")] = "lazy"
            elif name == "pre" and kind == "StartTag":
                token["data"].update(_scroll_area("Code"))
            elif name == "table" and kind == "StartTag":
                area = {(None, "class"): "table-scroll", **_scroll_area("Table")}
                yield {**token, "name": "div", "data": area}
            yield token
            if name == "table" and kind == "EndTag":
                yield {**token, "name": "div"}


class _Colours(html5lib_shim.Filter):
    """Colour the words of a block of code whose language was named.

    After the wall as well: the spans and their classes are ours, their words were let through.
    """

    def __iter__(self):
        language, code = None, []
        for token in super().__iter__():
            kind = token["type"]
            if language is None:
                yield token
                if kind == "StartTag" and token["name"] == "code":
                    named = token["data"].get((None, "class"), "")
                    language = named.removeprefix("language-") or None
            elif kind in ("Characters", "SpaceCharacters"):
                code.append(token["data"])
            elif kind == "Entity":
                code.append(html.unescape(f"&{token['name']};"))
            else:
                yield from _spans(coloured("".join(code), language))
                yield token
                language, code = None, []


def _spans(parts):
    for name, words in parts:
        tag = {"name": "span", "namespace": html5lib_shim.namespaces["html"]}
        if name:
            yield {**tag, "type": "StartTag", "data": {(None, "class"): name}}
        yield {"type": "Characters", "data": words}
        if name:
            yield {**tag, "type": "EndTag"}


def _scroll_area(label: str) -> dict:
    return {(None, "tabindex"): "0", (None, "role"): "group", (None, "aria-label"): label}


def _cleaner() -> sanitizer.Cleaner:
    return sanitizer.Cleaner(
        tags=TAGS,
        attributes=_allowed,
        protocols=PROTOCOLS,
        strip=True,
        filters=[_PageNeeds, _Colours],
    )
