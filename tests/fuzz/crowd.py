"""Who is there: editors who send damaged messages, strangers who do, and honest people."""

import asyncio
import random
import time
from collections import Counter

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from config.run import WEBSOCKET_MESSAGE_BYTES
from postmortems.live import protocol
from postmortems.live.limits import Close
from tests.chaos.typist import Typist

from .mutations import mutation
from .recording import honest_frames

ANSWER_SECONDS = 60
NOTHING = protocol.sync(protocol.UPDATE, b"\x00\x00")  # is acknowledged, and changes nothing
NO_TEXT, TOO_BIG = 1007, 1009  # of the websocket itself
BEGUN_ANEW = {Close.AGAIN, Close.TOO_SLOW}


def visit(port, postmortem, session):
    """A socket into a draft, as whoever has the session."""
    address = f"127.0.0.1:{port}"
    return connect(
        f"ws://{address}/live/postmortems/{postmortem}/",
        additional_headers={"Cookie": f"sessionid={session}"} if session else {},
        origin=f"http://{address}",
        compression=None,
        max_size=None,
        proxy=None,
        close_timeout=2,
    )


async def send(socket, message) -> None:
    """A message as it is; of a text also what is no text."""
    if isinstance(message, str):
        await socket.send(message.encode("utf-8", "surrogateescape"), text=True)
    else:
        await socket.send(message)


def code_of(told, *messages):
    """With what it was closed, in the server's words where they arrived.

    Who is still sending when the server refuses a message that is too long may meet the end
    of the connection before the reason for it.
    """
    if told is None and max(map(len, messages)) > WEBSOCKET_MESSAGE_BYTES:
        return TOO_BIG
    return told and told.code


class Vandal:
    """May write in a draft, and sends what no browser would.

    After each message comes one that is acknowledged and changes nothing: so it is known of
    each message whether it was taken or refused, and how long that took.
    """

    def __init__(self, session, known, seed, quota) -> None:
        self.taken, self.refused, self.codes = Counter(), Counter(), Counter()
        self.seconds: list = []
        self.connections = self.interrupted = 0
        self._session, self._quota, self._chance = session, quota, random.Random(seed)
        self._documents = list(known.items())  # (postmortem, what was honestly sent there)

    @property
    def judged(self) -> int:
        return len(self.seconds)

    async def run(self, port) -> None:
        while self.judged < self._quota:
            at = self.judged * len(self._documents) // self._quota
            document, known = self._documents[at]
            try:
                async with visit(port, document, self._session) as socket:
                    self.connections += 1
                    self._data = self._stored = 0
                    await self._send_on(socket, known)
            except ConnectionClosed:
                pass

    async def _send_on(self, socket, known) -> None:
        while self.judged < self._quota:
            name, message = mutation(self._chance, known)
            began = time.monotonic()
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._ask(socket, message)
            except ConnectionClosed as closed:
                self._note_end(name, code_of(closed.rcvd, message), began)
                return
            self.taken[name] += 1
            self.seconds.append(time.monotonic() - began)

    async def _ask(self, socket, message) -> None:
        self._data += is_data(message) + 1
        await send(socket, message)
        await socket.send(NOTHING)
        while self._stored < self._data:
            answer = await socket.recv()
            reader = protocol.Reader(answer)
            if reader.number() == protocol.ACK:
                self._stored = reader.number()

    def _note_end(self, name, code, began) -> None:
        self.codes[code] += 1
        if code in BEGUN_ANEW:
            self.interrupted += 1  # perhaps by somebody else's message: not counted
        else:
            self.refused[name] += 1
            self.seconds.append(time.monotonic() - began)


def is_data(message) -> bool:
    """Whether the server counts it among those that it acknowledges."""
    try:
        value = protocol.read(message if isinstance(message, bytes) else b"")
    except protocol.ProtocolError:
        return False
    return isinstance(value, protocol.Sync) and value.is_data


class Stranger:
    """May not write there, and sends all the same, before and after being shown the door."""

    AT_ONCE = 25

    def __init__(self, session, known, wanted, seed, quota) -> None:
        self.codes, self.sent = Counter(), 0
        self._session, self._documents, self._wanted = session, list(known.items()), wanted
        self._quota, self._chance = quota, random.Random(seed)

    @property
    def let_in(self) -> int:
        """How often the end was another than the one they should meet."""
        mine = (self._wanted, NO_TEXT, TOO_BIG)
        return sum(count for code, count in self.codes.items() if code not in mine)

    async def run(self, port) -> None:
        while self.sent < self._quota:
            document, known = self._chance.choice(self._documents)
            messages = [mutation(self._chance, known)[1] for _ in range(self.AT_ONCE)]
            async with visit(port, document, self._session) as socket:
                self.sent += len(messages)
                try:
                    for message in messages:
                        await send(socket, message)
                    async with asyncio.timeout(ANSWER_SECONDS):
                        await socket.wait_closed()
                except ConnectionClosed:
                    pass
                await socket.wait_closed()
                self.codes[code_of(socket.protocol.close_rcvd, *messages)] += 1


class Canary(Typist):
    """Writes honestly, slowly enough for a long run, and remembers what it sent."""

    def __init__(self, *args) -> None:
        super().__init__(*args)
        self.payloads: list = []

    async def _type(self, socket, is_over) -> None:
        while not is_over.is_set():
            await socket.send(self._word())
            await asyncio.sleep(self._chance.uniform(0.7, 1.3))

    def _word(self) -> bytes:
        message = super()._word()
        self.payloads.append(protocol.read(message).payload)
        return message


def turned(known, by):
    """The same in another order, so that two at a time fire at one document."""
    pairs = list(known.items())
    start = by * len(pairs) // 3
    return dict(pairs[start:] + pairs[:start])


class Crowd:
    """Everyone, from one seed; made before the event loop runs, since it asks the database."""

    VANDALS = 6
    STRANGERS = {"outsider": 4403, "reader": 4404, "anonymous": 4401}
    FOR_STRANGERS = 0.1  # of the messages

    def __init__(self, scene, messages, seed) -> None:
        known = {}
        for postmortem in [*scene.targets, scene.canary]:
            known[postmortem.pk] = honest_frames(scene.sections(postmortem), seed)
        everywhere = dict(known)
        del known[scene.canary.pk]
        for postmortem in scene.targets:
            scene.write(postmortem, known[postmortem.pk].updates)
        session = scene.session("contributor")
        share = round(messages * (1 - self.FOR_STRANGERS) / self.VANDALS)
        self.vandals = [
            Vandal(session, turned(known, number // 2), seed * 1000 + number, share)
            for number in range(self.VANDALS)
        ]
        share = round(messages * self.FOR_STRANGERS / len(self.STRANGERS))
        self.strangers = [
            Stranger(scene.session(name), everywhere, code, seed * 2000 + code, share)
            for name, code in self.STRANGERS.items()
        ]
        section = scene.sections(scene.canary)[0]
        self.canaries = [
            Canary(
                name,
                section,
                {"session": scene.session(name), "postmortem": scene.canary.pk},
                random.Random(f"{seed} {name}"),
            )
            for name in ("responder", "granted")
        ]
