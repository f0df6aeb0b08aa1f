"""Sockets into the application of this process: real rooms, a real log, no network."""

import asyncio
import threading
from contextlib import asynccontextmanager

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import connection
from django.test import Client

from config.serving.sockets import build_sockets
from postmortems import realtime
from postmortems.live import hub as hubs
from tests.cast import make_cast
from tests.writer import Writer

SECONDS = 5


class Closed(Exception):
    def __init__(self, code) -> None:
        self.code = code
        super().__init__(str(code))


class Socket:
    """A person's open socket, with a writer at its end."""

    def __init__(self, person, postmortem, writer=None) -> None:
        self._person, self._path = person, f"/live/postmortems/{postmortem}/"
        self.writer = writer or Writer()

    async def open(self) -> "Socket":
        headers = [(b"origin", b"http://testserver"), (b"host", b"testserver")]
        if self._person.is_authenticated:
            session = await asyncio.to_thread(session_of, self._person)
            headers.append((b"cookie", f"sessionid={session}".encode()))
        scope = {"type": "websocket", "path": self._path, "query_string": b"", "subprotocols": []}
        self.wire = ApplicationCommunicator(build_sockets(), {**scope, "headers": headers})
        await self.wire.send_input({"type": "websocket.connect"})
        answer = await self.wire.receive_output(timeout=SECONDS)
        assert answer["type"] == "websocket.accept"
        self.writer.reconnect()
        await self.send(self.writer.hello())
        return self

    async def send(self, message) -> None:
        await self.wire.send_input({"type": "websocket.receive", "bytes": message})

    async def write(self, section, put, at=None) -> None:
        await self.send(self.writer.write(section, put, at))

    async def take(self) -> None:
        """Take one message, answering it; raises ``Closed`` at the end."""
        output = await self.wire.receive_output(timeout=SECONDS)
        if output["type"] == "websocket.close":
            raise Closed(output["code"])
        if answer := self.writer.take(output["bytes"]):
            await self.send(answer)

    async def until(self, condition) -> None:
        async with asyncio.timeout(SECONDS):
            while not condition(self.writer):
                await self.take()

    async def saved(self) -> None:
        await self.until(lambda writer: writer.is_saved)

    async def code(self) -> int:
        """With what it is closed."""
        while True:
            try:
                await self.take()
            except Closed as closed:
                return closed.code

    async def close(self) -> None:
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wire.wait(timeout=SECONDS)


@pytest.fixture
def stage(transactional_db):
    """The cast, in rows that other threads see."""
    from postmortems.domain.template import install_templates

    install_templates()
    return make_cast()


@pytest.fixture
def live(monkeypatch):
    """``live(scene)`` runs an async scene with a hub of its own, stopped at its end."""

    def run(scene):
        async def whole():
            async with running_hub(monkeypatch):
                await scene()

        asyncio.run(whole())

    return run


@asynccontextmanager
async def running_hub(monkeypatch):
    hub = hubs.Hub()
    for module in ("postmortems.consumers", "postmortems.receivers"):
        monkeypatch.setattr(f"{module}.hub", hub)
    realtime.attach(asyncio.get_running_loop())
    await hub.start()
    try:
        yield hub
    finally:
        realtime.detach()
        await hub.stop()


def session_of(person) -> str:
    client = Client()
    try:
        client.force_login(person)
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()
    return client.cookies["sessionid"].value
