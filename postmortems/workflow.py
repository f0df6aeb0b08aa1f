"""The lifecycle as data: three states, four moves, what each move asks for.

No models and no queries here. ``domain/lifecycle.py`` is the only code that moves a
postmortem; it reads this table. Gates are registered by name at start-up, by this app
and by the apps above it; a gate that is named here and registered nowhere is an error
of the system check, so a move can never pass because a check was forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .enums import Move, State


@dataclass(frozen=True)
class Blocker:
    """One thing that is missing: a code, a sentence for people, a link to its mending.

    ``permission`` names who may follow the link, where not everyone who sees the draft
    may: the others read the sentence without a link.
    """

    code: str
    sentence: str
    url: str
    permission: str = ""


@dataclass(frozen=True)
class Rule:
    """What one move needs: from where, to where, whose permission, which gates."""

    sources: tuple[State, ...]
    target: State
    permission: str
    gates: tuple[str, ...] = ()
    needs_reason: bool = False
    consequence: str = ""


# What a reviewed document must be. Finalize asks for it again: until then it can be edited.
REVIEWED_GATES = (
    "meeting",
    "facilitator",
    "attendance",
    "stops",
    "sections",
    "questions",
    "factors",
    "impact",
    "comments",
    "open_questions",
)

RULES = {
    Move.MARK_REVIEWED: Rule(
        sources=(State.DRAFT,),
        target=State.REVIEWED,
        permission="postmortems.mark_reviewed",
        gates=REVIEWED_GATES,
        consequence="This records the review. From then on, ideas are decided.",
    ),
    Move.FINALIZE: Rule(
        sources=(State.REVIEWED,),
        target=State.FINALIZED,
        permission="postmortems.finalize",
        gates=(*REVIEWED_GATES, "ideas", "actions", "sign_off"),
        consequence="The text is frozen and published to the organization.",
    ),
    Move.SEND_BACK: Rule(
        sources=(State.REVIEWED,),
        target=State.DRAFT,
        permission="postmortems.send_back",
        needs_reason=True,
        consequence="It becomes a draft again and needs another review.",
    ),
    Move.REOPEN: Rule(
        sources=(State.FINALIZED,),
        target=State.DRAFT,
        permission="postmortems.reopen",
        needs_reason=True,
        consequence="Readers keep the published page, marked as being amended.",
    ),
}


# What discarding a draft asks for; it moves no state, and is refused like a wrong state.
DISCARD_GATES = ("never_reviewed",)


@dataclass(frozen=True)
class Gate:
    """A named condition. ``check`` takes a postmortem and returns its blockers, if any."""

    name: str
    label: str
    check: Callable


GATES: dict[str, Gate] = {}


def register_gate(name, label):
    """Register a gate's check under its name; ``label`` is how it reads once it holds."""

    def decorate(check):
        GATES[name] = Gate(name, label, check)
        return check

    return decorate


def missing_gates():
    """Names that the table asks for and nobody registered."""
    named = {name for rule in RULES.values() for name in rule.gates} | set(DISCARD_GATES)
    return sorted(named - GATES.keys())
