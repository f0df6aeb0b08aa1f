"""Whoever sends faster than allowed is read more slowly."""

import asyncio
import time

import pytest

from postmortems import consumers
from postmortems.consumers import DraftConsumer
from postmortems.live.limits import BYTES_FOR_ONE, MESSAGES_AT_ONCE, MESSAGES_PER_SECOND


@pytest.fixture
def waited(monkeypatch):
    """Seconds for which a consumer that had been quiet would wait, for messages of some sizes."""
    pauses = []

    async def pause(seconds):
        pauses.append(seconds)

    monkeypatch.setattr(consumers.asyncio, "sleep", pause)

    def wait(*sizes):
        pauses.clear()
        consumer = DraftConsumer()
        consumer.tokens, consumer.counted_at = MESSAGES_AT_ONCE, time.monotonic()

        async def send():
            for size in sizes:
                await consumer._wait_for_turn(size)

        asyncio.run(send())
        return pauses[-1] if pauses else 0

    return wait


def test_short_messages_in_a_row_wait_only_after_many(waited):
    assert waited(*[30] * (MESSAGES_AT_ONCE - 1)) == 0
    assert waited(*[30] * (MESSAGES_AT_ONCE + 40)) > 20 / MESSAGES_PER_SECOND


def test_long_message_counts_for_several(waited):
    assert waited(BYTES_FOR_ONE * 100) == 0
    assert waited(1024 * 1024) == pytest.approx(
        (1 + 1024 * 1024 // BYTES_FOR_ONE - MESSAGES_AT_ONCE) / MESSAGES_PER_SECOND, abs=0.05
    )
