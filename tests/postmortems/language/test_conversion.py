"""Each conversion keeps what its sentence means."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postmortems.language import check
from postmortems.language.conversion import (
    as_action,
    as_factor,
    as_how_question,
    as_idea,
    with_role,
)


@pytest.mark.parametrize(
    ("wish", "idea"),
    [
        ("We should have tested the restore on a copy.", "Test the restore on a copy."),
        ("The runbook should have been reviewed in May.", "Review the runbook in May."),
        ("A canary would have limited the damage.", "A canary, to limit the damage."),
        ("The outage could have been avoided.", "Find a way so that the outage can be avoided."),
        ("The reviewer shouldn’t have approved it.", "Find a way not to approve it."),
        (
            "If the deploy had been announced, support would have known about it.",
            "Announce the deploy, so that support would know about it.",
        ),
        (
            "Had we rehearsed the failover, recovery would have been faster.",
            "Rehearse the failover, so that recovery would be faster.",
        ),
        ("If only the page had gone to the right team.", "Let the page go to the right team."),
        ("We measured twice.", "Find out what would help here: we measured twice."),
    ],
)
def test_wish_about_the_past_becomes_an_idea(wish, idea):
    assert as_idea(wish) == idea


@pytest.mark.parametrize(
    ("cause", "factor"),
    [
        ("The root cause of the outage was an expired key.", "An expired key."),
        ("Root cause: TLS keys expired.", "TLS keys expired."),
        ("A full disk was the only cause of the backlog.", "A full disk."),
        ("The outage was caused solely by a bad flag.", "A bad flag."),
        ("It all came down to one missing index.", "One missing index."),
        ("We identified the stale lock as the root cause.", "The stale lock."),
        ("Redis alone caused the outage.", "Redis."),
    ],
)
def test_one_cause_becomes_a_factor(cause, factor):
    assert as_factor(cause) == factor
    assert check(factor, field="factors") == []


@pytest.mark.parametrize(
    ("asked", "better"),
    [
        ("Who approved the change?", "How did it come to be possible to approve the change?"),
        ("Who let it expire?", "How did it come to be possible to let it expire?"),
        (
            "Why didn't the responder escalate sooner?",
            "How did it make sense to the responder at that moment not to escalate sooner?",
        ),
        ("Why did nobody look at the queue?", "What made it hard to look at the queue?"),
        ("Why wasn't it noticed?", "How did it come about that it wasn't noticed?"),
        (
            "Whose idea was it to skip the canary?",
            "How did it make sense at that moment to skip the canary?",
        ),
    ],
)
def test_question_for_a_culprit_asks_how(asked, better):
    assert as_how_question(asked) == better
    assert check(better) == []


@pytest.mark.parametrize(
    ("appeal", "title"),
    [
        ("Action: staff must double-check the region.", "Let a tool check the region"),
        (
            "Remind all engineers to be more careful when editing rules.",
            "Make a slip hard to make, or easy to notice, when editing rules",
        ),
        (
            "We must remember to drain the node.",
            "Let a tool ask or act, so that it does not rest on memory to drain the node",
        ),
        (
            "Pay more attention to the lag panel.",
            "Make what matters in the lag panel call for attention by itself",
        ),
    ],
)
def test_vigilance_becomes_an_action_with_a_finish_test(appeal, title):
    found, done = as_action(appeal)

    assert found == title
    assert done
    assert check(found, field="actions") == check(done, field="actions") == []


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("At 14:02 @kim ran it.", "@kim", "At 14:02 the on-call engineer ran it."),
        ("Kim's script ran.", "Kim", "The on-call engineer's script ran."),
        ("It ran.\n- Kim saw it.", "Kim", "It ran.\n- The on-call engineer saw it."),
    ],
)
def test_name_becomes_a_role(text, name, told):
    start = text.index(name)

    assert with_role(text, start, start + len(name), "on-call engineer") == told


@given(st.text(max_size=200))
@example(".")
@example("?! .")
def test_any_text_has_an_answer(text):
    title, _done = as_action(text)
    for answer in (as_idea(text), as_factor(text), as_how_question(text), title):
        assert answer.strip() or not text.strip()
