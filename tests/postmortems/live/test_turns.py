"""Whoever sends faster than allowed is read more slowly."""

import asyncio
import time
from types import SimpleNamespace

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


def test_words_of_somebody_closed_while_they_waited_are_not_taken(monkeypatch):
    """Whoever lost the right to write while a message waited for its turn wrote nothing."""
    consumer, taken = DraftConsumer(), []
    consumer.room = SimpleNamespace(is_dropped=False, take=lambda *said: taken.append(said))
    consumer.member = SimpleNamespace(code=None)
    consumer.tokens, consumer.counted_at = MESSAGES_AT_ONCE, time.monotonic()
    empty_update = bytes([0, 2, 2, 0, 0])
    asyncio.run(consumer.receive(bytes_data=empty_update))
    assert len(taken) == 1

    async def revoked(seconds):
        consumer.member.code = 4403

    monkeypatch.setattr(consumers.asyncio, "sleep", revoked)
    consumer.tokens = 0
    asyncio.run(consumer.receive(bytes_data=empty_update))
    assert len(taken) == 1
