"""How labels of the incident clock are broken into lines."""

from postmortems.rendering.clock.measure import ELLIPSIS, even, width, wrap

SIZE, LIMIT = 12.0, 176.0


def test_two_lines_are_about_as_long_as_each_other():
    text = "The standby falls too far behind"
    assert wrap(text, SIZE, LIMIT)[1] == "behind"
    assert even(text, SIZE, LIMIT) == ["The standby falls", "too far behind"]


def test_what_is_cut_or_short_stays_as_it_was():
    for text in ("Back", "one word " * 30, "x" * 200):
        assert even(text, SIZE, LIMIT) == wrap(text, SIZE, LIMIT)
    assert even("one word " * 30, SIZE, LIMIT)[1].endswith(ELLIPSIS)


def test_even_lines_keep_to_the_limit():
    for number in range(2, 40):
        lines = even(" ".join(["word"] * number), SIZE, LIMIT)
        assert max(width(line, SIZE) for line in lines) <= LIMIT
