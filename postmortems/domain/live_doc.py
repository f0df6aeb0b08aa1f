"""A document of texts, put together from updates that may come in any order.

The library below would keep an update that rests on a missing one, and it ends the whole
process where two such overlap as no honest editor makes them. So it is given only what it can
place at once; the rest waits here.
"""

import pycrdt

from .text_update import placed, read_update


class Damaged(Exception):
    """Bytes that are no update of texts. The document they were given to may be broken."""


def ask(question, *args):
    """Ask the library; ``Damaged`` where it refuses.

    On some bytes it raises ``PanicException``, which is no ``Exception``, and a document that
    was there must not be touched again: that is marked by ``is_broken``.
    """
    try:
        return question(*args)
    except BaseException as error:
        damaged = Damaged(type(error).__name__)
        damaged.is_broken = type(error).__name__ == "PanicException"
        if not damaged.is_broken and not isinstance(error, ValueError):
            raise
        raise damaged from error


class LiveDoc:
    """``doc`` is what stands; ``waiting`` are the updates that rest on something missing."""

    def __init__(self) -> None:
        self.doc = pycrdt.Doc()
        self._known: dict = {}
        self._waiting: list = []  # (update, what it lacks)

    @property
    def waiting(self) -> list:
        return [update for update, _ in self._waiting]

    def take_snapshot(self, state) -> None:
        """Take what another document of ours said it was: nothing in it rests on anything."""
        ask(self.doc.apply_update, state)
        self._known = state_vector(self.doc)
        self._place_waiting()

    def apply(self, payload) -> bool:
        """Place an update, and what waited for it. ``False``: it has to wait itself.

        Raises ``Damaged`` where it is no update of texts.
        """
        update = ask(read_update, payload)
        if missing := self._place(update):
            self._waiting.append((update, missing))
            return False
        self._place_waiting()
        return True

    def forget_last_waiting(self) -> None:
        self._waiting.pop()

    def _place(self, update) -> list:
        """Place it; or what is missing for that."""
        after, missing = placed(update, self._known)
        if not missing:
            ask(self.doc.apply_update, update.payload)
            self._known.update(after)
        return missing

    def _place_waiting(self) -> None:
        went_on = True
        while went_on:
            went_on, left = False, []
            for update, missing in self._waiting:
                if any(self._known.get(client, 0) > at for client, at in missing):
                    missing, went_on = self._place(update), True
                if missing:
                    left.append((update, missing))
            self._waiting = left


def state_vector(doc):
    """How many changes of each client the document has: ``{client: clock}``."""
    numbers = pycrdt.Decoder(doc.get_state())
    pairs = (
        (numbers.read_var_uint(), numbers.read_var_uint()) for _ in range(numbers.read_var_uint())
    )
    return dict(pairs)
