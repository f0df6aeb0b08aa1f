"""The state of each section, in words."""

import pytest

from postmortems.domain.completeness import open_threads_by_section, section_states
from postmortems.domain.section import answer_question
from postmortems.enums import Answer, EntryKind
from postmortems.models import CommentThread
from tests import scenes
from tests.factories.postmortems import (
    CommentThreadFactory,
    FactorFactory,
    IdeaFactory,
    MitigatorFactory,
    TimelineEntryFactory,
)

pytestmark = pytest.mark.django_db


def state(cast, key):
    states = section_states(cast.fresh())
    return next((item.state, item.word) for item in states if item.section.key == key)


def section(cast, key):
    return cast.postmortem.sections.get(key=key)


@pytest.mark.parametrize("key", ["q2", "q3", "q5", "q6", "q7"])
def test_question_is_open_then_answered_by_its_text(cast, key):
    assert state(cast, key) == ("empty", "open")
    scenes.write(section(cast, key), " \n", by=cast.owner)
    assert state(cast, key) == ("empty", "open")
    scenes.write(section(cast, key), "So it was.", by=cast.owner)
    assert state(cast, key) == ("done", "answered")


@pytest.mark.parametrize("number", range(1, 9))
def test_question_not_known_names_who_finds_out(cast, number):
    answer_question(
        section(cast, f"q{number}"), Answer.NOT_KNOWN, by=cast.owner, owner=cast.responder
    )
    assert state(cast, f"q{number}") == ("done", "not known; Responder will find out")


def test_question_one_is_answered_by_the_people(cast):
    assert state(cast, "q1") == ("done", "answered")


def test_question_three_is_answered_by_communication_on_the_timeline(cast):
    TimelineEntryFactory(incident=cast.incident, kind=EntryKind.COMMUNICATION)
    assert state(cast, "q3") == ("done", "answered")


def test_question_four_needs_two_factors(cast):
    assert state(cast, "q4") == ("empty", "needs two contributing factors")
    FactorFactory(postmortem=cast.postmortem)
    assert state(cast, "q4") == ("partly", "needs two contributing factors")
    FactorFactory(postmortem=cast.postmortem)
    assert state(cast, "q4") == ("done", "answered")


def test_question_five_is_answered_by_a_mitigator(cast):
    MitigatorFactory(postmortem=cast.postmortem)
    assert state(cast, "q5") == ("done", "answered")


def test_question_eight_needs_an_idea_or_none(cast):
    assert state(cast, "q8") == ("empty", "needs an idea, or none")
    scenes.write(section(cast, "q8"), "We thought long.", by=cast.owner)
    assert state(cast, "q8") == ("partly", "needs an idea, or none")
    answer_question(section(cast, "q8"), Answer.NONE, by=cast.owner)
    assert state(cast, "q8") == ("done", "none")
    answer_question(section(cast, "q8"), Answer.OPEN, by=cast.owner)
    IdeaFactory(postmortem=cast.postmortem)
    assert state(cast, "q8") == ("done", "answered")


def test_open_threads_are_counted_where_they_stand(cast):
    CommentThreadFactory(postmortem=cast.postmortem, section=section(cast, "q4"))
    CommentThreadFactory(postmortem=cast.postmortem)
    states = section_states(
        cast.fresh(), open_threads_by_section(CommentThread.objects.with_unread(cast.owner))
    )
    counted = {item.section.key: item.open_threads for item in states if item.open_threads}
    assert counted == {"q4": 1}
