"""Every state × every move × every person: what comes of it, as one literal table."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from postmortems.domain.lifecycle import advance, available
from postmortems.enums import Move, State
from postmortems.exceptions import IllegalMove, NotReady

from . import scenes
from .cast import PARTS

FACILITATOR = {"facilitator"}
OWNER_OR_FACILITATOR = {"owner", "facilitator"}
NOBODY = set()

# (where it stands, the move) -> (where it leads, whom it obeys). Everyone else who asks is
# told "not by you"; where it leads nowhere, everyone is told "not from this state".
TABLE = {
    ("draft", "mark-reviewed"): ("reviewed", FACILITATOR),
    ("draft", "finalize"): (None, NOBODY),
    ("draft", "send-back"): (None, NOBODY),
    ("draft", "reopen"): (None, NOBODY),
    ("reviewed", "mark-reviewed"): (None, NOBODY),
    ("reviewed", "finalize"): ("finalized", FACILITATOR),
    ("reviewed", "send-back"): ("draft", FACILITATOR),
    ("reviewed", "reopen"): (None, NOBODY),
    ("finalized", "mark-reviewed"): (None, NOBODY),
    ("finalized", "finalize"): (None, NOBODY),
    ("finalized", "send-back"): (None, NOBODY),
    ("finalized", "reopen"): ("draft", OWNER_OR_FACILITATOR),
    ("discarded", "mark-reviewed"): (None, NOBODY),
    ("discarded", "finalize"): (None, NOBODY),
    ("discarded", "send-back"): (None, NOBODY),
    ("discarded", "reopen"): (None, NOBODY),
}
READY = {
    "draft": scenes.reviewable,
    "reviewed": scenes.finalizable,
    "finalized": scenes.finalized,
    "discarded": scenes.discarded,
}
MOVES = [str(move) for move in Move]


def attempt(cast, move, person):
    """What comes of it: a refusal in words, or the state it stands in then. Undone again."""
    with transaction.atomic():
        try:
            advance(cast.postmortem, move, by=person, reason="Because.")
            return cast.fresh().state
        except IllegalMove:
            return "not from here"
        except PermissionDenied:
            return "not by you"
        except NotReady:
            return "not ready"
        finally:
            transaction.set_rollback(True)


def expected(state, move, part):
    target, obeyed = TABLE[state, move]
    if target is None:
        return "not from here"
    return target if part in obeyed else "not by you"


def test_table_covers_every_state_and_move():
    states = [*State.values, "discarded"]

    assert set(TABLE) == {(state, move) for state in states for move in MOVES}


@pytest.mark.parametrize("state", READY)
def test_every_move_of_ready_document_by_every_person(cast, state):
    READY[state](cast)

    outcomes = {
        (move, part): attempt(cast, move, person)
        for move in MOVES
        for part, person in cast.people.items()
    }

    assert outcomes == {
        (move, part): expected(state, move, part) for move in MOVES for part in PARTS
    }


@pytest.mark.parametrize("state", State.values)
def test_every_move_onwards_of_unready_document_by_every_person(cast, state):
    scenes.bare(cast, state)
    moves = ["mark-reviewed", "finalize"]

    outcomes = {
        (move, part): attempt(cast, move, person)
        for move in moves
        for part, person in cast.people.items()
    }

    wanted = {(move, part): expected(state, move, part) for move in moves for part in PARTS}
    assert outcomes == {
        key: "not ready" if outcome in State.values else outcome for key, outcome in wanted.items()
    }


@pytest.mark.parametrize("state", READY)
def test_available_offers_exactly_what_would_be_done(cast, state):
    READY[state](cast)
    document = cast.fresh()

    offered = {
        part: {str(step.move) for step in available(document, person)}
        for part, person in cast.people.items()
    }

    assert offered == {
        part: {move for move in MOVES if expected(state, move, part) in State.values}
        for part in PARTS
    }


@pytest.mark.parametrize(
    ("state", "move"), [("finalized", Move.REOPEN), ("reviewed", Move.SEND_BACK)]
)
def test_move_that_is_done_is_kept(cast, state, move):
    READY[state](cast)

    advance(cast.postmortem, move, by=cast.facilitator, reason="A date is wrong.")

    document = cast.fresh()
    assert (document.state, document.return_reason) == (State.DRAFT, "A date is wrong.")


@pytest.mark.parametrize(
    ("state", "move"), [("reviewed", Move.SEND_BACK), ("finalized", Move.REOPEN)]
)
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_return_without_reason_is_not_ready(cast, state, move, reason):
    READY[state](cast)

    with pytest.raises(NotReady) as refusal:
        advance(cast.postmortem, move, by=cast.facilitator, reason=reason)

    assert [blocker.code for blocker in refusal.value.blockers] == ["reason"]
    assert cast.fresh().state == state


def test_refusals_come_in_their_order(cast):
    """Wrong state before wrong person, wrong person before what is missing."""
    assert attempt(cast, Move.FINALIZE, cast.outsider) == "not from here"
    assert attempt(cast, Move.MARK_REVIEWED, cast.outsider) == "not by you"
    assert attempt(cast, Move.MARK_REVIEWED, cast.facilitator) == "not ready"
