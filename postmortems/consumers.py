"""The socket of a draft: who comes in, how fast, what each message is for."""

import asyncio
import time
from contextlib import suppress

from channels.generic.websocket import AsyncWebsocketConsumer

from postmortems.domain.admission import NotAnEditor, NotFound, Pass
from postmortems.exceptions import ContentFrozen
from postmortems.live import protocol
from postmortems.live.hub import hub
from postmortems.live.limits import (
    BYTES_FOR_ONE,
    MESSAGES_AT_ONCE,
    MESSAGES_PER_SECOND,
    Close,
)
from postmortems.live.member import Member


class DraftConsumer(AsyncWebsocketConsumer):
    """Accepts everyone before it closes: a browser learns the reason only after that."""

    # No channel layer: Channels would open one for every socket, and fail where Redis is down.
    channel_layer_alias = "none"

    room = member = sending = None

    async def connect(self):
        await self.accept()
        try:
            await self._enter()
        except NotFound:
            await self.close(Close.NOT_FOUND)
        except NotAnEditor:
            await self.close(Close.NO_EDITOR)
        except ContentFrozen:
            await self.close(Close.FROZEN)

    async def close(self, code=None, reason=None):
        with suppress(RuntimeError):  # the server closed it before, of a message too long
            await super().close(code, reason)

    async def _enter(self):
        user, pk = self.scope["user"], self.scope["url_route"]["kwargs"]["pk"]
        if not user.is_authenticated:
            await self.close(Close.SIGN_IN)
            return
        opened = await hub.admit(user, pk)
        session = self.scope["session"].session_key
        self.member = Member(Pass(user.pk, user.password, session, pk), card(user))
        self.tokens, self.counted_at = MESSAGES_AT_ONCE, time.monotonic()
        self.room = await hub.enter(self.member, opened)
        self.sending = asyncio.create_task(self._send_all())

    async def _send_all(self):
        with suppress(Exception):  # the other end is gone; ``disconnect`` follows
            code = await self.member.run(lambda message: self.send(bytes_data=message))
            await self.close(code)

    async def receive(self, text_data=None, bytes_data=None):
        if self.room is None or self.member.code is not None:
            return
        await self._wait_for_turn(len(bytes_data or b""))
        try:
            message = protocol.read(bytes_data or b"")
        except protocol.ProtocolError:
            self.member.close(Close.BAD_DATA)
            return
        if self.room.is_dropped or self.member.code is not None:
            return  # gone while it waited for its turn
        if isinstance(message, protocol.Sync):
            if message.is_data:
                self.room.take(self.member, message.payload)
            else:
                self.room.answer_step_1(self.member, message.payload)
        elif isinstance(message, protocol.Awareness):
            hub.tell(self.room, self.member, message.clients)
        else:
            self.member.send(protocol.awareness(self.room.presence.everyone()))

    async def _wait_for_turn(self, size):
        """A bucket of tokens: whoever sends faster is read more slowly, and nothing is lost.

        A long message counts for several: reading it holds up everyone else.
        """
        now = time.monotonic()
        gained = (now - self.counted_at) * MESSAGES_PER_SECOND
        price = 1 + size // BYTES_FOR_ONE
        self.tokens, self.counted_at = min(MESSAGES_AT_ONCE, self.tokens + gained) - price, now
        if self.tokens < 0:
            await asyncio.sleep(-self.tokens / MESSAGES_PER_SECOND)

    async def disconnect(self, code):
        if self.room is not None:
            hub.leave(self.room, self.member)
        if self.sending is not None:
            self.sending.cancel()


def card(user):
    """What others see of somebody who writes: taken from the session, never from the socket."""
    return {
        "id": user.pk,
        "name": user.name,
        "initials": user.initials,
        "colour": user.colour,
    }
