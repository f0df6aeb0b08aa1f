"""Updates of texts are let through; what could harm the library below is not."""

import pycrdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.domain.encoding import Malformed, number, piece
from postmortems.domain.text_update import check_state_vector, read_update

FIRST = number(1) + number(1) + number(5) + number(0)  # one client, one struct, 5, from 0
PARENT = number(1) + piece(b"17")
NOTHING_DELETED = number(0)


def struct(info, content):
    return FIRST + bytes([info]) + PARENT + content + NOTHING_DELETED


@given(st.lists(st.tuples(st.integers(0, 30), st.text(max_size=4), st.booleans()), max_size=30))
def test_whatever_is_done_to_texts_is_let_through(edits):
    docs = [pycrdt.Doc(), pycrdt.Doc()]
    told = []
    for doc in docs:
        doc.keep = doc.observe(lambda event: told.append(event.update))
    for place, put, is_second in edits:
        doc = docs[is_second]
        words = doc.get("17", type=pycrdt.Text)
        size = len(str(words).encode())
        if put:
            words.insert(size, put)
        elif size:
            del words[0:size]
        if place % 7 == 0:
            docs[not is_second].apply_update(doc.get_update())
    told += [doc.get_update() for doc in docs] + [pycrdt.merge_updates(*told[1::2])]
    for update in told:
        read_update(update)
    for doc in docs:
        check_state_vector(doc.get_state())


@given(st.binary(max_size=200))
def test_any_bytes_are_an_update_of_texts_or_refused(payload):
    for check in (read_update, check_state_vector):
        try:
            check(payload)
        except Malformed:
            pass


@pytest.mark.parametrize(
    ("why", "payload"),
    [
        # This one ends the process that gives it to the library.
        ("nested", struct(8, number(1) + b"\x75\x01" * 100_000 + b"\x7e")),
        ("map", struct(7, number(1))),
        ("embed", struct(5, piece(b"{}"))),
        ("key", struct(4 | 32, piece(b"key") + piece(b"x"))),
        ("utf-8", struct(4, piece(b"\xff"))),
        ("empty", struct(4, piece(b""))),
        ("parent", FIRST + b"\x04" + number(0) + number(1) + number(1) + piece(b"x") + number(0)),
        ("clock", struct(1, number(2**31))),
        ("more than 32 bits", struct(1, number(2**33 + 1))),
        ("twice", number(2) + FIRST[1:] + b"\x00\x01" + FIRST[1:] + b"\x00\x01" + number(0)),
        ("deletes", number(0) + number(1) + number(7) + number(1) + number(2**31 - 1) + number(1)),
        ("beside itself", FIRST + b"\x84" + number(5) + number(0) + piece(b"x") + number(0)),
        ("rest", number(0) + number(0) + b"\x00"),
        ("counts", number(2**40)),
    ],
)
def test_what_is_no_update_of_texts_is_refused(why, payload):
    with pytest.raises(Malformed):
        read_update(payload)


def test_state_vector_that_counts_more_than_it_holds_is_refused():
    with pytest.raises(Malformed):
        check_state_vector(number(2**33))
