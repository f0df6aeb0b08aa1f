"""Somebody with a draft open, as the measurements need them."""

import asyncio
import random
import time
from collections import deque
from contextlib import suppress

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from postmortems.live import protocol
from tests.writer import Writer

PATIENCE = 60  # seconds


def socket_to(port, path, session=""):
    """As a browser opens one: with compression, and with a cookie if there is a session."""
    address = f"127.0.0.1:{port}"
    return connect(
        f"ws://{address}{path}",
        additional_headers={"Cookie": f"sessionid={session}"} if session else {},
        origin=f"http://{address}",
        open_timeout=PATIENCE,
        max_size=None,
        proxy=None,
    )


class Client:
    """Opens a draft, hears what others write, and notes when what it wrote was stored."""

    def __init__(self, port, place, session, name="") -> None:
        self.writer, self.name, self.section = Writer(), name, place["sections"][0]
        self.written: list = []
        self.stored_after: list = []  # seconds from sending to being told
        self.heard_at: deque = deque()  # when updates of others arrived
        self._way = (port, f"/live/postmortems/{place['pk']}/", session)
        self._waiting: deque = deque()
        self._news = asyncio.Event()

    async def open(self) -> float:
        """Seconds from nothing until the document is here."""
        began = time.perf_counter()
        self._socket = await socket_to(*self._way)
        await self._socket.send(self.writer.hello())
        while not self.writer.is_synced:
            await self._take(await self._socket.recv())
        seconds = time.perf_counter() - began
        self._listening = asyncio.create_task(self._listen())
        return seconds

    async def close(self) -> None:
        self._listening.cancel()
        await self._socket.close()

    async def write(self, chance=random) -> float:
        """Put one word of its own between two others; when it was sent."""
        text, word = self.writer.text(self.section), f"{self.name}-{len(self.written)} "
        ends = [0, *(place + 1 for place, sign in enumerate(text) if sign == " ")]
        message = self.writer.write(self.section, word, at=chance.choice(ends))
        self.written.append(word.strip())
        at = time.perf_counter()
        self._waiting.append((self.writer.sent, at))
        await self._socket.send(message)
        return at

    async def until(self, condition) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._news.clear()
                await self._news.wait()

    async def _listen(self) -> None:
        with suppress(ConnectionClosed):
            async for message in self._socket:
                await self._take(message)

    async def _take(self, message) -> None:
        at = time.perf_counter()
        if message[0] == protocol.SYNC and message[1] == protocol.UPDATE:
            self.heard_at.append(at)
        if answer := self.writer.take(message):
            await self._socket.send(answer)
        while self._waiting and self._waiting[0][0] <= self.writer.stored:
            self.stored_after.append(at - self._waiting.popleft()[1])
        self._news.set()
