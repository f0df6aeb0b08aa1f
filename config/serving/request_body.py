"""The body of a request, taken in whole before a worker thread is.

A thread that waits for a slow upload serves nobody, and a WSGI application cannot tell a
body that was cut short from a whole one. So the event loop, where waiting costs nothing,
waits for the body and judges it.
"""

import asyncio
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.template.defaultfilters import filesizeformat


class ClientGone(Exception):
    """The client left before its request was complete: there is nobody to answer."""


class Refused(Exception):
    """The request gets an error answer and never reaches the application."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


async def read_body(scope, receive, *, limit: int, seconds: float) -> SpooledTemporaryFile:
    """The whole body as a file at its beginning; small ones stay in memory.

    ``limit`` is in bytes; ``seconds`` is for all of the body, however steadily it trickles.
    Raises Refused (too large, too slow, or not as long as declared) or ClientGone.
    """
    declared = _declared_length(scope)
    if declared is not None and declared > limit:
        raise _too_large(limit)
    body = SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
    try:
        async with asyncio.timeout(seconds):
            await _spool(receive, body, limit)
        if declared is not None and body.tell() != declared:
            raise Refused(400, "The request was cut short on its way. Please send it again.")
    except TimeoutError:
        body.close()
        raise Refused(
            408, f"The request did not arrive within {seconds:g} seconds. Please send it again."
        ) from None
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


async def _spool(receive, body: SpooledTemporaryFile, limit: int) -> None:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        if body.tell() + len(chunk) > limit:
            raise _too_large(limit)
        body.write(chunk)
        more = message.get("more_body", False)


def _declared_length(scope) -> int | None:
    values = {value.strip() for name, value in scope["headers"] if name == b"content-length"}
    if not values:
        return None
    value = values.pop()
    # isdigit: int() would also take b"+5" and b"1_0". One value only: two may be read as
    # two different requests by the proxy in front and by us.
    if values or not value.isdigit() or len(value) > 18:
        raise Refused(400, "The request does not say clearly how long it is.")
    return int(value)


def _too_large(limit: int) -> Refused:
    size = filesizeformat(limit).replace("\xa0", " ")
    return Refused(413, f"This is larger than {size}, the most that is accepted in one request.")
