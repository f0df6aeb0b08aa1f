"""Damaged and hostile messages: refused or taken, and felt by nobody else. ``make fuzz``: more."""

import random

from postmortems.models import LiveUpdate
from tests.factories.postmortems import PostmortemFactory
from tests.fuzz.crowd import NOTHING, is_data
from tests.fuzz.mutations import KINDS, too_long
from tests.fuzz.recording import honest_frames

from .conftest import Closed, Socket
from .test_writing import section_of

MESSAGES = 40
KINDS = [kind for kind in KINDS if kind is not too_long]  # that one is the server's to refuse
MAY_END_WITH = {4400, 4413, 4500}


def test_damaged_messages_harm_nobody_else(stage, live):
    other = PostmortemFactory(owner=stage.owner)
    section, beside = section_of(stage), other.sections.get(key="summary")
    ended, words = [], [f"w{number} " for number in range(MESSAGES)]

    async def scene():
        honest = await Socket(stage.owner, other.pk).open()
        await honest.saved()
        known, chance, vandal = honest_frames([section.pk], 3), random.Random(3), None
        for word in words:
            vandal = vandal or await Vandal(stage.contributor, stage.postmortem.pk).open()
            message = chance.choice(KINDS)(chance, known)
            try:
                await vandal.send_damaged(message)
            except Closed as closed:
                ended.append(closed.code)
                vandal = None
            await honest.write(beside.pk, word)
        await honest.saved()
        assert honest.writer.text(beside.pk) == "".join(words)
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.saved()
        await maya.write(section.pk, "Still here. ")
        await maya.saved()

    live(scene)
    assert len(ended) > 10
    assert set(ended) <= MAY_END_WITH
    beside_log = LiveUpdate.objects.filter(document=other.live).exclude(author=None)
    assert set(beside_log.values_list("author", flat=True)) == {stage.owner.pk}
    assert beside_log.count() == MESSAGES
    assert LiveUpdate.objects.filter(document=stage.postmortem.live).count() > 3


class Vandal(Socket):
    mine = 0

    async def send_damaged(self, message) -> None:
        """Returns once it was taken; raises ``Closed``."""
        self.mine += is_data(message) + 1
        kind = "text" if isinstance(message, str) else "bytes"
        await self.wire.send_input({"type": "websocket.receive", kind: message})
        await self.send(NOTHING)
        await self.until(lambda writer: writer.stored >= writer.sent + self.mine)
