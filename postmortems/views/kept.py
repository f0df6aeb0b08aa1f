"""Pieces of pages that were put together once, and are sent again while nothing changed."""

import secrets
from collections import OrderedDict
from threading import Lock

KEPT_BYTES = 24_000_000


class Kept:
    """Texts by what they were made of, up to so many bytes; the longest unused go first.

    They are kept as they are sent: to encode a long page takes longer than to put it together
    from kept ones. The key names everything that the text shows, so there is nothing to take
    back: what changed is asked for under another key. No text holds anything of one request:
    where something of it belongs, there is a ``Slot``.
    """

    def __init__(self, size=KEPT_BYTES):
        self._limit = size
        self._texts = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key):
        with self._lock:
            text = self._texts.get(key)
            if text is not None:
                self._texts.move_to_end(key)
            return text

    def put(self, key, text):
        with self._lock:
            self._size += len(text) - len(self._texts.pop(key, b""))
            self._texts[key] = text
            while self._size > self._limit:
                self._size -= len(self._texts.popitem(last=False)[1])

    def clear(self):
        with self._lock:
            self._texts.clear()
            self._size = 0


class Slot(str):
    """A place in a kept text, filled anew for each request.

    It is a number that nobody can guess and that no process shares: what somebody wrote can
    never be taken for one.
    """

    def __new__(cls, name):
        return super().__new__(cls, f"slot-{name}-{secrets.token_hex(16)}")

    def filled(self, page, text):
        """The page, as bytes, with these bytes in every such place."""
        return page.replace(self.encode(), text)
