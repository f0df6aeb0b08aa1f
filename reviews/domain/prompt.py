"""The prompt library: what helps people to tell how it was, by the kind of entry.

After the families of cues, knowledge, goals, assessment, action and help in the debriefing
guides of Etsy and the Howie guide; in our words. No prompt asks who or why: a person then
defends, where *how* and *what* let them tell.
"""

import re

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.domain.audit import record
from postmortems.domain.severity import STREAM
from postmortems.enums import EntryKind
from reviews.models import PromptsOfKind

ASKS_FOR_A_CULPRIT = re.compile(r"\W*(why|who|whose|whom)\b", re.IGNORECASE)
LONGEST = 200
HOUSE = {
    EntryKind.SYMPTOM: (
        "What did it look like from where you were?",
        "What had you expected to see instead?",
        "What does it usually look like?",
    ),
    EntryKind.DETECTION: (
        "What caught your attention?",
        "Where were you looking just then?",
        "What else competed for your attention?",
    ),
    EntryKind.ASSESSMENT: (
        "What did you think was going on?",
        "How sure were you, and what made it so?",
        "What did you not know yet?",
    ),
    EntryKind.DECISION: (
        "Which options did you see?",
        "What made this one sensible at that moment?",
        "What were you trying to protect?",
    ),
    EntryKind.ACTION: (
        "What did you expect to happen next?",
        "What happened instead?",
        "How did the tool or the screen read to you then?",
    ),
    EntryKind.CHANGE: (
        "How do changes like this one usually go?",
        "What had changed shortly before?",
        "Which trade-off led to it being built like this?",
    ),
    EntryKind.COMMUNICATION: (
        "What did they hear, and when?",
        "What did they do with it?",
        "What did they need to know at that moment?",
    ),
    EntryKind.HAND_OFF: (
        "What was said, and what was taken as known?",
        "What did the next person know when they took over?",
        "How easy was it to reach them?",
    ),
    EntryKind.RECOVERY: (
        "What told you that it was over?",
        "What were you still unsure of?",
        "What could have gone another way, and did not?",
    ),
    EntryKind.OTHER: (
        "How much of this is new to people here?",
        "Where did two views of the system differ?",
        "What does this say about how it really works?",
    ),
}


def library():
    """Kind → its prompts, in the order of asking."""
    found = {kind: list(HOUSE[kind]) for kind in EntryKind}
    for row in PromptsOfKind.objects.all():
        found[row.kind] = row.lines.splitlines()
    return found


def prompts_at(stop, library):
    """What to ask at a stop: what was attached to it, then what its kind of entry brings."""
    own = stop.own_prompts
    return own + [prompt for prompt in library[stop.entry.kind] if prompt not in own]


def set_prompts(changes, *, by):
    """Give kinds other prompts: ``{kind: [prompt, …]}``. Raises ``ValidationError`` by kind."""
    errors = {kind: wrong for kind, lines in changes.items() if (wrong := refused(lines))}
    if errors:
        raise ValidationError(errors)
    with transaction.atomic():
        for kind, lines in changes.items():
            row, _ = PromptsOfKind.objects.get_or_create(kind=kind)
            before, row.lines = row.lines, "\n".join(lines)
            row.full_clean()
            row.save()
            told = {"before": {"prompts": before}, "after": {"prompts": row.lines}}
            record("prompts changed", row, by=by, stream=STREAM, **told)


def refused(lines):
    """What is wrong with these prompts, in words."""
    told = []
    for line in lines:
        if ASKS_FOR_A_CULPRIT.match(line):
            told.append(f"“{line[:60]}” asks for a culprit or a reason. Begin with how or what.")
        if len(line) > LONGEST:
            told.append(f"“{line[:60]}…” is too long to be read from a wall.")
    return told
