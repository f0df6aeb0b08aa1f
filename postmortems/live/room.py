"""One open document in this process: its text, its members, and what is on its way to the log."""

import logging
from collections import deque

import pycrdt

from postmortems.domain.live_doc import Damaged, LiveDoc, ask
from postmortems.domain.text_update import check_state_vector
from postmortems.domain.update_log import Entry

from . import protocol
from .limits import DOCUMENT_BYTES, SECTION_BYTES, UPDATES_WAITING, Close
from .presence import Presence

logger = logging.getLogger(__name__)


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
        self._live = LiveDoc()
        self.doc = self._live.doc
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
        effective = self._effective = []
        self._subscription = self.doc.observe(lambda event: effective.append(event.update))
        self._is_broken = False

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
        if not self._is_broken:
            self.let_go()

    def let_go(self) -> None:
        """Nobody uses it again. The library keeps a document for as long as it is observed."""
        self._subscription.drop()

    # --- What members say

    def answer_step_1(self, member, state_vector) -> None:
        """Send what a member lacks, once all of it is stored."""
        try:
            check_state_vector(state_vector)
        except ValueError:
            member.close(Close.BAD_DATA)
        else:
            self._when_stored(lambda: self._send_missing(member, state_vector))

    def take(self, member, payload) -> None:
        """Take an update from a member: try it on the document, then have it stored."""
        member.data_taken()
        self._bytes += len(payload)
        try:
            effective, waits = self._apply(payload)
        except Damaged:
            member.close(Close.BAD_DATA)
            return
        if not effective and not waits:
            self._when_stored(member.data_stored)  # known already
            return
        if waits and len(self._live.waiting) > UPDATES_WAITING:
            self._live.forget_last_waiting()
            member.close(Close.AGAIN)  # who comes back sends all that is missing in one
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
        effective, _ = self._apply(payload)
        self._broadcast(effective)
        self._arrived(seq)

    def heal(self, stretch) -> None:
        """Take what the log has."""
        if stretch.seq <= self.seq:
            return
        if stretch.snapshot:
            effective, _ = self._apply(stretch.snapshot, self._live.take_snapshot)
            self._broadcast(effective)
        for payload in stretch.payloads:
            effective, _ = self._apply(payload)
            self._broadcast(effective)
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

    def _apply(self, payload, take=None):
        """Apply an update. ``(the change it made to the document or None, whether it waits)``.

        Raises ``Damaged``. A refused update may have changed the document before it was
        refused: the room is dropped then, and a dropped room's document is left alone.
        """
        if self.is_dropped:
            return None, False
        self._effective.clear()
        try:
            waits = (take or self._live.apply)(payload) is False
            effective = self._effective[0] if self._effective else None
            if len(self._effective) > 1:
                effective = ask(pycrdt.merge_updates, *self._effective)
        except Damaged as damaged:
            if damaged.is_broken or self._effective:
                self._begin_anew(damaged)
            raise
        return effective, waits

    def _begin_anew(self, damaged) -> None:
        self._is_broken = self._is_broken or damaged.is_broken
        if not self.is_dropped:
            logger.warning("A damaged update reached a document; its room begins anew.")
            self.drop(Close.AGAIN)

    def _is_too_large(self, update) -> bool:
        """Looked at closely only when what was added since could have passed a limit."""
        if self._bytes > DOCUMENT_BYTES:
            waiting = sum(len(update.payload) for update in self._live.waiting)
            self._bytes = len(self.doc.get_update()) + waiting
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
            missing = ask(self.doc.get_update, state_vector)
        except Damaged as damaged:
            member.close(Close.BAD_DATA)
            if damaged.is_broken:
                self._begin_anew(damaged)
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
