"""What holds for any text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.language import check
from postmortems.language.masking import evened, masked
from postmortems.language.rules import rules_of
from postmortems.language.sentences import LONGEST, sentences_of

PIECES = (
    "The engineer failed to check the replica. `code` ``` ~~~\n> \n- | \" ' “ ” ‘ ’ < > <b> "
    "https://a.b/c Human error. @kim don't # ** __ İ ß \ufeff \u2028 14:02 … ( ) [x](y) <!-- -->"
).split(" ") + ["\n", "\n\n", " ", "\t", "\r\n"]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES)).map(" ".join))
WEAK = [
    "failed to answer the page", "ignored two warnings", "missed the second warning",
    "forgot to stop",
    "skipped the last step", "bypassed the check", "misread the date", "crashed the host",
    "did not verify the target", "broke the build", "took down the database", "overlooked the flag",
]  # fmt: skip
FINDS = sorted({text for rule in rules_of("en").all for text in rule.finds})


def shape(found):
    return [(one.rule, one.severity, one.start, one.end) for one in found]


@given(TEXTS)
def test_masking_and_evening_keep_every_place(text):
    assert len(masked(text)) == len(text)
    assert len(evened(text)) == len(text)
    assert masked(text).count("\n") == text.count("\n")


@given(TEXTS)
def test_sentences_lie_in_the_text_in_order_and_stay_short(text):
    reached = 0
    for sentence in sentences_of(evened(masked(text))):
        assert reached <= sentence.start < sentence.end <= len(text)
        assert sentence.end - sentence.start <= LONGEST
        reached = sentence.end


@given(TEXTS)
def test_findings_hold_the_words_they_point_at_and_are_the_same_again(text):
    found = check(text, people=["Kim"])

    assert all(text[one.start : one.end] == one.match and one.match for one in found)
    assert found == check(text, people=["Kim"])


@given(st.sampled_from(FINDS), st.sampled_from(FINDS), st.text(alphabet="ab`'\"<\n ", max_size=60))
def test_code_block_changes_nothing_outside_it(before, after, code):
    code = re.sub("`{3,}", "", code)
    block = f"\n\n```\n{code}\nThe engineer failed to check it.\n```\n\n"
    shift = len(before) + len(block)

    found = check(before + block + after)

    expected = shape(check(before))
    expected += [(rule, how, a + shift, b + shift) for rule, how, a, b in shape(check(after))]
    assert shape(found) == expected


@pytest.mark.parametrize("verb", WEAK)
@given(
    person=st.sampled_from(["engineer", "reviewer", "team", "on-call engineer", "operator"]),
    system=st.sampled_from(["scheduler", "worker", "proxy", "Kubernetes operator", "parser"]),
)
def test_blame_needs_a_person(verb, person, system):
    assert "blame" in {one.category for one in check(f"The {person} {verb}.")}
    assert check(f"The {system} {verb}.") == []


@given(st.sampled_from(FINDS))
def test_letter_case_and_apostrophes_do_not_matter(text):
    plain = shape(check(text))

    assert plain or "Ana" in text
    assert shape(check(text.upper())) == plain
    assert shape(check(text.lower())) == plain
    assert shape(check(text.replace("'", "’"))) == plain


@pytest.mark.parametrize(
    "text",
    [
        "```\nThe engineer failed to check it.\n```",
        "~~~\nThe engineer failed to check it.",
        "> The engineer failed to check it.",
        "`The engineer failed to check it.`",
        'They wrote "the engineer failed to check it" on the wall.',
        "They wrote “the engineer failed to check it” on the wall.",
        "The label says 'Human error' in red.",
        "2024-05-01T10:00:00Z ERROR operator failed to authenticate",
        "See https://example.com/human-error for more.",
        "<!-- The engineer failed to check it. -->",
        "Write to human-error@example.com today.",
    ],
)
def test_what_is_not_prose_is_covered(text):
    assert check(text) == []


@pytest.mark.parametrize(
    "before", ["- ", "1. ", "- [ ] ", "14:02 UTC - ", "Action: ", "| 14:02 | "]
)
def test_lists_cells_times_and_labels_begin_a_sentence(before):
    text = f"{before}Double-check the region."

    assert [one.match for one in check(text)] == ["Double-check the"]


def test_two_lines_of_a_paragraph_are_one_sentence():
    assert [one.match for one in check("The engineer\nfailed\nto check it.")] == [
        "failed\nto check"
    ]


class Counted(dict):
    """Rules by first word that count how often they were asked."""

    asked = 0

    def get(self, word, otherwise=None):
        Counted.asked += 1
        return super().get(word, otherwise)


@pytest.mark.parametrize("letter", list("a `*_~|>#-.'\"<[(@\n\t1é“") + ["if ", "had we ", "who "])
def test_work_grows_with_the_length_and_not_faster(letter, monkeypatch):
    """Counted in words looked at and characters of sentences, not in seconds."""
    rules = rules_of("en")
    monkeypatch.setattr(rules, "by_word", Counted(rules.by_word))
    work = []
    for size in (50_000, 100_000):
        Counted.asked = 0
        text = (letter * size)[:size]
        check(text)
        work.append(
            Counted.asked + sum(len(one.text) for one in sentences_of(evened(masked(text))))
        )

    assert work[1] <= 2.2 * work[0] + 1_000
