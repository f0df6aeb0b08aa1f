"""The socket of a meeting: it tells that something changed, and where the meeting is."""

import asyncio
from contextlib import suppress

from channels.generic.websocket import AsyncWebsocketConsumer

from postmortems.domain.admission import NotFound
from postmortems.live.hub import hub
from postmortems.live.limits import Close
from postmortems.live.member import Member

from .domain import following

LISTENING = '{"kind": "listening"}'


class MeetingConsumer(AsyncWebsocketConsumer):
    """Listens only; accepts everyone before it closes, so that a browser learns the reason."""

    # No channel layer: Channels would open one for every socket, and fail where Redis is down.
    channel_layer_alias = "none"

    member = sending = None

    async def connect(self):
        await self.accept()
        user, pk = self.scope["user"], self.scope["url_route"]["kwargs"]["pk"]
        if not user.is_authenticated:
            await self.close(Close.SIGN_IN)
            return
        session = self.scope["session"].session_key
        try:
            own, stream = await hub.ask(following.admit, user, session, pk)
        except NotFound:
            await self.close(Close.NOT_FOUND)
            return
        self.member = Member(own, {})
        hub.audience.join(self.member, stream, following.lapsed)
        self.member.send(LISTENING)  # from here on nothing is missed: ask where the meeting is
        self.sending = asyncio.create_task(self._send_all())

    async def close(self, code=None, reason=None):
        with suppress(RuntimeError):  # the server closed it before
            await super().close(code, reason)

    async def _send_all(self):
        with suppress(Exception):  # the other end is gone; ``disconnect`` follows
            code = await self.member.run(lambda message: self.send(text_data=message))
            await self.close(code)

    async def receive(self, text_data=None, bytes_data=None):
        """Nobody is asked for anything here."""
        if self.member is not None:
            self.member.close(Close.BAD_DATA)

    async def disconnect(self, code):
        if self.member is not None:
            hub.audience.leave(self.member)
        if self.sending is not None:
            self.sending.cancel()
