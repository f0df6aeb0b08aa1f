"""What people type: preparing Markdown source before python-markdown reads it.

python-markdown is stricter than what people know from their code host: it wants an empty line
before a list, four spaces for a nested one, and code fences at the margin only. These two
preprocessors rewrite the source to what it expects. Both take time linear in the text.
"""

import html
import re

from markdown.preprocessors import Preprocessor

# Deeper levels are shown at this one: nesting costs python-markdown a stack frame or five each.
DEEPEST_LEVEL = 8

_FENCE = re.compile(r"^( *)(`{3,}|~{3,}) *\{?\.?([\w+#.-]*)[^`]*$")
_MARKER = re.compile(r"([-*+]|\d{1,9}[.)])( +)(?=\S)")
_RULE = re.compile(r"([-*_])(?: *\1){2,} *")


class Fences(Preprocessor):
    """Take fenced code out of the source, at any indentation, leaving a placeholder.

    A fence that is never closed runs to the end of the text, as in CommonMark.
    """

    def run(self, lines):
        result, position = [], 0
        while position < len(lines):
            opening = _FENCE.match(lines[position])
            position += 1
            if not opening:
                result.append(lines[position - 1])
                continue
            indent, fence, language = opening.groups()
            code = []
            while position < len(lines) and not _closes(lines[position], fence):
                code.append(_dedented(lines[position], len(indent)))
                position += 1
            position += 1
            block = self.md.htmlStash.store(_code_block("\n".join(code).rstrip(), language))
            result += ["", indent + block, "", ""]
        return result


def _closes(line, fence):
    mark = line.strip()
    return len(mark) >= len(fence) and not mark.strip(fence[0])


def _dedented(line, width):
    return line[min(width, len(line) - len(line.lstrip(" "))) :]


def _code_block(code, language):
    attribute = f' class="language-{html.escape(language)}"' if language else ""
    return f"<pre><code{attribute}>{html.escape(code)}\n</code></pre>"


class Lists(Preprocessor):
    """Re-indent lists to four spaces a level, with empty lines where python-markdown needs them.

    It parses block by block, a block being what stands between empty lines: a block that begins
    inside an item stays inside it, so stepping out of the item needs an empty line.
    """

    def run(self, lines):
        self.result: list[str] = []
        self.items: list[tuple[int, str]] = []  # for each open level: its text's column, its kind
        self.after_blank, self.in_paragraph, self.block_level = True, False, 0
        for line in lines:
            text = line.lstrip(" ")
            if text:
                self._line(line, len(line) - len(text), text)
                self.after_blank = False
            else:
                self._blank()
        return self.result

    def _blank(self):
        self.result.append("")
        self.after_blank, self.in_paragraph = True, False

    def _line(self, line, indent, text):
        marker = None if _RULE.fullmatch(text) else _MARKER.match(text)
        if marker and self._starts_item(indent, marker):
            self._item(indent, text, marker)
        elif self.items:
            self._continuation(line, indent, text)
        else:
            self.result.append(line)
            self.in_paragraph = True

    def _starts_item(self, indent, marker):
        if self.items:
            return True
        if indent >= 4:
            return False  # indented code
        # In the middle of a paragraph a line may well begin with a year; only "1." starts a list.
        return self.after_blank or not marker[1][0].isdigit() or marker[1] in ("1.", "1)")

    def _item(self, indent, text, marker):
        kind = "number" if marker[1][0].isdigit() else "bullet"
        sibling_kind = kind
        while self.items and indent < self.items[-1][0]:
            sibling_kind = self.items.pop()[1]
        level = min(len(self.items), DEEPEST_LEVEL)
        apart = self.in_paragraph or sibling_kind != kind or level < self.block_level
        if apart and not self.after_blank:
            self._blank()
        if self.after_blank:
            self.block_level = level
        width = len(marker[0]) if len(marker[2]) <= 4 else len(marker[1]) + 1
        self.items.append((indent + width, kind))
        sign = marker[1][:-1] + "." if kind == "number" else "-"
        self.result.append(" " * (4 * level) + f"{sign} {text[marker.end() :]}")
        self.in_paragraph = False

    def _continuation(self, line, indent, text):
        outside = indent < self.items[0][0]
        if outside and (self.after_blank or text[0] == "#"):
            self._blank()
            self.items, self.block_level, self.in_paragraph = [], 0, True
            self.result.append(line)
            return
        extra = 0
        if self.after_blank:
            while indent < self.items[-1][0]:
                self.items.pop()
            extra = indent - self.items[-1][0]
            self.block_level = min(len(self.items), DEEPEST_LEVEL)
            self.in_paragraph = True
        level = min(len(self.items), DEEPEST_LEVEL)
        self.result.append(" " * (4 * level + (extra if extra >= 4 else 0)) + text)
