"""Passages are found again after any edit around them, and known to be gone when they are."""

import pycrdt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postmortems.domain.coediting import copy_of, rewrite
from postmortems.domain.passage import Sought, find_in, place_at, read_place
from postmortems.exceptions import Refused

TEXT = "The limit was raised twice before lunch."
LETTERS = "ab é€😀\n日"
edits = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 6), st.text(LETTERS, max_size=5)), max_size=12
)


def document(text):
    doc = pycrdt.Doc()
    doc.get("1", type=pycrdt.Text)[:] = text
    return doc


def place(doc, start, end):
    return place_at(copy_of(doc).get("1", type=pycrdt.Text), start, end)


def found(doc, where, quote=""):
    return find_in(copy_of(doc), [Sought(1, where, quote)])[0]


def edit(doc, at, count, put):
    """One edit of characters, on top of the history as a form makes it."""
    words = doc.get("1", type=pycrdt.Text)
    text = str(words)
    at = min(at, len(text))
    first, last = len(text[:at].encode()), len(text[: at + count].encode())
    del words[first:last]
    words.insert(first, put)
    return at, min(at + count, len(text))


@given(text=st.text(LETTERS, min_size=3, max_size=40), span=st.data(), made=edits)
def test_passage_is_what_stands_between_its_first_and_last_letter(text, span, made):
    """Each letter is tracked by itself, and so is the passage; they always agree."""
    start = span.draw(st.integers(0, len(text) - 1))
    end = span.draw(st.integers(start + 1, len(text)))
    doc, letters = document(text), list(range(len(text)))
    where = place(doc, start, end)
    for at, count, put in made:
        cut = slice(*edit(doc, at, count, put))
        letters[cut] = [None] * len(put)
    kept = [at for at, letter in enumerate(letters) if letter in range(start, end)]
    now, whole = found(doc, where), str(doc.get("1", type=pycrdt.Text))
    if kept:
        # Its own letters that are left, with whatever was written between them; at a lost
        # edge, words that took the edge's place may count as either.
        assert now.start <= kept[0]
        assert kept[-1] < now.end
        assert now.words == whole[now.start : now.end]
        if letters[kept[0]] == start:
            assert now.start == kept[0]
        if letters[kept[-1]] == end - 1:
            assert now.end == kept[-1] + 1


def test_passage_outlives_edits_around_it_and_takes_those_inside():
    doc = document(f"😀 {TEXT}")
    where = place(doc, 12, 18)
    assert found(doc, where).words == "was ra"
    edit(doc, 0, 0, "Before — €: ")
    edit(doc, 12 + 12, 0, "<")
    edit(doc, 12 + 12 + 1 + 6, 0, ">")
    edit(doc, 12 + 12 + 1 + 3, 0, "é😀")
    now = found(doc, where)
    assert now.words[3:5] == "é😀"
    assert len(now.words) == 8


def test_passage_that_was_written_over_is_gone():
    doc = document(TEXT)
    where = place(doc, 10, 26)
    words = doc.get("1", type=pycrdt.Text)
    rewrite(words, str(words).replace("was raised twice", "is low"))
    assert found(doc, where, quote="was raised twice").is_gone
    edit(doc, str(words).index("is low"), 0, "said to be ")
    assert found(doc, where, quote="was raised twice").is_gone


def test_passage_that_was_put_back_is_found_by_its_words_only_where_they_stand_once():
    doc = document(TEXT)
    where = place(doc, 10, 26)
    words = doc.get("1", type=pycrdt.Text)
    del words[10:26]
    assert found(doc, where, quote="was raised twice").is_gone
    words.insert(0, "was raised\ntwice: ")
    now = found(doc, where, quote="was raised twice")
    assert (now.start, now.words) == (0, "was raised\ntwice")
    words.insert(0, "was raised twice, ")
    assert found(doc, where, quote="was raised twice").is_gone


@pytest.mark.parametrize(
    "sent",
    [
        "1",
        "1.2",
        "1.2 3",
        "1.2  3.4",
        " 1.2 3.4",
        "1.2 3.4\n",
        "-1.2 3.4",
        "٣.2 3.4",
        "1.2 3.x",
        f"1.{2**53} 1.3",
        f"{'9' * 400}.1 1.3",
        "1.2 3.4\x00",
        '{"item": null}',
    ],
)
def test_place_that_is_none_is_refused(sent):
    with pytest.raises(Refused, match="words are kept"):
        read_place(sent)


@given(
    numbers=st.lists(st.integers(0, 2**53 - 1) | st.integers(0, 60), min_size=4, max_size=4),
    own=st.lists(st.booleans(), min_size=2, max_size=2),
)
@example(numbers=[0, 1, 0, 3], own=[True, True])  # inside a letter that counts as two
@example(numbers=[0, 30, 0, 2], own=[True, True])
def test_any_place_finds_words_of_its_section_or_nothing(numbers, own):
    """Whatever a browser names: nothing else of the document is read, and nothing raises."""
    doc = document(f"a😀 {TEXT}")
    doc.get("2", type=pycrdt.Text)[:] = "Another section."
    client, text = doc.client_id, str(doc.get("1", type=pycrdt.Text))
    first, last = (client if is_own else one for is_own, one in zip(own, numbers[::2], strict=True))
    sought = [Sought(1, f"{first}.{numbers[1]} {last}.{numbers[3]}", "")]
    now = find_in(copy_of(doc), sought)[0]
    assert now.words == text[now.start : now.end]
