"""Pages: HTTP requests, handed to the WSGI application in a pool of threads."""

import asyncio
import logging
import sys
from wsgiref.util import FileWrapper

from a2wsgi import WSGIMiddleware

from config.serving.exchange import PIECE, Exchange
from config.serving.request_body import ClientGone, Refused, read_body

logger = logging.getLogger(__name__)

STALL_SECONDS = 60.0
LINGER_SECONDS = 2.0


class Pages:
    """The ASGI application for http: a request reaches a thread only when it is whole."""

    def __init__(
        self,
        wsgi_application,
        *,
        threads: int,
        body_limit: int,
        body_seconds: float,
        stall_seconds: float = STALL_SECONDS,
    ) -> None:
        self._threads = WSGIMiddleware(_with_exchange(wsgi_application), workers=threads)
        self._body_limit = body_limit
        self._body_seconds = body_seconds
        self._stall_seconds = stall_seconds

    async def __call__(self, scope, receive, send) -> None:
        try:
            body = await read_body(
                scope, receive, limit=self._body_limit, seconds=self._body_seconds
            )
        except ClientGone:
            return
        except Refused as refusal:
            await _refuse(refusal, receive, send)
            return
        exchange = Exchange(body, send, stall_seconds=self._stall_seconds)
        listening = asyncio.create_task(exchange.listen(receive))
        try:
            await self._threads(exchange.scope_for_wsgi(scope), receive, exchange.send)
        finally:
            exchange.gone = True
            listening.cancel()
            body.close()
        if exchange.error is not None:
            raise exchange.error


async def _refuse(refusal: Refused, receive, send) -> None:
    """Answer in one sentence and close; what is still on its way is thrown away for a while.

    Closing with unread data in the socket resets the connection, and the answer can be
    lost with it.
    """
    logger.info("Refused before any page was asked", extra={"facts": {"status": refusal.status}})
    text = f"{refusal.sentence}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": True})
    if refusal.status == 413:
        try:
            async with asyncio.timeout(LINGER_SECONDS):
                while (await receive()).get("more_body", False):
                    pass
        except TimeoutError:
            pass
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _with_exchange(wsgi_application):
    """The WSGI application, given the spooled body and stopped when its client leaves."""

    def application(environ, start_response):
        exchange = environ["asgi.scope"][Exchange.KEY]
        environ["wsgi.input"] = exchange.body
        environ["wsgi.errors"] = sys.stderr
        environ["wsgi.file_wrapper"] = _file_in_pieces
        chunks = wsgi_application(environ, start_response)
        return _Chunks(chunks, exchange, wanted=environ["REQUEST_METHOD"] != "HEAD")

    return application


def _file_in_pieces(file, block_size: int) -> FileWrapper:
    # Every piece is a round trip between thread and loop: Django's 4 KB would be slow.
    return FileWrapper(file, max(block_size, PIECE))


class _Chunks:
    """The body of a response while somebody wants it; ``close`` reaches Django in any case.

    That call ends the request for Django: it tidies up files and database connections.
    """

    def __init__(self, chunks, exchange: Exchange, *, wanted: bool) -> None:
        self._chunks = chunks
        self._exchange = exchange
        self._wanted = wanted

    def __iter__(self):
        if not self._wanted:
            return
        for chunk in self._chunks:
            if self._exchange.gone:
                return
            yield chunk

    def close(self) -> None:
        if hasattr(self._chunks, "close"):
            self._chunks.close()
