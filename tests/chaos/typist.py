"""Somebody who types numbered words into one section and comes back whenever they are cut off."""

import asyncio
import random
from contextlib import suppress

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.writer import Writer

LOST = (ConnectionClosed, InvalidHandshake, OSError, TimeoutError)


class Typist:
    """``written`` are all words, ``acknowledged`` those of which the server said: stored."""

    def __init__(self, name, section, cookie, chance) -> None:
        self.name, self.section, self.cookie = name, section, cookie
        self.writer = Writer()
        self.written: list = []
        self.acknowledged: set = set()
        self.connections = 0
        self._chance = chance
        self._waiting: list = []  # (how many messages stored, the words they hold)

    async def run(self, ports, is_over) -> None:
        """Type until it is over, and stay to hear what the others wrote, until cancelled."""
        while True:
            with suppress(*LOST):
                await self._visit(self._chance.choice(ports), is_over)
            await asyncio.sleep(self._chance.uniform(0.02, 0.2))

    async def _visit(self, port, is_over) -> None:
        address = f"127.0.0.1:{port}"
        async with connect(
            f"ws://{address}/live/postmortems/{self.cookie['postmortem']}/",
            additional_headers={"Cookie": f"sessionid={self.cookie['session']}"},
            origin=f"http://{address}",
            open_timeout=5,
            max_size=None,
            proxy=None,
        ) as socket:
            self.connections += 1
            self.writer.reconnect()
            self._waiting = []
            await socket.send(self.writer.hello())
            typing = asyncio.create_task(self._type(socket, is_over))
            try:
                async for message in socket:
                    if answer := self.writer.take(message):
                        self._waiting.append((self.writer.sent, set(self.written)))
                        await socket.send(answer)
                    self._note_stored()
            finally:
                typing.cancel()

    async def _type(self, socket, is_over) -> None:
        with suppress(ConnectionClosed):
            await asyncio.sleep(self._chance.uniform(0.005, 0.05))
            while not is_over.is_set():
                await socket.send(self._word())
                await asyncio.sleep(self._chance.uniform(0.005, 0.05))

    def _word(self) -> bytes:
        word = f"{self.name}-{len(self.written)} "
        self.written.append(word.strip())
        message = self.writer.write(self.section, word, at=self._between_words())
        self._waiting.append((self.writer.sent, {word.strip()}))
        return message

    def _between_words(self) -> int:
        """A place where no word is split; words are plain letters, so bytes are characters."""
        text = self.writer.text(self.section)
        ends = [0, *(place + 1 for place, sign in enumerate(text) if sign == " ")]
        return self._chance.choice(ends)

    def _note_stored(self) -> None:
        while self._waiting and self._waiting[0][0] <= self.writer.stored:
            self.acknowledged |= self._waiting.pop(0)[1]


def typists(people, section, seed):
    """One for each ``{"session", "postmortem"}``, with chances of their own."""
    return [
        Typist(f"w{number}", section, cookie, random.Random(seed * 100 + number))
        for number, cookie in enumerate(people)
    ]
