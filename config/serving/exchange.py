"""One request and its response, between the event loop and the worker thread."""

import asyncio
import logging
from tempfile import SpooledTemporaryFile

logger = logging.getLogger(__name__)

PIECE = 64 * 1024


class Exchange:
    """What loop and thread both know of a request: its whole body, and whether the client
    still listens. ``gone`` only ever turns true, so both may read it without a lock.

    ``stall_seconds`` is how long a client may take for each ``PIECE`` of the response: one
    that stopped reading must not keep the thread that feeds it.
    """

    KEY = "afterword.exchange"

    def __init__(self, body: SpooledTemporaryFile, send, *, stall_seconds: float) -> None:
        self.body = body
        self.gone = False
        self.error: Exception | None = None
        self._send = send
        self._stall_seconds = stall_seconds

    def scope_for_wsgi(self, scope) -> dict:
        """The scope as a WSGI environ can be built from it, with this exchange inside.

        Names with underscores are dropped: in an environ X_Forwarded_For and
        X-Forwarded-For are one name, so the first would pass for what a proxy said. The
        length is the measured one, as a chunked body declares none.
        """
        told = {name for name, _ in scope["headers"]}
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if b"_" not in name and name not in (b"content-length", b"transfer-encoding")
        ]
        if told & {b"content-length", b"transfer-encoding"}:
            headers.append((b"content-length", str(self._body_length()).encode()))
        return {**scope, "headers": headers, self.KEY: self}

    async def listen(self, receive) -> None:
        """Notice that the client leaves; it has nothing else to say after its body."""
        message = await receive()
        if message["type"] == "http.disconnect":
            self.gone = True

    async def send(self, message) -> None:
        """Pass a message of the response on, in pieces; silently none once the client is gone.

        Never raises: a2wsgi would leave its thread waiting for ever. An error of the server
        is kept in ``error``.
        """
        if message["type"] != "http.response.body":
            await self._send_or_give_up(message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        for start in range(0, len(body) or 1, PIECE):
            last = start + PIECE >= len(body)
            piece = {"body": body[start : start + PIECE], "more_body": more or not last}
            await self._send_or_give_up({"type": "http.response.body", **piece})

    async def _send_or_give_up(self, message) -> None:
        if self.gone:
            return
        try:
            async with asyncio.timeout(self._stall_seconds):
                await self._send(message)
        except TimeoutError:
            logger.warning("A client stopped reading its response; given up.")
            self.gone = True
        except Exception as error:
            self.error = error
            self.gone = True

    def _body_length(self) -> int:
        here = self.body.tell()
        length = self.body.seek(0, 2)
        self.body.seek(here)
        return length
