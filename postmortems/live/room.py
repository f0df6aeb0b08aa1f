"""One open document in this process: its text, its members, and what is on its way to the log."""

import logging
from collections import deque

import pycrdt

from postmortems.domain.update_log import Entry, waits

from . import protocol
from .limits import DOCUMENT_BYTES, SECTION_BYTES, Close
from .presence import Presence

logger = logging.getLogger(__name__)


class Damaged(Exception):
    """Bytes that are no update."""


class Room:
    """Lives in the event loop; nothing here waits.

    ``seq`` is the number up to which everything in the log is in ``doc``. ``doc`` may hold
    more: what was taken and is not stored yet. Nobody is told of that before it is stored,
    and if it can't be, the room is dropped: everyone comes back to a room built from the log.
    """

    def __init__(self, opened, journal, on_change) -> None:
        live = opened.live
        self.postmortem, self.document, self.key = live.postmortem_id, live.pk, str(live.key)
        self.stream = opened.stream
        self._sections = [str(pk) for pk in opened.sections]
        self.seq = 0
        self.changed_at = self.first_change_at = None
        self.is_busy = False
        self.doc = pycrdt.Doc()
        self.members: set = set()
        self.presence = Presence()
        self.is_dropped = False
        self._journal, self._on_change = journal, on_change
        self._beyond: set = set()  # numbers that arrived before those under them
        self._on_the_way = 0
        self._waiting: deque = deque()  # (how many stored entries to wait for, what to do then)
        self._taken = self._stored = 0
        self._bytes = 0
        self._section_bytes: dict = {}
        self._effective: list = []
        self._subscription = self.doc.observe(lambda event: self._effective.append(event.update))

    @property
    def is_settled(self) -> bool:
        """Whether the document is the log, to the last word."""
        return self._taken == self._stored and not self._beyond

    @property
    def has_gap(self) -> bool:
        return bool(self._beyond)

    # --- People

    def join(self, member) -> None:
        self.members.add(member)
        member.send(protocol.state({"key": self.key, "you": member.card}))
        member.send(protocol.sync(protocol.STEP_1, self.doc.get_state()))
        self._tell_presence([member], self.presence.everyone())

    def leave(self, member) -> dict:
        """Returns what other processes are to be told of it."""
        self.members.discard(member)
        news = self.presence.leave(member)
        self._tell_presence(self.members, news)
        return news

    def drop(self, code) -> None:
        """Send everyone away; whoever comes back meets a new room."""
        self.is_dropped = True
        for member in list(self.members):
            member.close(code)

    # --- What members say

    def answer_step_1(self, member, state_vector) -> None:
        """Send what a member lacks, once all of it is stored."""
        self._when_stored(lambda: self._send_missing(member, state_vector))

    def take(self, member, payload) -> None:
        """Take an update from a member: try it on the document, then have it stored."""
        member.data_taken()
        self._bytes += len(payload)
        try:
            effective = self._apply(payload)
        except Damaged:
            member.close(Close.BAD_DATA)
            return
        if effective is None and not self._is_waiting(payload):
            self._when_stored(member.data_stored)  # known already
            return
        if self._is_too_large(effective or payload):
            self.refuse(member, Close.TOO_LARGE)
            return
        self._taken += 1
        entry = Entry(self.document, payload, member.user)
        self._journal.put(
            entry, lambda seq, failed: self._was_stored(member, payload, effective, seq, failed)
        )

    def tell(self, member, clients) -> dict:
        """Awareness of a member; returns what other processes are to be told."""
        news = self.presence.tell(member, clients)
        self._tell_presence(self.members, news)  # the sender too: it counts silence
        return news

    def refuse(self, member, code) -> None:
        """Somebody sent what may not be in the document, and it is in ours: begin anew."""
        member.close(code)
        self.drop(Close.AGAIN)

    # --- What other processes and the log say

    def hear(self, seq, payload) -> None:
        """One stored update of another process. What is missing before it shows as a gap."""
        if seq <= self.seq or seq in self._beyond:
            return
        self._broadcast(self._apply(payload))
        self._arrived(seq)

    def heal(self, stretch) -> None:
        """Take what the log has."""
        if stretch.seq <= self.seq:
            return
        payloads = [stretch.snapshot] if stretch.snapshot else []
        for payload in payloads + stretch.payloads:
            self._broadcast(self._apply(payload))
        self.seq = max(self.seq, stretch.seq)
        self._arrived(self.seq)
        self._on_change(self)

    def hear_presence(self, clients) -> None:
        self._tell_presence(self.members, self.presence.hear(clients))

    def expire(self) -> None:
        self._tell_presence(self.members, self.presence.expire())

    def broadcast_notice(self, value) -> None:
        self._send_all(self.members, protocol.notice(value))

    def texts(self) -> dict:
        """``{section's key: text}`` of all there are; call it while ``is_settled``."""
        return {key: str(self.doc.get(key, type=pycrdt.Text)) for key in self._sections}

    # --- Inside

    def _apply(self, payload):
        """Apply an update; the change it made to the document, or ``None``. Raises ``Damaged``.

        On some damaged updates the library below raises ``PanicException``, which is no
        ``Exception``, and its document must not be touched again. A refused update may have
        changed the document before it was refused. So in both cases the room is dropped.
        """
        self._effective.clear()
        try:
            self.doc.apply_update(payload)
        except BaseException as error:
            broken = type(error).__name__ == "PanicException"
            if not broken and not isinstance(error, ValueError):
                raise
            if broken or self._effective:
                logger.warning("A damaged update reached a document; its room begins anew.")
                self.drop(Close.AGAIN)
            raise Damaged from error
        return pycrdt.merge_updates(*self._effective) if self._effective else None

    def _is_waiting(self, payload) -> bool:
        return waits(pycrdt.get_update(payload, self.doc.get_state()), self.doc)

    def _is_too_large(self, update) -> bool:
        """Looked at closely only when what was added since could have passed a limit."""
        if self._bytes > DOCUMENT_BYTES:
            self._bytes = len(self.doc.get_update())
            if self._bytes > DOCUMENT_BYTES:
                return True
        for key in self._sections:
            bound = self._section_bytes.get(key, SECTION_BYTES) + len(update)
            if bound > SECTION_BYTES:
                bound = len(str(self.doc.get(key, type=pycrdt.Text)).encode())
                if bound > SECTION_BYTES:
                    return True
            self._section_bytes[key] = bound
        return False

    def _was_stored(self, member, payload, effective, seq, failed) -> None:
        self._stored += 1
        if self.is_dropped:
            return
        if seq is None:
            self.drop(Close.AGAIN if failed else Close.FROZEN)
            return
        self._arrived(seq)
        self._broadcast(effective, but=member)
        member.data_stored()
        self._on_change(self, seq, payload)
        while self._waiting and self._waiting[0][0] <= self._stored:
            self._waiting.popleft()[1]()

    def _arrived(self, seq) -> None:
        self._beyond.add(seq)
        while self.seq + 1 in self._beyond:
            self.seq += 1
        self._beyond = {one for one in self._beyond if one > self.seq}

    def _when_stored(self, action) -> None:
        """Do something once all that was taken until now is stored."""
        if self._taken == self._stored:
            action()
        else:
            self._waiting.append((self._taken, action))

    def _send_missing(self, member, state_vector) -> None:
        try:
            missing = self.doc.get_update(state_vector)
        except ValueError:
            member.close(Close.BAD_DATA)
        else:
            member.send(protocol.sync(protocol.STEP_2, missing))

    def _broadcast(self, update, but=None) -> None:
        if update:
            self._send_all(self.members - {but}, protocol.sync(protocol.UPDATE, update))

    def _tell_presence(self, members, clients) -> None:
        if clients:
            self._send_all(members, protocol.awareness(clients))

    def _send_all(self, members, message) -> None:
        for member in list(members):
            member.send(message)
