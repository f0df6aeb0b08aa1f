"""Messages are read to the last byte, or refused; nothing else ever happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.domain.encoding import LARGEST_NUMBER
from postmortems.live import protocol
from postmortems.live.protocol import ProtocolError


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(message):
    try:
        protocol.read(message)
    except ProtocolError:
        pass


@given(st.integers(0, LARGEST_NUMBER))
def test_numbers_are_read_as_written(value):
    reader = protocol.Reader(protocol.number(value))
    assert reader.number() == value
    reader.end()


@given(st.dictionaries(st.integers(0, 2**52), st.tuples(st.integers(0, 2**31), st.none())))
def test_awareness_is_read_as_written(clients):
    clients = dict(list(clients.items())[: protocol.MOST_CLIENTS])
    assert protocol.read(protocol.awareness(clients)).clients == clients


def state_message(state):
    return protocol.number(1) + protocol.piece(b"\x01\x01\x01" + protocol.piece(state))


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x00",
        b"\x00\x03\x00",
        b"\x00\x02\x05abc",
        b"\x00\x02\x01ab",
        b"\x64\x01",
        b"\x00\x02" + b"\xff" * 12,
        protocol.number(1) + protocol.piece(b"\x01\x01\x01\x03NaN"),
        protocol.number(1) + protocol.piece(b"\x01\x01\x01" + protocol.piece(b"[" * 4000)),
        protocol.awareness({2**53: (1, None)}),  # browsers stop at such a number
        protocol.awareness({1: (2**53 - 1, None)}),
        state_message(b'{"a": 1e999}'),  # would be sent on as Infinity
        state_message(b'{"a":' * 40 + b"1" + b"}" * 40),
        protocol.number(1) + protocol.piece(protocol.number(65)),
    ],
)
def test_what_is_no_message_is_refused(message):
    with pytest.raises(ProtocolError):
        protocol.read(message)
