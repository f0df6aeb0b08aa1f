"""What the worker does again and again, beside its jobs: the sweep.

Jobs are nudges and may be lost; rows are the truth. Each round looks at the rows: what was
dropped is queued again, what has come due is done. A round may be cut off at any point and
may run in several workers at once, so whatever is registered here must bear both.
"""

import logging
import threading

from django.conf import settings
from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)

ROUNDS = []


def in_each_round(function):
    ROUNDS.append(function)
    return function


def sweep():
    """One round; what fails in it does not hold up the rest."""
    for function in ROUNDS:
        try:
            function()
        except Exception:
            logger.exception("The sweep failed in %s", function.__name__)


class Sweeper(threading.Thread):
    """Sweeps every ``SWEEP_SECONDS``, from the start on; ends with its process."""

    def __init__(self):
        super().__init__(name="sweep", daemon=True)
        self._stopped = threading.Event()

    def run(self):
        while not self._stopped.is_set():
            close_old_connections()
            sweep()
            connections.close_all()
            self._stopped.wait(settings.SWEEP_SECONDS)

    def stop(self):
        self._stopped.set()
        self.join()
