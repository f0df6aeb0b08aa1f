"""How two texts differ, and both of them in one."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postmortems.domain.difference import (
    ADDED,
    MOST_LINES,
    REMOVED,
    SAME,
    compare_texts,
    merge_texts,
    mixed_words,
)

many = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
lines = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=8).map("\n".join)


def test_compare_marks_the_words_of_a_changed_line():
    removed, added = compare_texts("the old text", "the new text")
    assert removed.parts == (("the ", False), ("old", True), (" text", False))
    assert added.parts == (("the ", False), ("new", True), (" text", False))


def test_compare_shortens_what_did_not_change():
    old = "\n".join(str(number) for number in range(40))
    rows = compare_texts(old, old + "\nlast")
    assert [row.sign for row in rows] == ["skip", SAME, SAME, ADDED]
    assert rows[0].text == "38 lines unchanged"


def test_compare_finds_the_line_that_became_another_among_new_ones():
    rows = compare_texts("the old text", "a line before it\nthe new text\n\nand one after")
    assert [row.sign for row in rows] == [ADDED, REMOVED, ADDED, ADDED, ADDED]
    assert rows[1].parts == (("the ", False), ("old", True), (" text", False))
    assert rows[2].parts == (("the ", False), ("new", True), (" text", False))


def test_compare_of_lines_with_nothing_in_common_marks_no_words():
    rows = compare_texts("one two three", "four five six\nseven eight nine")
    assert [row.parts[0][1] for row in rows] == [False, False, False]


def test_mixed_words_are_both_in_one_line():
    assert mixed_words("the old text", "the new text") == [
        (SAME, "the "),
        (REMOVED, "old"),
        (ADDED, "new"),
        (SAME, " text"),
    ]
    assert mixed_words("exact", "approximate") == []
    assert mixed_words("", "") == []


def test_compare_same_texts_is_empty():
    assert compare_texts("a\nb", "a\nb") == []


@many
@given(lines, lines)
def test_compare_holds_every_line_that_differs(old, new):
    rows = compare_texts(old, new)
    for line in set(old.splitlines()) - set(new.splitlines()):
        assert line in [row.text for row in rows if row.sign == REMOVED]
    for line in set(new.splitlines()) - set(old.splitlines()):
        assert line in [row.text for row in rows if row.sign == ADDED]


def test_merge_takes_the_changes_of_both():
    base, theirs, mine = "a\nb\nc\nd", "A\nb\nc\nd", "a\nb\nc\nD"
    assert merge_texts(base, theirs, mine) == "A\nb\nc\nD"


def test_merge_of_the_same_lines_puts_theirs_before_mine():
    assert merge_texts("a\nb\nc", "a\nB1\nc", "a\nB2\nc") == "a\nB1\nB2\nc"


def test_merge_keeps_a_removal():
    assert merge_texts("a\nb\nc", "a\nc", "a\nb\nc\nd") == "a\nc\nd"


@many
@given(lines, lines)
def test_merge_with_one_side_unchanged_is_the_other(base, changed):
    assert merge_texts(base, changed, base) == changed
    assert merge_texts(base, base, changed) == changed


@many
@given(lines, lines, lines)
def test_merge_loses_no_line_that_somebody_wrote(base, theirs, mine):
    merged = merge_texts(base, theirs, mine).split("\n")
    written = (set(theirs.split("\n")) | set(mine.split("\n"))) - set(base.split("\n"))
    assert written <= set(merged)


def test_very_many_lines_are_compared_as_wholes():
    whole = "x\n" * (MOST_LINES + 1)
    assert len(compare_texts(whole, whole + "y")) > MOST_LINES
    assert merge_texts(whole, whole + "y", whole + "z").endswith("z")
