"""What processes tell one another, through Redis: a wake-up, never the truth.

A message that is lost is found missing in the log soon; without Redis everything still
comes together, more slowly. One channel carries all: a line of JSON, then bytes.
"""

import asyncio
import json
import logging
import uuid
from contextlib import suppress

import redis.asyncio
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

CHANNEL = "afterword.live"
MOST_WAITING = 2000  # messages; the oldest are let go
RETRY_SECONDS = 1.0


class Bus:
    """Connected or not, ``send`` never waits and never fails."""

    def __init__(self, url, receive) -> None:
        self._url, self._receive = url, receive
        self._me = uuid.uuid4().hex
        self._waiting: asyncio.Queue = asyncio.Queue()
        self._tasks: list = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._keep(run)) for run in (self._speak, self._listen)]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def send(self, header, payload=b"") -> None:
        """``header`` is a dictionary of plain values."""
        while self._waiting.qsize() >= MOST_WAITING:
            self._waiting.get_nowait()
        line = json.dumps({**header, "from": self._me}).encode()
        self._waiting.put_nowait(line + b"\n" + payload)

    async def _keep(self, run) -> None:
        """Run one direction for ever; a lost Redis is looked for again."""
        is_told = False
        while True:
            client = redis.asyncio.from_url(self._url, socket_connect_timeout=5)
            try:
                await run(client)
            except (RedisError, OSError) as error:
                if not is_told:
                    logger.warning(
                        "Redis is not to be had (%s); the log serves.", type(error).__name__
                    )
                is_told = True
            finally:
                with suppress(RedisError, OSError):
                    await client.aclose()
            await asyncio.sleep(RETRY_SECONDS)

    async def _speak(self, client) -> None:
        while True:
            message = await self._waiting.get()
            await client.publish(CHANNEL, message)

    async def _listen(self, client) -> None:
        async with client.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            async for message in subscription.listen():
                if message["type"] == "message":
                    self._take(message["data"])

    def _take(self, data) -> None:
        try:
            line, _, payload = data.partition(b"\n")
            header = json.loads(line)
            if header.pop("from") != self._me:
                self._receive(header, payload)
        except Exception:
            logger.exception("A message of another process could not be read.")
