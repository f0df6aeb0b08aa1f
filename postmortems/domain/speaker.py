"""Who said a line of a chat, as Slack, Teams and Mattermost put it on the clipboard.

The name stands on the line of the time, or alone on the line above; the words below it.
What looks like a label (*Resolved 15:51*) is none of them.
"""

import re

from .stamp import read_stamp

LONGEST = 120
"""Characters of a line that may be a name and a time."""
MOST_WORDS = 5

_WORD = re.compile(r"[@(]?[^\W_][\w.'’/-]{0,39}[),]?\.?")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯΑ-Ω]|\(|@|(?:von|van|de|der|den|da|di|la|le|el|bin)$")
_ENDS_AS_TIME = re.compile(r"[\dmM.\])]$")
_NICK = re.compile(r"<[@+% ]?(?P<who>[\w.-]{1,40})>\s+(?P<rest>.*)", re.DOTALL)
_BADGE = re.compile(r"\s+(?:APP|BOT|WORKFLOW|[Gg]uest|\(.{1,20}\))$")
_NOTE = re.compile(
    r"(?:\d+ repl(?:y|ies)|last reply .{1,40}|view (?:thread|newer replies)|\(?edited\)?|new"
    r"|replied to a thread:?|also sent to the channel|saved for later|\[\d{1,2}:\d{2}\])",
    re.IGNORECASE,
)
LABELS = {
    *"resolved detected started start end ended mitigated recovered recovery acknowledged".split(),
    *"update identified monitoring investigating timeline impact time date summary alert".split(),
    *"fixed closed opened paged reported deployed today yesterday at on about around".split(),
}
FIRST = {"first", "last", "initial", "final"}


def name_before_time(line):
    """(name, label, stamp) of *Maya Reyes  [2:05 PM]*, *maya.reyes 14:05*, *Resolved 15:51*.

    One of name and label is empty; ``None`` where a time only ends a line of text.
    """
    line = line.strip()
    if len(line) > LONGEST or not _ENDS_AS_TIME.search(line):
        return None
    words = line.split()
    for count in range(1, min(MOST_WORDS + 2, len(words))):
        stamp = read_stamp(" ".join(words[count:]))
        if stamp and stamp.clock and not stamp.rest:
            text = " ".join(words[:count])
            if words[0].lower().strip(":.,") in LABELS or words[0].lower() in FIRST:
                return "", text.rstrip(":"), stamp
            name = as_name(text)
            return (name, "", stamp) if name else None
    return None


def as_name(text):
    """The text as somebody's name, without the badges that chats put behind it; else empty."""
    text = text.strip().strip("*").strip()
    for _ in range(2):
        text = _BADGE.sub("", text)
    words = text.split()
    if not 1 <= len(words) <= MOST_WORDS or not all(_WORD.fullmatch(word) for word in words):
        return ""
    if words[0].lower().strip("@.,") in LABELS or words[-1].endswith((":", ".")):
        return ""
    if len(words) > 1 and not all(_CAPITAL.match(word) for word in words):
        return ""
    return text if not text.isdecimal() else ""


def is_bare_word(name):
    """Whether a name could as well be the last word but one of a sentence: *see 14:02*."""
    return name.isalpha() and name.islower()


def is_full_name(text):
    """Whether it reads as a name of two words or more, or as the handle of a person."""
    name = as_name(text)
    return bool(name) and (" " in name or "." in name.strip("."))


def nick(rest):
    """(name, words) of *<maya> it is back*, else ``("", rest)``."""
    found = _NICK.fullmatch(rest)
    return (found["who"], found["rest"]) if found else ("", rest)


def is_note_of_chat(line):
    """*3 replies*, *View thread*, *(edited)*: words of the program, not of a person."""
    return len(line) <= LONGEST and bool(_NOTE.fullmatch(line.strip()))
