"""A room of its own, without sockets."""

import asyncio
import gc
import weakref

import pytest

from postmortems.domain.admission import Opened
from postmortems.live.limits import Close
from postmortems.live.room import Room
from postmortems.models import LiveDocument

from .conftest import Socket


@pytest.mark.parametrize("end", [lambda room: room.drop(Close.AGAIN), Room.let_go])
def test_room_that_was_left_is_forgotten_with_its_document(end):
    """Or every draft that was ever opened would stay in memory."""
    opened = Opened(LiveDocument(pk=1, postmortem_id=1), "INC-1", [1])
    room = Room(opened, None, lambda *args: None)
    room._apply(b"\x01\x01\x05\x00\x04\x01\x011\x01x\x00")
    assert room.texts() == {"1": "x"}
    end(room)
    kept = weakref.ref(room), weakref.ref(room.doc)
    del room
    gc.collect()
    assert [one() for one in kept] == [None, None]


def test_hub_lets_go_of_a_room_that_everyone_left(stage, live, monkeypatch):
    let_go = []
    monkeypatch.setattr(Room, "let_go", lambda room: let_go.append(room.postmortem))

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.saved()
        await maya.close()
        async with asyncio.timeout(5):
            while not let_go:
                await asyncio.sleep(0.1)

    live(scene)
    assert let_go == [stage.postmortem.pk]
