"""All open rooms of this process: opening, waking, looking again, closing."""

import asyncio
import logging
import time
from collections import deque

from django.conf import settings
from django.db import DatabaseError

from postmortems.domain import admission, live_text, update_log
from postmortems.domain.live_doc import Damaged
from postmortems.domain.revision import WRITTEN

from . import notices
from .audience import Audience
from .clerks import Clerks
from .journal import Journal
from .limits import BUS_BYTES, Close
from .room import Room

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.25
POLL_TICKS = 8  # look at the heads of all open documents
RECHECK_TICKS = 28  # ask again who may be here: well within ten seconds
GAP_SECONDS = 0.3  # own and others' commits interleave; most gaps close by themselves
PAUSE_SECONDS = 1.0  # without a word, and the sections get the text
LATEST_SECONDS = 5.0  # or after so long of writing without a pause
BURST_SECONDS = 60.0  # without a word, and a revision is kept
LONGEST_BURST_SECONDS = 600.0  # or after so long of writing without such a pause
STOP_SECONDS = 3.0
RETRY_SECONDS = 2.0  # where the database is not to be had at the start
REMEMBERED = 1000  # notices, so that none is told twice
CONTENT = {"section", *WRITTEN}  # kinds whose notice tells of writing by a form


class Hub:
    """A live part of the server (``postmortems/realtime.py``); everything runs in its loop."""

    def __init__(self) -> None:
        self.audience = Audience()
        self.rooms: dict = {}  # live document's number: room
        self._opening: dict = {}
        self._written: dict = {}  # incident's reference: when a burst began, and its last word
        self._tasks: set = set()
        self._bus = None
        self._told: deque = deque(maxlen=REMEMBERED)  # numbers of notices
        self._last_told = None  # the number of the newest, once it is known

    async def start(self) -> None:
        self._clerks = Clerks()
        self._clerks.start()
        self._doorkeeper = Clerks(threads=1)  # who may be here never waits behind what is opened
        self._doorkeeper.start()
        self._journal = Journal(asyncio.get_running_loop())
        self._journal.start()
        if settings.REDIS_URL:
            from .bus import Bus  # the client takes long to load, and most do without

            self._bus = Bus(settings.REDIS_URL, self._hear)
            self._bus.start()
        self._do(self._catch_up())
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        self._ticking.cancel()
        for room in list(self.rooms.values()):
            room.drop(Close.GOING_AWAY)
        self.rooms.clear()
        await asyncio.to_thread(self._journal.stop, STOP_SECONDS)
        if self._bus:
            await self._bus.stop()
        self._clerks.stop()
        self._doorkeeper.stop()

    # --- For consumers

    async def ask(self, function, *args):
        """What a question to the database answers, asked on a thread for such questions."""
        return await self._clerks.ask(function, *args)

    async def admit(self, user, postmortem):
        return await self.ask(admission.admit, user, postmortem)

    async def enter(self, member, opened):
        """The document's room, with the member in it; opened if nobody is there yet."""
        document = opened.live.pk
        while True:
            room = self.rooms.get(document)
            if document in self._opening or room is None or room.is_dropped:
                if document not in self._opening:
                    self._opening[document] = self._do(self._open(opened))
                room = await asyncio.shield(self._opening[document])
            if not room.is_dropped:
                room.join(member)
                return room

    def leave(self, room, member) -> None:
        self._tell_others(room, room.leave(member))

    def tell(self, room, member, clients) -> None:
        self._tell_others(room, room.tell(member, clients))

    # --- Through the door, from pages of this process

    def look(self, document) -> None:
        """The log of a document changed otherwise than by its room."""
        if self._bus:
            self._bus.send({"kind": "look", "document": document})
        self._look(document)

    def notice(self, stream, value) -> None:
        """Something beside the text changed: tell all who have the draft open."""
        if self._bus:
            self._bus.send({"kind": "notice", "stream": stream, "value": value})
        self._notice(stream, value)
        if value["kind"] in CONTENT:
            self._wrote(stream)

    def recheck(self) -> None:
        """Who may be where may have changed."""
        if self._bus:
            self._bus.send({"kind": "recheck"})
        self._do(self._recheck())

    # --- Rooms

    async def _open(self, opened):
        document, room = opened.live.pk, Room(opened, self._journal, self._changed)
        self.rooms[document] = room  # from now on it hears what is stored meanwhile
        try:
            try:
                room.heal(await self._clerks.ask(update_log.read, document))
            except Damaged:
                room = self.rooms[document] = Room(opened, self._journal, self._changed)
                room.heal(await self._clerks.ask(update_log.read_bearable, document))
        except BaseException:
            self.rooms.pop(document, None)
            raise
        finally:
            self._opening.pop(document, None)
        return room

    def _changed(self, room, seq=None, payload=b"") -> None:
        room.changed_at = time.monotonic()
        room.first_change_at = room.first_change_at or room.changed_at
        if seq and self._bus:
            header = {"kind": "update", "document": room.document, "seq": seq}
            is_short = len(payload) <= BUS_BYTES
            self._bus.send({**header, "whole": is_short}, payload if is_short else b"")

    def _look(self, document) -> None:
        if document in self.rooms:
            self._do(self._poll([document]))

    def _notice(self, stream, value) -> None:
        if value["revision"] in self._told:
            return
        self._told.append(value["revision"])
        self._last_told = max(self._last_told or 0, value["revision"])
        for room in self.rooms.values():
            if room.stream == stream:
                room.broadcast_notice(value)
        self.audience.tell(stream, value)

    def _tell_others(self, room, clients) -> None:
        if clients and self._bus:
            told = [[client, *one] for client, one in clients.items()]
            self._bus.send({"kind": "presence", "document": room.document, "clients": told})

    def _hear(self, header, payload) -> None:
        """A message of another process."""
        kind, room = header["kind"], self.rooms.get(header.get("document"))
        if kind == "recheck":
            self._do(self._recheck())
        elif kind == "notice":
            self._notice(header["stream"], header["value"])
        elif room is None:
            return
        elif kind == "presence":
            told = header["clients"]
            room.hear_presence({client: (clock, state) for client, clock, state in told})
        elif kind == "update" and header["whole"]:
            room.hear(header["seq"], payload)
            if room.has_gap:
                self._do(self._heal_later(room))
        else:
            self._look(header["document"])

    # --- By the clock

    async def _tick(self) -> None:
        ticks = 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            ticks += 1
            self._forget_empty()
            for room in self.rooms.values():
                if self._is_due(room):
                    room.is_busy = True
                    self._do(self._materialise(room))
            if ticks % POLL_TICKS == 0 and (self.rooms or self.audience):
                self._do(self._poll(list(self.rooms)))
                self._do(self._poll_notices())
            if ticks % RECHECK_TICKS == 0:
                self._do(self._recheck())
                self._refresh_presence()
            self._end_bursts()

    async def _catch_up(self) -> None:
        """Once the database is to be had: what a stopped process left, is written now."""
        while True:
            try:
                self._last_told = await self._clerks.ask(notices.newest)
                await self._clerks.ask(live_text.catch_up)
                await self._clerks.ask(live_text.keep_revisions_left)
            except DatabaseError:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    def _forget_empty(self) -> None:
        for document, room in list(self.rooms.items()):
            is_idle = not room.members and not room.first_change_at and room.is_settled
            if document not in self._opening and (room.is_dropped or is_idle):
                del self.rooms[document]
                if not room.is_dropped:
                    room.let_go()

    def _is_due(self, room) -> bool:
        if room.is_busy or room.is_dropped or not room.first_change_at or not room.is_settled:
            return False
        now = time.monotonic()
        paused = now - room.changed_at >= PAUSE_SECONDS
        return paused or now - room.first_change_at >= LATEST_SECONDS

    async def _materialise(self, room) -> None:
        reading, first = (room.texts(), room.seq), room.first_change_at
        room.first_change_at = None
        try:
            await self._clerks.ask(live_text.materialise, room.document, reading)
            self._wrote(room.stream)
            await self._poll([room.document])
        except Exception:
            room.first_change_at = room.first_change_at or first
            raise
        finally:
            room.is_busy = False

    def _wrote(self, stream) -> None:
        now = time.monotonic()
        began, _ = self._written.get(stream, (now, now))
        self._written[stream] = began, now

    def _end_bursts(self) -> None:
        now = time.monotonic()
        for stream, (began, last) in list(self._written.items()):
            if now - last > BURST_SECONDS or now - began > LONGEST_BURST_SECONDS:
                del self._written[stream]
                self._do(self._clerks.ask(live_text.keep_revision_of, stream))

    def _refresh_presence(self) -> None:
        for room in self.rooms.values():
            room.expire()
            self._tell_others(room, room.presence.here())

    async def _poll(self, documents) -> None:
        """Look at the heads: what was locked, what is missing here, what else changed."""
        told = await self._clerks.ask(update_log.heads, documents)
        for document in documents:
            room = self.rooms.get(document)
            if room is None or document in self._opening:
                continue
            if document not in told:
                room.drop(Close.NOT_FOUND)
                continue
            head, is_locked = told[document]
            if is_locked:
                room.drop(Close.FROZEN)
            elif head > room.seq:
                self._do(self._heal_later(room, head))

    async def _poll_notices(self) -> None:
        """What other processes changed, where no message told of it."""
        if self._last_told is None:
            return
        streams = {room.stream for room in self.rooms.values()} | self.audience.streams
        for stream, value in await self._clerks.ask(notices.since, self._last_told, streams):
            self._notice(stream, value)

    async def _heal_later(self, room, head=None) -> None:
        await asyncio.sleep(GAP_SECONDS)
        if room.is_dropped or not room.has_gap and (head is None or room.seq >= head):
            return
        try:
            room.heal(await self._clerks.ask(update_log.read, room.document, room.seq))
        except Damaged:
            logger.error("An update in the log of document %s is damaged.", room.document)
            room.drop(Close.AGAIN)

    async def _recheck(self) -> None:
        await self.audience.recheck(self._doorkeeper)
        members = {member for room in self.rooms.values() for member in room.members}
        if not members:
            return
        passes = {member.admission for member in members}
        lapsed = await self._doorkeeper.ask(admission.lapsed, passes)
        for member in members:
            if member.admission in lapsed:
                is_signed_out = lapsed[member.admission]
                member.close(Close.SIGN_IN if is_signed_out else Close.NO_EDITOR)

    # --- Inside

    def _do(self, coroutine):
        """Run it beside everything else; a failure is told in the log."""
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            logger.error("A live task failed.", exc_info=task.exception())


hub = Hub()
