"""The ways the product says no. Three refusals of a move, never mixed; two of an edit."""

from accounts.exceptions import Refused

__all__ = ["ContentFrozen", "IllegalMove", "NotReady", "Refused", "StaleChange"]


class IllegalMove(Exception):
    """Not from this state (409). The message says which state it is in."""


class NotReady(Exception):
    """Not ready yet (422). ``blockers`` lists everything that is missing, with links."""

    def __init__(self, blockers):
        self.blockers = list(blockers)
        super().__init__("; ".join(blocker.sentence for blocker in self.blockers))


class ContentFrozen(Exception):
    """The content takes no changes now (409): finalized, or discarded."""


class StaleChange(Exception):
    """What was sent was written against an older version (409).

    ``current`` is the record or section as it stands now. Nothing was overwritten; for
    a section, ``kept`` is the version row in which the sent text was kept.
    """

    def __init__(self, current, kept=None):
        self.current = current
        self.kept = kept
        super().__init__("It changed since this page was opened.")
