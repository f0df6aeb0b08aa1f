"""When somebody leaves: what still waits for them is given to others, and their access ends."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from accounts.contributions import HOLDINGS

from .people import deactivate, hold_active


@dataclass(frozen=True)
class Holding:
    """What of one kind waits for a person.

    ``rows`` are (words, address); ``hand_over(taker, by=)`` gives all of them to another.
    """

    key: str
    what: str
    rows: list
    hand_over: Callable


def holdings_of(person, viewer):
    """Everything that waits for this person, kind by kind, without empty ones."""
    found = [held for known in HOLDINGS for held in known(person, viewer)]
    return [held for held in found if held.rows]


def leave(person, takers, *, by):
    """Close a person's access, and give what they held to others, all or nothing.

    ``takers`` maps the key of a holding to who takes it; what is not named there stays with
    them, and can be given away later. What the verbs refuse undoes everything.
    """
    with transaction.atomic():
        # The documents first, then the people: every other verb locks in this order.
        for held in holdings_of(person, by):
            if taker := takers.get(held.key):
                held.hand_over(taker, by=by)
        hold_active([taker for taker in takers.values() if taker])
        deactivate(person, by=by)
