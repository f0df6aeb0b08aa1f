"""Stores what rooms hand over: one writer thread for each process, many entries in one commit."""

import logging
import queue
import threading

from django.db import connection

from postmortems.domain.update_log import append

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500
END = object()


class Journal:
    """A queue into the log. What is put first is stored first, and answered first."""

    def __init__(self, loop) -> None:
        self._loop = loop
        self._queue: queue.SimpleQueue = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="live-journal", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Store what is waiting, then end; blocks for at most ``timeout`` seconds."""
        self._queue.put(END)
        self._thread.join(timeout)

    def put(self, entry, done) -> None:
        """Store an entry; then ``done(seq, failed)`` is called in the loop.

        ``seq`` is ``None`` where nothing was stored: the document is locked, or (``failed``)
        the database did not take it.
        """
        self._queue.put((entry, done))

    def _write(self) -> None:
        going_on = True
        while going_on:
            batch = [self._queue.get()]
            while len(batch) < MOST_AT_ONCE and not self._queue.empty():
                batch.append(self._queue.get())
            if END in batch:
                batch.remove(END)
                going_on = False
            if batch:
                self._commit(batch)
        connection.close()

    def _commit(self, batch) -> None:
        try:
            numbers, failed = append([entry for entry, _ in batch]), False
        except Exception:
            # The rooms drop what they hold and everyone sends it again: nothing is lost.
            logger.exception("Updates of live texts could not be stored.")
            numbers, failed = [None] * len(batch), True
            connection.close()
        done = [done for _, done in batch]
        self._loop.call_soon_threadsafe(answer, list(zip(done, numbers, strict=True)), failed)


def answer(results, failed) -> None:
    """Tell each; what goes wrong in one room is not to be felt in another."""
    for done, seq in results:
        try:
            done(seq, failed)
        except Exception:
            logger.exception("A room could not take what was stored.")
