"""Updates in any order make one document, and none is given away before its time."""

import random
import time
from contextlib import suppress

import pycrdt
from hypothesis import given
from hypothesis import strategies as st

from postmortems.domain.encoding import number, piece
from postmortems.domain.live_doc import Damaged, LiveDoc, state_vector
from postmortems.domain.text_update import placed, read_update
from postmortems.live import protocol
from tests.fuzz.mutations import foreign_structs
from tests.fuzz.recording import honest_frames


def typed(*words, key="t", erase=False):
    """The updates of two people who type in turn, each after hearing the other."""
    docs, updates = [pycrdt.Doc(), pycrdt.Doc()], []
    for doc in docs:
        doc.keep = doc.observe(lambda event: updates.append(event.update))
    for turn, word in enumerate(words):
        writer, hearer = docs[turn % 2], docs[1 - turn % 2]
        text = writer.get(key, type=pycrdt.Text)
        text.insert(len(str(text).encode()), word)
        if erase and turn % 3 == 2:
            del text[0 : len(str(text)[0].encode())]
        heard = len(updates)
        hearer.apply_update(writer.get_update(hearer.get_state()))
        del updates[heard:]
    return updates, str(docs[0].get(key, type=pycrdt.Text))


@given(st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=12), st.randoms())
def test_any_order_makes_the_same_document(words, chance):
    updates, text = typed(*words, erase=True)
    chance.shuffle(updates)
    live = LiveDoc()
    for update in updates:
        live.apply(update)
    assert not live.waiting
    assert str(live.doc.get("t", type=pycrdt.Text)) == text


def test_what_rests_on_something_missing_waits_and_is_not_in_the_document():
    (first, second, third), text = typed("one ", "two ", "three ")
    live = LiveDoc()
    assert live.apply(first)
    assert not live.apply(third)
    assert str(live.doc.get("t", type=pycrdt.Text)) == "one "
    assert [update.payload for update in live.waiting] == [third]
    assert live.apply(second)
    assert str(live.doc.get("t", type=pycrdt.Text)) == text


def test_deletion_of_unknown_words_waits():
    doc = pycrdt.Doc()
    text = doc.get("t", type=pycrdt.Text)
    text += "gone kept"
    words, before = doc.get_update(), doc.get_state()
    del text[0:5]
    live = LiveDoc()
    assert not live.apply(doc.get_update(before))
    assert live.apply(words)
    assert str(live.doc.get("t", type=pycrdt.Text)) == "kept"


def test_snapshot_serves_what_rests_on_it():
    (first, second), text = typed("one ", "two ")
    before = LiveDoc()
    before.apply(first)
    live = LiveDoc()
    assert not live.apply(second)
    live.take_snapshot(before.doc.get_update())
    assert not live.waiting
    assert str(live.doc.get("t", type=pycrdt.Text)) == text


def test_library_is_never_left_with_anything_to_place():
    """What an editor who forges updates sends: overlapping, in others' names, on anything."""
    chance, known, live = random.Random(4), honest_frames([1, 2], 4), LiveDoc()
    for update in known.updates:
        live.apply(update)
    for _ in range(300):
        payload = protocol.read(foreign_structs(chance, known)).payload
        with suppress(Damaged):
            live.apply(payload)
    assert live.waiting
    assert state_vector(live.doc) == live._known
    rest = pycrdt.get_update(live.doc.get_update(), live.doc.get_state())
    assert rest[0] == 0  # no struct that the document has not placed


def test_long_chain_of_clients_that_rest_on_one_another_is_read_quickly():
    """Each of many clients stands beside the next: taken round by round, it would take hours."""
    count = 20_000
    told = [number(count)]
    for client in range(1, count + 1):
        beside = number(client + 1) + number(0)
        told.append(number(1) + number(client) + number(0) + b"\x84" + beside + piece(b"x"))
    update = read_update(b"".join(told) + number(0))
    began = time.monotonic()
    _, missing = placed(update, {})
    assert missing == [(count + 1, 0)]
    after, missing = placed(update, {count + 1: 1})
    assert (len(after), missing) == (count, [])
    assert time.monotonic() - began < 5
