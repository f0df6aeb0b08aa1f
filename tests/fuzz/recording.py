"""An honest visit whose messages are written down, to be damaged afterwards."""

import random

import pycrdt

from postmortems.live import protocol
from tests.writer import Writer, somewhere

from .mutations import Recording

EDITS = 120


def honest_frames(sections, seed):
    """What a browser sends while somebody writes in some sections."""
    chance = random.Random(seed)
    writer = Writer(pycrdt.Doc(client_id=chance.randrange(2**32)))
    client = writer.doc.client_id
    frames = [writer.hello()]
    for number in range(EDITS):
        section = chance.choice(sections)
        text = writer.text(section)
        if len(text) > 40 and chance.random() < 0.25:
            start = len(text[: -chance.randint(1, 9)].encode())
            frames.append(writer.erase(section, start, len(text.encode())))
        else:
            put = chance.choice(("a", "word ", "\N{GRINNING FACE}", "é", "a whole sentence.\n\n"))
            frames.append(writer.write(section, put, at=somewhere(writer, section, chance)))
        if number % 5 == 0:
            frames.append(protocol.awareness({client: (number, cursor(section, client, number))}))
    whole = protocol.sync(protocol.STEP_2, writer.doc.get_update())
    frames += [writer.hello(), whole, protocol.number(protocol.QUERY_AWARENESS)]
    frames.append(protocol.awareness({client: (EDITS, None)}))
    return Recording(frames, [str(section).encode() for section in sections])


def cursor(section, client, clock):
    place = {"type": None, "tname": str(section), "item": {"client": client, "clock": clock}}
    return {
        "cursor": {"section": str(section), "anchor": place, "head": place},
        "section": str(section),
    }
