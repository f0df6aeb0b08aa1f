"""What is not prose is covered before anything is looked for; nothing moves.

Two covers, each one code point wide: COVER stands for something that a sentence may speak
about (inline code, a quotation, an address), BREAK for a block that ends the sentence (fenced
code, a quoted block, a log line).
"""

import re

COVER, BREAK = "\ue000", "\ue001"
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
BLOCK_QUOTE = re.compile(r"[ \t]{0,40}>")
LOG_LINE = re.compile(
    r"[ \t]{0,40}(?:[-*][ \t]{1,4})?\[?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?"
    r"(?:Z|[+-]\d\d:?\d\d)?\]?[ \t:|-]{0,8}\[?"
    r"(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC)\b"
)
INLINE = (
    re.compile(r"<!--.{0,2000}?-->", re.DOTALL),
    re.compile(r"(?<!`)(`{1,3})(?!`)[^`\n]{1,500}\1(?!`)"),
    re.compile(r"(?<=\])\([^()\s]{1,500}\)"),
    re.compile(r"(?<![\w])(?:https?|ftp|ssh|git|file)://[^\s<>()]{1,2000}"),
    re.compile(r"(?<![\w.])www\.[^\s<>()]{1,500}"),
    re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    re.compile(r"</?[A-Za-z][^<>\n]{0,200}>"),
    re.compile(r'(?<![\w"])"[^"\n]{1,400}"'),
    re.compile(r"“[^“”\n]{1,400}”|„[^„“”\n]{1,400}[“”]|«[^«»\n]{1,400}»"),
    re.compile(r"(?<![\w'’)\]])['‘](?=[^\s'’‘])[^'‘’\n]{0,80}(?:(?<=\w)['’](?=\w)[^'‘’\n]{1,80}){0,3}"
               r"(?<!\s)['’](?!\w)"),
)  # fmt: skip
EVEN = {"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "‑": "-", "‐": "-"}
EMPHASIS = re.compile(r"(?<![\w*_])[*_]{1,3}(?=\w)|(?<=[\w.,;:!?)])[*_]{1,3}(?![\w*_])")


def masked(markdown):
    """The text with everything that is not prose covered; as long as before."""
    text = _without_blocks(markdown)
    for pattern in INLINE:
        text = pattern.sub(_cover, text)
    return EMPHASIS.sub(lambda found: " " * len(found[0]), text)


def evened(text):
    """Small letters and straight apostrophes, code point by code point."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(_EVEN)


_EVEN = str.maketrans(EVEN)


def _cover(found):
    return "".join("\n" if letter == "\n" else COVER for letter in found[0])


def _without_blocks(markdown):
    lines, fence = [], ""
    for line in markdown.splitlines(keepends=True):
        mark = FENCE.match(line)
        if fence:
            lines.append(_broken(line))
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
        elif mark and (mark[1][0] == "~" or "`" not in line[mark.end() :]):
            fence = mark[1]
            lines.append(_broken(line))
        elif BLOCK_QUOTE.match(line) or LOG_LINE.match(line):
            lines.append(_broken(line))
        else:
            lines.append(line)
    return "".join(lines)


def _broken(line):
    body = line.rstrip("\r\n")
    return BREAK * len(body) + line[len(body) :]
