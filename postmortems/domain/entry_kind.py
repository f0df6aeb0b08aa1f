"""A modest guess at the kind of an entry, from its words; a person looks at it and decides."""

import re

from postmortems.enums import EntryKind

LOOKED_AT = 300
"""Characters of an entry from which its kind is guessed."""

# The first that is found decides; what says nothing clear stays *other*.
_SIGNS = {
    EntryKind.HAND_OFF: ("hand(?:s|ed|ing)?[ -]?(?:over|off)|takes? over from",),
    EntryKind.COMMUNICATION: (
        "status ?page|announced|informed|customers? (?:told|informed|notified)",
        "(?:mail|post)(?:ed)? (?:to|on|by) |posted (?:an )?update|notified customers",
    ),
    EntryKind.DECISION: ("decid(?:e|es|ed)|decision|agreed to|we choose|chose to",),
    EntryKind.RECOVERY: (
        "recover(?:s|ed|y)?|resolved|back to normal|healthy again|all green|back up",
        r"(?:is|are|was|were) (?:back|gone)\b",
    ),
    EntryKind.DETECTION: (
        r"alert(?:s|ed)?|paged?\b|pag(?:er|ing)|alarm|triggered|detected",
        "first (?:report|noticed)",
    ),
    EntryKind.ACTION: (
        "roll(?:s|ed|ing)? ?back|revert(?:s|ed)?|restart(?:s|ed)?|reboot(?:s|ed)?",
        "fail(?:s|ed)? ?over|scal(?:es|ed|ing) (?:up|down|out)",
        "disabled?|killed|drain(?:s|ed)|purge",
    ),
    EntryKind.CHANGE: (
        r"deploy(?:s|ed|ment)?|releas(?:e|ed)\b|roll(?:s|ed)? out|merged?|upgrad(?:e|ed)",
        "migrat(?:es|ed|ion)|config(?:uration)? chang",
    ),
    EntryKind.ASSESSMENT: (
        "suspects?|looks? like|seems?|confirm(?:s|ed)|found (?:that|out)|realis|realiz",
        "turns out|identified|investigat|looking (?:at|into)",
    ),
    EntryKind.SYMPTOM: (
        r"errors?\b|latency|time ?outs?|timed out|5\d\ds?\b|slow|unavailable|outage",
        r"refus(?:es|ed)|exhausted|crash(?:es|ed)?|degraded|down\b",
    ),
}
SIGNS = [
    (kind, re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE)) for kind, words in _SIGNS.items()
]


def guess_kind(text):
    """The kind that the first words of an entry suggest, else *other*."""
    text = text[:LOOKED_AT]
    return next((kind for kind, words in SIGNS if words.search(text)), EntryKind.OTHER)
