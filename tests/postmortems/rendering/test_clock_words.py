"""Measured text: cut where it must be, whole where it may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.rendering.clock.measure import clusters, cut, tidy, width, wrap
from postmortems.rendering.clock.words import duration_words, gap_words

texts = st.text(max_size=120)


@given(text=texts, limit=st.floats(30, 300))
def test_cut_text_fits_and_says_that_it_is_cut(text, limit):
    found = cut(text, 12, limit)

    assert width(found, 12) <= limit
    assert found == text or found.endswith("…")


@given(text=texts.map(tidy), limit=st.floats(60, 300))
def test_wrapped_lines_fit_and_lose_nothing_silently(text, limit):
    lines = wrap(text, 12, limit)

    assert 1 <= len(lines) <= 2
    assert all(width(line, 12) <= limit for line in lines)
    whole = "".join(lines).replace(" ", "")
    assert whole == text.replace(" ", "") or lines[-1].endswith("…")


@given(text=texts)
def test_tidy_text_is_one_line_without_controls(text):
    found = tidy(text + "\x00\u202e\n")

    assert found == " ".join(found.split())
    assert not set(found) & {"\x00", "\u202e", "\n"}


def test_what_inter_lacks_counts_wide():
    assert width("据", 10) > width("M", 10) > width("i", 10)
    assert width("🔥", 10) >= 13
    assert width("﷽", 10) > 100


def test_joined_emoji_and_accents_are_not_cut_apart():
    assert clusters("👩‍👩‍👧a\u0301b") == ["👩‍👩‍👧", "a\u0301", "b"]


def test_cut_prefers_whole_words():
    assert cut("The standby trails the primary", 12, 120) == "The standby trails…"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (150, "≈ 2 minutes"),
        (5 * 3600, "≈ 5 hours"),
        (36 * 3600, "≈ 36 hours"),
        (9 * 86400, "≈ 9 days"),
        (24 * 86400, "≈ 3 weeks"),
        (150 * 86400, "≈ 5 months"),
        (3 * 366 * 86400, "≈ 3 years"),
    ],
)
def test_gaps_are_told_in_round_words(seconds, words):
    assert gap_words(seconds) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "under a minute"), (48, "48 m"), (1094, "18 h 14 m"), (2880, "2 d"), (4440, "3 d 2 h")],
)
def test_durations_are_told_in_the_words_of_the_page(minutes, words):
    assert duration_words(minutes) == words
