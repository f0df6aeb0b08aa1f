"""Ways in which a message goes wrong, and messages that only look right.

Each takes ``(chance, known)``, a ``random.Random`` and what somebody really sent, and makes
one message: bytes, or a text frame. The same seed makes the same messages.
"""

import json
from dataclasses import dataclass

from postmortems.live import protocol
from postmortems.live.protocol import number, piece

HUGE = (2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53 - 2, 2**53, 2**63, 2**70)


@dataclass
class Recording:
    """The messages of an honest visit, the sections written in, and what is in the messages."""

    frames: list
    sections: list  # their keys, as bytes

    def __post_init__(self):
        read = [protocol.read(frame) for frame in self.frames]
        syncs = [one for one in read if isinstance(one, protocol.Sync)]
        self.updates = [one.payload for one in syncs if one.is_data and len(one.payload) > 2]
        self.clients = sorted({client for one in self.updates for client in clients_of(one)})


def clients_of(update):
    """Whose change comes first in an update, if it has one."""
    reader = protocol.Reader(update)
    if not reader.number():
        return []
    reader.number()
    return [reader.number()]


def flipped(chance, known):
    message = bytearray(chance.choice(known.frames))
    for _ in range(chance.randint(1, 4)):
        message[chance.randrange(len(message))] ^= 1 << chance.randrange(8)
    return bytes(message)


def cut(chance, known):
    message = chance.choice(known.frames)
    return message[: chance.randrange(len(message))]


def longer(chance, known):
    return chance.choice(known.frames) + chance.randbytes(chance.randint(1, 20))


def spliced(chance, known):
    first, second = chance.choice(known.frames), chance.choice(known.frames)
    return first[: chance.randrange(len(first))] + second[chance.randrange(len(second)) :]


def repeated_inside(chance, known):
    message = chance.choice(known.frames)
    start, end = sorted(chance.randrange(len(message) + 1) for _ in range(2))
    return message[:end] + message[start:end] * chance.randint(1, 5) + message[end:]


def swapped(chance, known):
    message = bytearray(chance.choice(known.frames))
    one, other = chance.randrange(len(message)), chance.randrange(len(message))
    message[one], message[other] = message[other], message[one]
    return bytes(message)


def huge_number(chance, known):
    message = chance.choice(known.frames)
    at = chance.randrange(len(message))
    return message[:at] + number(chance.choice(HUGE)) + message[at + 1 :]


def other_type(chance, known):
    kind = chance.choice((0, 1, 2, 3, 4, 99, 100, 101, 102, 127, 2**14))
    return number(kind) + chance.choice(known.frames)[1:]


def again(chance, known):
    """What was sent before, as it was."""
    return chance.choice(known.frames)


def text_frame(chance, known):
    return chance.choice(known.frames).decode("latin-1")


def broken_text(chance, known):
    """A text frame that is no UTF-8; whoever sends it writes the escaped bytes as they are."""
    return (chance.choice(known.frames) + b"\xff").decode("utf-8", "surrogateescape")


def damaged_update(chance, known):
    """The frame is right, and the update in it is not."""
    update = bytearray(chance.choice(known.updates))
    for _ in range(chance.randint(1, 3)):
        update[chance.randrange(len(update))] = chance.randrange(256)
    return protocol.sync(chance.choice((protocol.STEP_2, protocol.UPDATE)), bytes(update))


def update_with_huge_number(chance, known):
    update = chance.choice(known.updates)
    at = chance.randrange(len(update))
    update = update[:at] + number(chance.choice(HUGE)) + update[at + 1 :]
    return protocol.sync(protocol.UPDATE, update)


def state_vector(chance, known):
    pairs = [
        (client_of(chance, known), chance.randrange(2**31)) for _ in range(chance.choice((0, 1, 9)))
    ]
    count = number(chance.choice((*[len(pairs)] * 30, *HUGE)))
    return protocol.sync(
        protocol.STEP_1, count + b"".join(number(one) + number(at) for one, at in pairs)
    )


def other_content(chance, known):
    """Maps, lists, formats, embedded things: a document of texts has none of them."""
    info = chance.choice((2, 3, 5, 6, 7, 8, 9, 11, 12))
    content = {
        2: number(1) + piece(b"{}"),
        3: piece(b"\x00\x01"),
        5: piece(b'{"a": 1}'),
        6: piece(b"bold") + piece(b"true"),
        7: number(chance.randrange(8)),
        8: number(1) + b"\x75\x01" * chance.choice((1, 50, 200_000)) + b"\x7e",
        9: piece(b"guid") + b"\x76\x00",
    }.get(info, b"\x01\x02\x03")
    head = number(1) + number(1) + number(client_of(chance, known)) + number(chance.randrange(9))
    return protocol.sync(
        protocol.UPDATE, head + bytes([info]) + number(1) + piece(b"1") + content + number(0)
    )


def foreign_structs(chance, known):
    """An update that reads well: changes in anybody's name, on top of anything, or of nothing."""
    clients = {client_of(chance, known) for _ in range(chance.choice((1, 1, 2, 3)))}
    if chance.random() < 0.6:
        clients = {chance.randrange(2**32)}  # nobody yet: what it adds is new
    told = [number(len(clients))]
    for client in sorted(clients):
        at = 2**30 if chance.random() < 0.002 else chance.choice((*[0] * 12, 1, 3, 40))
        count = chance.choice((1, 1, 2, 4))
        told += [number(count), number(client), number(at)]
        told += [struct(chance, known, client, at) for _ in range(count)]
    gone = chance.choice((0, 0, 1, 2))
    told.append(number(gone))
    for _ in range(gone):
        told += [number(client_of(chance, known)), number(1)]
        told += [number(chance.randrange(200)), number(chance.choice((*[1, 3, 9] * 9, 2**20)))]
    return protocol.sync(protocol.UPDATE, b"".join(told))


def struct(chance, known, client, at):
    kind = chance.choice((0, *[1] * 4, *[4] * 14, 10 if at else 0))
    length = number(chance.choice((1, 1, 1, 2, 2, 2, 30, 30, 2**20)))
    if kind in (0, 10):
        return bytes([kind]) + length
    beside = chance.choice((0, 128, 64, 192))
    places = [place(chance, known, client, at) for bit in (128, 64) if beside & bit]
    parent = b"" if beside else number(1) + piece(chance.choice((*known.sections, b"x")))
    put = chance.choice(("a", "word ", "\U0001f600", "é" * 40, "\r\n\x00"))
    content = length if kind == 1 else piece(put.encode())
    return bytes([kind | beside]) + b"".join(places) + parent + content


def place(chance, known, client, at):
    """Beside what: hardly ever itself, which is refused at once."""
    other = client_of(chance, known)
    if other == client and chance.random() < 0.98:
        if not at:
            other = next(one for one in (*known.clients, 5, 77) if one != client)
        return number(other) + number(chance.randrange(at or 300))
    return number(other) + number(chance.randrange(300))


def awareness(chance, known):
    state = chance.choice(
        (
            b"null",
            b"[]",
            b"1e999",
            b'{"a": 1e999}',
            b'{"a": NaN}',
            b"[" * 3000,
            b'{"a":' * 600 + b"1" + b"}" * 600,
            b'{"a":' * 12 + b"1" + b"}" * 12,
            b'{"user": {"id": 1, "name": "Somebody Else"}}',
            b'{"a": "\\ud800"}',
            b'{"a": "' + b"x" * 4090 + b'"}',
            *[json.dumps({"cursor": {"section": "1", "anchor": {}, "head": {}}}).encode()] * 20,
            json.dumps({"a": "é" * 1900}, ensure_ascii=False).encode(),
            b"\xff\xfe{\x00}\x00",
        )
    )
    count = chance.choice((*[1] * 40, 9, 64, 65))
    clocks = (*[0, 1, 7] * 15, 2**31, 2**53 - 2, 2**53)
    told = [
        number(client_of(chance, known)) + number(chance.choice(clocks)) + piece(state)
        for _ in range(count)
    ]
    return number(protocol.AWARENESS) + piece(number(count) + b"".join(told))


def noise(chance, known):
    return chance.randbytes(chance.choice((0, 1, 5, 40, 3000)))


def too_long(chance, known):
    return protocol.sync(protocol.UPDATE, b"\x00" * (1024 * 1024 + chance.randrange(9)))


def client_of(chance, known):
    """Somebody who wrote, or might have."""
    one = chance.choice(known.clients)
    if chance.random() < 0.03:
        return chance.choice((chance.randrange(2**32), 2**53 - 2))
    return chance.choice((*[one] * 9, 5, 77))


# How often each comes; the rarest are dear to both sides.
WEIGHTS = {
    flipped: 3,
    cut: 0.5,
    longer: 0.3,
    spliced: 0.5,
    repeated_inside: 0.5,
    swapped: 2,
    huge_number: 0.5,
    other_type: 0.5,
    again: 14,
    text_frame: 0.2,
    broken_text: 0.2,
    damaged_update: 2,
    update_with_huge_number: 0.5,
    state_vector: 6,
    other_content: 0.5,
    foreign_structs: 72,
    awareness: 8,
    noise: 0.3,
    too_long: 0.01,
}
KINDS, OFTEN = list(WEIGHTS), list(WEIGHTS.values())


def mutation(chance, known):
    """``(name, message)``."""
    kind = chance.choices(KINDS, OFTEN)[0]
    return kind.__name__, kind(chance, known)
