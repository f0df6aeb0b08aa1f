"""``make bench-live`` runs, in small; its figures are of all that was measured."""

import json
import sys

import pytest

from tests.bench.live import __main__ as run
from tests.bench.live.parts import compared, spread
from tests.bench.live.stage import WORD, history

SMALL = ["--seconds", "1", "--documents", "2", "--rate", "20", "--rounds", "6"]
SMALL += ["--crowds", "2,3", "--histories", "20,600", "--copies", "1", "--rooms", "2,3"]


@pytest.mark.slow
def test_live_bench_measures_every_part(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(sys, "argv", ["bench", *SMALL, "--out", str(tmp_path / "live.json")])
    run.main()
    figures = json.loads((tmp_path / "live.json").read_text())
    many = figures["capacity"]
    assert (many["lost"], many["twice"], many["differ"]) == (0, 0, 0)
    assert many["clients"] == 10
    assert many["edits"] > 5
    assert list(figures["rooms"]) == ["2", "3"]
    for one in figures["rooms"].values():
        assert 0 < one["told"]["p95_ms"] < one["page"]["p95_ms"]
    assert figures["propagation"]["of the echo"] > 0
    assert list(figures["crowds"]) == ["2", "3"]
    assert figures["histories"]["600"]["open"]["p50_ms"] > 0
    assert figures["cold"]["compacted"]["bytes"] == 600 * len(WORD)
    assert "10 clients" in capsys.readouterr().out


def test_spread_is_of_ordered_seconds():
    assert spread([0.009] * 6 + [0.001] * 94) == {"p50_ms": 1.0, "p95_ms": 9.0}


def test_words_that_are_missing_or_twice_are_counted():
    assert compared([One("a b", "a"), One("a b", "b")], ["a b"], 2) == told(0, 0, 0)
    assert compared([One("a b", "a"), One("a b", "c")], ["a b"], 2) == told(1, 0, 0)
    assert compared([One("a a", "a"), One("a", "a")], ["a a"], 2) == told(0, 1, 1)


class One:
    """A client as ``compared`` sees it."""

    section = 1

    def __init__(self, text, *written) -> None:
        self.writer, self.written, self._text = self, written, text

    def text(self, section):
        return self._text


def told(lost, twice, differ):
    return {"lost": lost, "twice": twice, "differ": differ}


def test_history_has_as_many_updates_and_no_split_word():
    payloads, texts = history([1, 2], 60)
    assert len(payloads) == 60
    assert "".join(texts.values()) == WORD * 60
