"""The language helper in a draft: what it asks, what stays, what a sentence becomes."""

import pytest

from postmortems.domain.known_words import change_words
from postmortems.domain.wording import keep_sentence, questions, told
from tests.factories.postmortems import IncidentPersonFactory, ServiceFactory

BLAME = "The engineer failed to check the lag."
WISH = "We should have tested the restore on a copy."
CAUSE = "The root cause was an expired key."
CALL = "Be more careful with production."


@pytest.fixture
def ask(cast):
    def asked(text, key="background"):
        section = cast.postmortem.sections.get(key=key)
        section.postmortem = cast.postmortem
        return questions(section, text)

    return asked


def test_people_are_asked_about_and_machines_left_alone(ask):
    assert [one.category for one in ask(BLAME)] == ["blame"]
    assert ask("The scheduler failed to check the lag.") == []


def test_services_of_the_incident_are_systems(cast, ask):
    text = "The dispatcher forgot the route."
    assert [one.category for one in ask(text)] == ["blame"]
    cast.incident.services.add(ServiceFactory(name="dispatcher"))
    assert ask(text) == []


@pytest.mark.parametrize("key", ["q1", "q5", "q8"])
def test_people_thanks_and_ideas_are_left_in_peace(ask, key):
    assert ask(f"{BLAME} {WISH} {CALL}", key) == []


def test_one_question_for_each_kind_in_a_sentence(ask):
    found = ask("The engineer failed to check the lag and the developer forgot to page.")
    assert [one.category for one in found] == ["blame"]


def test_kept_sentence_is_asked_about_no_more_whatever_its_case(cast, ask):
    one = ask(BLAME)[0]
    keep_sentence(cast.postmortem, one.rule, one.key)
    keep_sentence(cast.postmortem, one.rule, one.key)
    assert ask(f"Before it.\n\n{BLAME.upper()} After it.") == []
    assert len(ask(f"{BLAME} The engineer failed to page.")) == 1


def test_administrators_words_are_left_alone_or_known(cast, ask):
    by = {"by": cast.administrator}
    change_words("phrase", ["failed to check"], [], **by)
    assert ask(BLAME) == []
    change_words("phrase", [], ["failed to check"], **by)
    assert len(ask(BLAME)) == 1
    assert ask("The wrangler forgot to page.") == []
    change_words("role", ["wrangler"], [], **by)
    assert len(ask("The wrangler forgot to page.")) == 1


@pytest.mark.parametrize(
    ("text", "makes", "words", "replace"),
    [
        (WISH, "idea", "Test the restore on a copy.", ""),
        (CAUSE, "factor", "An expired key", "A contributing factor: an expired key."),
        ("Who approved the change?", "", "", "How did it come to be possible to approve"),
    ],
)
def test_sentence_becomes_what_helps_further(ask, text, makes, words, replace):
    way = ask(f"It began at noon. {text}")[0].way
    assert (way.makes, way.words) == (makes, words)
    assert way.replace.startswith(replace)
    assert (way.start, way.end) == (18, 18 + len(text))


def test_call_for_vigilance_becomes_an_action_with_a_finish_test(ask):
    way = ask(CALL)[0].way
    assert way.makes == "action"
    assert way.words
    assert way.done


def test_name_becomes_its_role(cast, ask):
    IncidentPersonFactory(incident=cast.incident, user=None, name="Ada Vance", role="commander")
    text = "At noon Ada Vance restarted it."
    way = ask(text)[0].way
    changed = text[: way.start] + way.replace + text[way.end :]
    assert changed.startswith("At noon the ")
    assert "Ada" not in changed


def test_question_answered_by_a_name_alone_asks_how(cast, ask):
    IncidentPersonFactory(incident=cast.incident, user=None, name="Ada Vance")
    assert "sensible" in ask("Ada Vance.", "q4")[0].question
    assert ask("Ada Vance.", "q1") == []
    one = ask("Ada", "q6")[0]
    keep_sentence(cast.postmortem, one.rule, one.key)
    assert [other.rule for other in ask("Ada", "q6")] != ["name-alone"]


def test_places_are_counted_as_the_editor_counts(ask):
    text = f"🔥🔥 It burnt. {WISH}"
    one = told(ask(text)[0], text)
    assert one["sentence"][0] == len("🔥🔥 It burnt. ".encode("utf-16-le")) // 2
    units = text.encode("utf-16-le")
    assert units[2 * one["from"] : 2 * one["to"]].decode("utf-16-le") == one["match"]
