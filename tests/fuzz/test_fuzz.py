"""The mutations are what they are said to be, and the same for the same seed."""

import random
from collections import Counter

from postmortems.domain.live_doc import Damaged, LiveDoc
from postmortems.live import protocol
from tests.fuzz.mutations import WEIGHTS, foreign_structs, mutation
from tests.fuzz.recording import honest_frames
from tests.fuzz.verdict import wrong


def messages(seed, count=300):
    chance, known = random.Random(seed), honest_frames([1, 2], 1)
    return [mutation(chance, known) for _ in range(count)]


def test_same_seed_makes_the_same_messages():
    assert messages(5) == messages(5)
    assert messages(5) != messages(6)


def test_every_kind_comes_and_some_are_taken():
    found = Counter(name for name, _ in messages(1, 4000))
    rare = {kind.__name__ for kind, weight in WEIGHTS.items() if weight < 0.1}
    assert {kind.__name__ for kind in WEIGHTS} - rare <= set(found)


def test_honest_visit_makes_a_text():
    known = honest_frames([1, 2], 1)
    live = LiveDoc()
    assert all(live.apply(update) for update in known.updates)
    assert len(str(live.doc.get_update())) > 500
    assert known.clients


def test_most_forged_updates_read_well():
    chance, known, live = random.Random(2), honest_frames([1, 2], 1), LiveDoc()
    refused = 0
    for _ in range(200):
        try:
            live.apply(protocol.read(foreign_structs(chance, known)).payload)
        except Damaged:
            refused += 1
    assert refused < 20


def test_verdict_names_what_is_wrong():
    told = {
        "alive": {"healthz": 200},
        "stopped with": 0,
        "log": {"errors": 0},
        "strangers let in": 0,
        "close codes": {"4400": 3},
        "canary": {"missing": 0, "texts": 1, "updates that are not theirs": 0, "connections": 2},
        "documents": [{"reads otherwise when compacted": 0}],
        "fresh words": True,
        "opened again": True,
    }
    assert wrong(told) == []
    assert wrong({**told, "close codes": {"1011": 1}}) == ["another end than those it may have"]
    assert wrong({**told, "log": {"errors": 2}}) == ["errors in its log"]
