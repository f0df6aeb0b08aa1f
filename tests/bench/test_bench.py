"""``make bench`` runs, in small: a few postmortems, a fraction of a second for each turn."""

import json
import re

import pytest

from tests.bench import data
from tests.bench.load import Asked, length_of
from tests.bench.measure import LONG, PALETTE, SUBJECTS, run
from tests.bench.report import figures_of, table, write

# The most statements that each page may take of the database.
MOST_QUERIES = {SUBJECTS[0]: 5, SUBJECTS[1]: 5, "library": 6, "draft": 30, "home": 30}
MOST_QUERIES |= dict.fromkeys(LONG, 30) | {PALETTE: 12}


@pytest.mark.slow
def test_bench_measures_every_subject_beside_a_bare_view(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "KEPT", tmp_path)
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    figures = figures_of(*run(tmp_path, [25], seconds=0.2, part=0.2))
    write(figures, tmp_path / "figures.json")
    assert json.loads((tmp_path / "figures.json").read_text())["start_ratio"] > 0
    subjects = figures["postmortems"][25]
    assert list(subjects) == list(SUBJECTS)
    for name, one in subjects.items():
        assert one["product"]["requests"] > 0
        assert one["bare"]["requests"] > 0
        assert one["queries"] <= MOST_QUERIES[name]
        assert re.search(rf"^{re.escape(name)} +\d", table(figures), re.MULTILINE)
    assert 0 < figures["long_timeline"] < 2
    assert f"one with 50: {figures['long_timeline']} times" in table(figures)


def test_figures_are_of_all_that_was_asked():
    asked = Asked(latencies=[0.001] * 95 + [0.009] * 5, cpu=0.5, seconds=2.0)
    assert asked.rate == 50
    assert asked.cpu_ms == pytest.approx(5)
    assert (asked.at(0.5), asked.at(0.95)) == (1.0, 9.0)


def test_length_of_an_answer_is_what_its_head_says():
    assert length_of(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nVary: Cookie") == 12
    assert length_of(b"HTTP/1.1 304 Not Modified\r\nVary: Cookie") == 0
