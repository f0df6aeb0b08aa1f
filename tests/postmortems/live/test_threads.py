"""What goes wrong for one is not felt by the others who share a thread."""

import asyncio

import pytest

from postmortems.live.clerks import Clerks
from postmortems.live.journal import answer


class Panic(BaseException):
    """As the library below raises it: no ``Exception``."""


def panic():
    raise Panic


def test_clerks_outlive_a_panic(db):
    async def scene():
        clerks = Clerks()
        clerks.start()
        for _ in range(9):  # more than there are threads
            with pytest.raises(Panic):
                await clerks.ask(panic)
        async with asyncio.timeout(5):
            assert await clerks.ask(lambda: "here") == "here"
        clerks.stop()

    asyncio.run(scene())


def test_room_that_fails_does_not_hold_up_the_others(caplog):
    told = []

    def fails(seq, failed):
        raise RuntimeError("not this room")

    answer([(fails, 1), (lambda seq, failed: told.append((seq, failed)), 2)], False)
    assert told == [(2, False)]
    assert "could not take" in caplog.text
