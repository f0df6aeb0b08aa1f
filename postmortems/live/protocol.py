"""The messages of a socket, read strictly and written; bytes in, values out.

The sync and awareness messages are those of github.com/yjs/y-protocols (PROTOCOL.md); the
numbers from 100 on are ours, and only the server sends them. Whatever does not read to its
last byte is a ``ProtocolError`` and nothing else.
"""

import json
import math
from dataclasses import dataclass

from postmortems.domain.encoding import Malformed as ProtocolError
from postmortems.domain.encoding import Reader, number, piece

SYNC, AWARENESS, QUERY_AWARENESS = 0, 1, 3
STEP_1, STEP_2, UPDATE = 0, 1, 2
ACK, STATE, NOTICE = 100, 101, 102
MOST_CLIENTS = 64  # in one awareness message
MOST_STATE_BYTES = 4096  # of one client
DEEPEST_STATE = 16  # objects and lists in one another


@dataclass(frozen=True)
class Sync:
    """A state vector (``STEP_1``) or an update (``STEP_2``, ``UPDATE``)."""

    step: int
    payload: bytes

    @property
    def is_data(self):
        return self.step != STEP_1


@dataclass(frozen=True)
class Awareness:
    """What clients tell of themselves: ``{client: (clock, state or None)}``."""

    clients: dict


@dataclass(frozen=True)
class Query:
    """Somebody asks for the awareness of all."""


def read(message):
    """One message of a client: ``Sync``, ``Awareness`` or ``Query``."""
    reader = Reader(message)
    kind = reader.number()
    if kind == SYNC:
        step = reader.number()
        if step not in (STEP_1, STEP_2, UPDATE):
            raise ProtocolError("There is no such step.")
        value = Sync(step, reader.piece())
    elif kind == AWARENESS:
        value = read_awareness(reader.piece())
    elif kind == QUERY_AWARENESS:
        value = Query()
    else:
        raise ProtocolError("There is no such message.")
    reader.end()
    return value


def read_awareness(piece):
    reader = Reader(piece)
    count = reader.number()
    if count > MOST_CLIENTS:
        raise ProtocolError("Too many clients in one message.")
    clients = {}
    for _ in range(count):
        client, clock = reader.number(), reader.number()
        clients[client] = (clock, read_state(reader.piece(MOST_STATE_BYTES)))
    reader.end()
    return Awareness(clients)


def read_state(piece):
    try:
        state = json.loads(piece, parse_constant=refuse_constant, parse_float=finite)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("A state is not JSON.") from error
    if state is not None and not isinstance(state, dict):
        raise ProtocolError("A state is not an object.")
    check_depth(state)
    return state


def refuse_constant(name):
    """``NaN`` and the infinities: Python reads and writes them, browsers do not."""
    raise ValueError(name)


def finite(text):
    """A number with a fraction or an exponent; ``1e999`` would be written as ``Infinity``."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def check_depth(value, left=DEEPEST_STATE):
    """What could just be read may be too deep to be written, from deeper in the program."""
    if not left:
        raise ProtocolError("A state is too deep.")
    if isinstance(value, dict):
        value = value.values()
    if not isinstance(value, str | int | float | None):
        for inner in value:
            check_depth(inner, left - 1)


def sync(step, payload):
    return number(SYNC) + number(step) + piece(payload)


def awareness(clients):
    """``{client: (clock, state or None)}`` as one message."""
    told = [
        number(client) + number(clock) + piece(as_json(state))
        for client, (clock, state) in clients.items()
    ]
    return number(AWARENESS) + piece(number(len(told)) + b"".join(told))


def ack(count):
    """The first ``count`` data messages of this connection are stored for good."""
    return number(ACK) + number(count)


def state(value):
    return number(STATE) + piece(as_json(value))


def notice(value):
    return number(NOTICE) + piece(as_json(value))


def as_json(value):
    return json.dumps(value, separators=(",", ":")).encode()
