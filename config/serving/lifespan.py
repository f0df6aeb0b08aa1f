"""Start and stop, in the words of the server: ASGI's lifespan."""

import asyncio
import logging
from collections.abc import Sequence

from postmortems import realtime

logger = logging.getLogger(__name__)

STOP_SECONDS = 5.0


async def lifespan(scope, receive, send) -> None:
    """Open the door from pages to live parts and start those; the reverse at the end.

    A part that does not start keeps the server from starting. A part that does not stop
    within ``STOP_SECONDS`` is left behind, so that the others still are asked to.
    """
    await receive()
    realtime.attach(asyncio.get_running_loop())
    started: list[realtime.LivePart] = []
    try:
        for part in realtime.parts():
            await part.start()
            started.append(part)
    except Exception:
        logger.exception("A live part did not start.")
        await _stop(started)
        await send({"type": "lifespan.startup.failed", "message": "A live part did not start."})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await _stop(started)
    await send({"type": "lifespan.shutdown.complete"})


async def _stop(started: Sequence[realtime.LivePart]) -> None:
    for part in reversed(started):
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await part.stop()
        except Exception:
            logger.exception("A live part did not stop cleanly.")
    realtime.detach()
