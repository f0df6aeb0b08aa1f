"""The door between pages and live parts.

Pages run in worker threads, live parts (rooms, sockets) in the event loop of the same
process. The one way from a thread into the loop is ``tell``; call it after commit. The
server opens the door when it starts and closes it when it stops, so everywhere else
(management commands, the job worker, tests) ``tell`` finds it closed and does nothing:
whoever listens must also look for itself from time to time.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

_loop: asyncio.AbstractEventLoop | None = None
_parts: list["LivePart"] = []


class LivePart(Protocol):
    """Something that lives in the event loop for as long as the server does."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


def register(part: LivePart) -> None:
    """Have the server start this part before its first request, and stop it after its last.

    Call it while Django starts (``AppConfig.ready``).
    """
    _parts.append(part)


def parts() -> tuple[LivePart, ...]:
    """All registered parts, in the order in which they are started."""
    return tuple(_parts)


def attach(loop: asyncio.AbstractEventLoop) -> None:
    """Open the door: from now on ``tell`` reaches this loop."""
    global _loop
    _loop = loop


def detach() -> None:
    """Close the door."""
    global _loop
    _loop = None


def tell(callback: Callable[..., object], *args: object) -> bool:
    """Run ``callback(*args)`` in the event loop soon; from any thread, without waiting.

    The callback must be an ordinary function and must not block. False when there is no
    loop to tell; what was said is then dropped.
    """
    loop = _loop
    if loop is None:
        return False
    try:
        loop.call_soon_threadsafe(callback, *args)
    except RuntimeError:  # The loop was closed after the look above.
        return False
    return True
