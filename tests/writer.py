"""Somebody who writes in a live document: the browser's part of the protocol, in Python.

It knows what it sent, what the server said is stored, and what the document says here.
The messages come and go as bytes; the socket is the caller's.
"""

import json
import random

import pycrdt

from postmortems.live import protocol
from postmortems.live.protocol import Reader


class Writer:
    """One connection's state; ``reconnect`` begins another with the same document."""

    def __init__(self, doc=None) -> None:
        self.doc = doc or pycrdt.Doc()
        self._from_here: list = []
        self._applying = False
        self._subscription = self.doc.observe(self._note)
        self.notices: list = []
        self.present: dict = {}
        self.reconnect()

    def reconnect(self) -> None:
        self.sent = self.stored = 0
        self.state = None
        self.is_synced = False

    @property
    def is_saved(self) -> bool:
        return self.is_synced and self.sent == self.stored

    def text(self, section) -> str:
        return str(self.words(section))

    def words(self, section):
        return self.doc.get(str(section), type=pycrdt.Text)

    def hello(self) -> bytes:
        return protocol.sync(protocol.STEP_1, self.doc.get_state())

    def write(self, section, put, at=None) -> bytes:
        """Put words at a place (by default the end); the message that tells of it."""
        words = self.words(section)
        words.insert(len(words) if at is None else at, put)
        return self._data(protocol.UPDATE, self._from_here.pop())

    def erase(self, section, start, end) -> bytes:
        del self.words(section)[start:end]
        return self._data(protocol.UPDATE, self._from_here.pop())

    def take(self, message) -> bytes | None:
        """Take one message of the server; what is to be answered."""
        reader = Reader(message)
        kind = reader.number()
        if kind == protocol.SYNC:
            return self._sync(reader.number(), reader.piece())
        if kind == protocol.ACK:
            self.stored = reader.number()
        elif kind == protocol.STATE:
            self.state = json.loads(reader.piece())
        elif kind == protocol.NOTICE:
            self.notices.append(json.loads(reader.piece()))
        elif kind == protocol.AWARENESS:
            for client, (_, state) in protocol.read(message).clients.items():
                self.present[client] = state
        return None

    def _sync(self, step, payload) -> bytes | None:
        if step == protocol.STEP_1:
            return self._data(protocol.STEP_2, self.doc.get_update(payload))
        self._applying = True
        self.doc.apply_update(payload)
        self._applying = False
        self.is_synced = self.is_synced or step == protocol.STEP_2
        return None

    def _data(self, step, payload) -> bytes:
        self.sent += 1
        return protocol.sync(step, payload)

    def _note(self, event) -> None:
        if not self._applying:
            self._from_here.append(event.update)


def somewhere(writer, section, chance=random) -> int:
    """A place in a text where no character is split."""
    text = writer.text(section)
    return len(text[: chance.randint(0, len(text))].encode())
