"""Sentences of our own, labelled before the rules had seen them."""

from pathlib import Path

import pytest

from postmortems.language import check
from postmortems.language.scoring import read, score_of

HERE = Path(__file__).parent
SETS = ("sentences", "harder", "unseen", "fresh", "fresher", "third", "fourth", "fifth")


@pytest.mark.parametrize("name", SETS)
def test_labelled_sentences_are_told_apart(name):
    score = score_of(read(HERE / f"{name}.jsonl"))

    assert score.right + len(score.missed) >= 40
    assert score.precision >= 0.95, list(score.lines())
    assert score.recall >= 0.95, list(score.lines())


def test_score_counts_a_miss_and_a_false_alarm():
    rows = [
        {
            "text": "The scheduler failed to start.",
            "flags": [{"category": "blame", "match": "failed"}],
        },
        {"text": "The engineer failed to look.", "flags": []},
        {
            "text": "The engineer failed to ask.",
            "flags": [{"category": "blame", "match": "failed to"}],
        },
    ]

    score = score_of(rows)

    assert (score.right, len(score.missed), len(score.false)) == (1, 1, 1)
    assert (score.precision, score.recall, score.alarmed, score.clean) == (0.5, 0.5, 1, 1)


@pytest.mark.parametrize("field", ["ideas", "perspectives", "interviews", "quotes", "thanks"])
def test_what_people_say_is_left_in_peace(field):
    text = "Ana was careless and failed to check it; who allowed that?"

    assert {found.category for found in check(text, people=["Ana"])} > {"judgement", "who_why"}
    assert check(text, field=field, people=["Ana"]) == []


def test_fields_speak_as_loudly_as_their_profile():
    cause, wish = "The root cause was a typo.", "We should have tested it."

    assert [found.severity for found in check(cause)] == ["low"]
    assert [found.severity for found in check(cause, field="factors")] == ["medium"]
    assert [found.severity for found in check(wish)] == ["medium"]
    assert [found.severity for found in check(wish, field="learnings")] == ["low"]
    assert check("The engineer skipped a step.", field="comments") == []
    assert check("It was human error.", field="comments") != []
    assert check(wish, field="impact") == check(wish, field="actions") == []


def test_unknown_field_or_language_is_refused():
    with pytest.raises(ValueError, match="no field 'poems'"):
        check("text", field="poems")
    with pytest.raises(ValueError, match="no rules for 'xx'"):
        check("text", locale="xx")


def test_what_administrators_add_is_heeded():
    text = "The purser failed to lock the door."

    assert check(text) == []
    assert [found.category for found in check(text, roles=["purser"])] == ["blame"]
    assert check("The operator failed to act.", systems=["operator"]) == []
    assert check("We do a blame walk: human error.", allowed=["Human Error"]) == []


def test_part_of_a_system_name_is_no_finding():
    text = "Human Error Explorer drew the graph."

    assert [found.category for found in check(text)] == ["blame"]
    assert check(text, systems=["Human Error Explorer"]) == []
    assert check("It was human error.", systems=["Human Error Explorer"]) != []


@pytest.mark.parametrize("text", ["The annotation @Transactional was lost.", "the @acme/x package"])
def test_handles_of_code_call_nobody(text):
    assert check(text) == []


def test_findings_are_in_order_with_the_words_as_typed():
    text = "At 10:00 ✈️ THE ENGINEER Failed  to check it.\n\n* `x` Whoever did it was careless."

    found = check(text)

    assert [one.category for one in found] == ["blame", "judgement"]
    assert [text[one.start : one.end] for one in found] == [one.match for one in found]
    assert found == sorted(found, key=lambda one: one.start)
