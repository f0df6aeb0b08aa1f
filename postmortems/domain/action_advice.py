"""Advice on how an action is worded: a few questions that a good one has answered.

It never blocks; the gates ask for what must be there. Verb first, one owner, a finish test, a
date: after Lunney, Lueder and Beyer, *Postmortem Action Items: Plan the Work and Work the
Plan* (;login:, 2017), where an action is actionable, specific and bounded.
"""

import re

from postmortems.language import check

MANY = 7  # open actions of one postmortem, from which on one may ask which matter most
GRAPHS = 3

# How a title begins that names a thing or a wish instead of what somebody does.
THINGS = frozenset(
    """a an the more better new improved proper stronger additional further less fewer no
    monitoring alerting logging testing training documentation automation observability
    awareness communication visibility monitors alerts dashboards metrics""".split()
)
VERBS_IN_ING = frozenset("bring ring ping string swing spring sing fling cling".split())
VERBS_IN_MENT = frozenset(
    "implement document comment supplement experiment augment cement fragment segment".split()
)
VERBS_IN_TION = frozenset("position partition mention question provision ration station".split())
UNBOUNDED = re.compile(
    r"\b(improve|better|ensure|continue|ongoing|consider|look into|investigate|explore|review)\b",
    re.IGNORECASE,
)
GRAPH = re.compile(r"\b(dashboard|graph|chart|panel)s?\b", re.IGNORECASE)


def advise(title, *, owner=None, due_on=None, done_when="", others=()):
    """Sentences that may make this action better, the most useful first; none when it is good.

    ``others`` are the titles of the postmortem's other open actions.
    """
    title, done_when = title.strip(), done_when.strip()
    if not title:
        return []
    told = [*wording(title, done_when)]
    if not done_when:
        told.append("How will one see that it is finished? A finish test begins with “Done when”.")
    if owner is None:
        told.append("Name its owner: one person; a team may help.")
    if due_on is None:
        told.append("By when? A date, or a date to look at it again.")
    return told + beside(title, others)


def wording(title, done_when):
    """What the words themselves leave open."""
    if not begins_with_verb(title):
        yield "Begin with a verb: what does somebody do? “Alert when the queue is full”."
    vague = UNBOUNDED.search(title)
    if vague and not done_when:
        yield f"“{vague[0]}” has no end of its own: what would be different when it is done?"
    for found in check(title, field="actions"):
        if found.category == "vigilance":
            yield found.question or found.message
            break


def begins_with_verb(title):
    """False only where the first word is known to be no verb; what it does not know passes."""
    first = re.match(r"[^\W\d_]+", title)
    if first is None:
        return True
    word = first[0].casefold()
    if word in THINGS:
        return False
    if word.endswith("ing"):
        return word in VERBS_IN_ING
    if word.endswith("ment"):
        return word in VERBS_IN_MENT
    return not word.endswith("tion") or word in VERBS_IN_TION


def beside(title, others):
    """What shows only beside the other actions."""
    others = list(others)
    told = []
    if GRAPH.search(title) and sum(bool(GRAPH.search(one)) for one in others) + 1 >= GRAPHS:
        told.append("Another graph: what would somebody do on seeing it?")
    if len(others) + 1 > MANY:
        told.append(f"That makes {len(others) + 1} open actions: which of them matter most?")
    return told
