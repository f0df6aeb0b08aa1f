"""One socket as a room sees it: who it is, and a queue of what is to be sent."""

import asyncio
from collections import deque

from . import protocol
from .limits import MESSAGES_UNSENT, Close


class Member:
    """Nothing here waits: what a room sends is taken to the socket by ``run``."""

    def __init__(self, admission, card) -> None:
        self.admission, self.card = admission, card
        self.user = admission.user
        self.code = None  # of the close, once it was decided
        self._out: deque = deque()
        self._wake = asyncio.Event()
        self._stored = self._taken = self._told = 0

    def send(self, message) -> None:
        if self.code is not None:
            return
        if len(self._out) >= MESSAGES_UNSENT:
            self.close(Close.TOO_SLOW)
            return
        self._out.append(message)
        self._wake.set()

    def close(self, code) -> None:
        """The first reason counts; what waits to be sent is still sent."""
        if self.code is None:
            self.code = code
            self._wake.set()

    def data_taken(self) -> None:
        self._taken += 1

    def data_stored(self) -> None:
        """One more of its data messages is stored, all those before it as well."""
        self._stored += 1
        self._wake.set()

    async def run(self, send) -> int:
        """Send until the end; returns the code to close with.

        One acknowledgement serves for all that was stored since the last.
        """
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._out:
                await send(self._out.popleft())
            if self._told < self._stored:
                self._told = self._stored
                await send(protocol.ack(self._told))
            if self.code is not None and not self._out:
                return self.code
