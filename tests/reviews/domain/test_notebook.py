"""Lines of the notebook, stops, notes and outcomes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from postmortems.exceptions import ContentFrozen, Refused, StaleChange
from reviews.domain import notebook
from reviews.enums import StopState
from reviews.models import Decision, Meeting, OpenQuestion, Stop
from tests import scenes
from tests.factories.postmortems import TimelineEntryFactory


def test_stops_stand_in_the_order_of_time_and_come_back_with_their_notes(cast, arrange):
    cast = scenes.written(cast)
    meeting = arrange(cast)
    late, early = reversed(list(cast.incident.timeline.in_order()))
    notebook.choose_stops(meeting, [late, early], by=cast.facilitator)
    assert [stop.entry for stop in meeting.stops.kept()] == [early, late]
    stop = meeting.stops.get(entry=late)
    notebook.change_line(stop, {"notes": "It went quiet."}, base=stop.version, by=cast.facilitator)
    notebook.choose_stops(meeting, [early], by=cast.facilitator)
    assert [stop.entry for stop in meeting.stops.kept()] == [early]
    notebook.choose_stops(meeting, [early, late], by=cast.facilitator)
    assert meeting.stops.kept().get(entry=late).notes == "It went quiet."


def test_stop_restored_beside_its_successor_is_refused(cast, arrange):
    cast = scenes.written(cast)
    meeting = arrange(cast)
    entry = cast.incident.timeline.first()
    notebook.choose_stops(meeting, [entry], by=cast.facilitator)
    removed = notebook.remove_line(meeting.stops.get(), by=cast.facilitator)
    notebook.add_line(Stop(meeting=meeting, entry=entry), by=cast.facilitator)
    with pytest.raises(Refused):
        notebook.restore_line(removed, by=cast.facilitator)


def test_stop_taken_out_is_not_marked(cast, arrange):
    meeting = arrange(cast)
    entry = TimelineEntryFactory(incident=cast.incident)
    notebook.choose_stops(meeting, [entry], by=cast.facilitator)
    stop = notebook.remove_line(meeting.stops.get(), by=cast.facilitator)
    with pytest.raises(StaleChange):
        notebook.set_stop_state(stop, StopState.DISCUSSED, by=cast.facilitator)


def test_question_note_from_an_old_version_is_told(cast, arrange):
    meeting = arrange(cast)
    section = cast.postmortem.sections.questions().first()
    notebook.write_question_note(meeting, section, "One", base=0, by=cast.note_taker)
    with pytest.raises(StaleChange):
        notebook.write_question_note(meeting, section, "Two", base=0, by=cast.facilitator)
    assert meeting.question_notes.get().text == "One"


@pytest.mark.parametrize("outcome", ["assigned", "unknown"])
def test_outcome_without_what_it_needs_is_refused(cast, arrange, outcome):
    question = notebook.add_line(OpenQuestion(meeting=arrange(cast), text="Who?"), by=cast.owner)
    with pytest.raises(Refused):
        notebook.settle_question(question, outcome, base=question.version, by=cast.owner)
    settled = notebook.settle_question(
        question,
        outcome,
        base=question.version,
        by=cast.owner,
        words="Nobody kept it.",
        owner=cast.owner,
    )
    assert settled.outcome == outcome


def test_day_of_a_question_is_kept_while_somebody_has_it(cast, arrange):
    question = notebook.add_line(OpenQuestion(meeting=arrange(cast), text="Who?"), by=cast.owner)
    day = timezone.localdate() + timedelta(days=9)
    given = {"by": cast.owner, "owner": cast.contributor, "due": day, "words": "It was the pool."}
    for outcome, kept in (("assigned", day), ("answered", None)):
        question = notebook.settle_question(question, outcome, base=question.version, **given)
        question.refresh_from_db()
        assert question.outcome_due == kept


def test_every_line_counts_as_a_change_of_content(cast, arrange):
    meeting = arrange(cast)
    before = cast.fresh().content_version
    notebook.add_line(Decision(meeting=meeting, text="We stop."), by=cast.facilitator)
    assert cast.fresh().content_version > before


def test_lines_of_a_finalized_one_are_frozen(cast):
    scenes.finalized(cast)
    meeting = Meeting.objects.get()
    with pytest.raises(ContentFrozen):
        notebook.add_line(Decision(meeting=meeting, text="Late."), by=cast.facilitator)
    with pytest.raises(ContentFrozen):
        notebook.set_stop_state(meeting.stops.get(), StopState.SKIPPED, by=cast.facilitator)


def test_outcome_from_an_old_version_is_told_and_overwrites_nothing(cast, arrange):
    question = notebook.add_line(OpenQuestion(meeting=arrange(cast), text="Who?"), by=cast.owner)
    words = "A long answer."
    notebook.settle_question(question, "answered", base=1, by=cast.owner, words=words)
    with pytest.raises(StaleChange):
        notebook.settle_question(question, "answered", base=1, by=cast.facilitator, words="No.")
    question.refresh_from_db()
    assert question.outcome_note == words
