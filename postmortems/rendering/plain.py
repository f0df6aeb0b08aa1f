"""Text without Markdown: the fallback for a text that cannot be rendered, and excerpts.

Everything here takes time linear in the length of the text: no pattern below can look further than
the next occurrence of its own first character.
"""

import html
import re

# Neither PostgreSQL nor an HTML page can hold these; U+FFFD stands in, so that the loss is seen.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

# Overrides, embeddings and isolates. In a rendered block their effect ends with the block; an
# excerpt is set in the middle of somebody else's line, which they would turn around.
_DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_FENCE = re.compile(r"^\s*(?:`{3,}|~{3,})[^`]*$")
_RULE = re.compile(r"^\s*(?:[-=*_][ \t]*){2,}$")
_TABLE_RULE = re.compile(r"^(?=[\s|:]*-)[\s|:-]+$")
_LINE_START = re.compile(r"^[\s>]*(?:#{1,6}(?:\s+|$)|(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)?")
_STARTS_LINE = re.compile(r"^[\s>]*(?:#{1,6}\s|(?:[-*+]|\d{1,9}[.)])\s|\|)")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\[\]]+\]:\s*\S")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]\n]*\])")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>")
_SIGNS = re.compile(
    r"(https?://\S+)|\\([\\`*_{}\[\]()#+\-.!>|~])|(?<!\w)(?:[*_]{1,3}|~~)(?=\S)|(?<=\S)(?:[*_]{1,3}|~~)(?!\w)|`+"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z0-9]{2,31});")
_UNSEEN = (_FENCE, _RULE, _TABLE_RULE, _DEFINITION)
_SPACES = re.compile(r"\s+")


def normalized(text: str) -> str:
    """The same text with `\\n` line ends, and U+FFFD for control characters and lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _IMPOSSIBLE.sub("\ufffd", text)


def plain_paragraphs(text: str) -> str:
    """The text as typed, escaped: `<p>` for each paragraph, `<br>` for each line end in one."""
    paragraphs = _BLANK_LINES.split(normalized(text).strip())
    return "\n".join(
        "<p>" + html.escape(paragraph).replace("\n", "<br>\n") + "</p>"
        for paragraph in paragraphs
        if paragraph.strip()
    )


def plain_text(text: str) -> str:
    """Markdown as readable text, for excerpts: one line for each paragraph, item or table row.

    The result is text, not HTML: `<` may occur in it, and templates escape it as they do any text.
    """
    lines: list[str] = []
    in_paragraph = False
    for line in _DIRECTION_CONTROLS.sub("", normalized(text)).split("\n"):
        if not line.strip() or any(pattern.match(line) for pattern in _UNSEEN):
            in_paragraph = False
            continue
        words = _plain_line(line)
        if not words:
            continue
        if in_paragraph and not _STARTS_LINE.match(line):
            lines.append(" ")
        elif lines:
            lines.append("\n")
        lines.append(words)
        in_paragraph = not line.lstrip().startswith(("#", "|"))
    return "".join(lines)


def _plain_line(line: str) -> str:
    line = _LINE_START.sub("", line, count=1)
    line = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", _LINK.sub(r"\1", line)))  # [![image]()]()
    line = _SIGNS.sub(lambda m: m[1] or m[2] or "", line)
    if line.startswith("|"):
        line = " · ".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    line = _ENTITY.sub(lambda m: html.unescape(m[0]), line)
    return normalized(_SPACES.sub(" ", line).strip())
