"""Leading a meeting: parts, stops, and being unsure."""

import pytest

from accounts.models import AuditRecord
from postmortems.exceptions import Refused
from postmortems.live.notices import notice_of
from reviews.domain import walk
from reviews.domain.attending import come, set_heard
from reviews.domain.capture import add_learning
from reviews.domain.meeting import close_meeting
from reviews.domain.notebook import set_stop_state
from reviews.models import Progress, Stop
from tests import scenes
from tests.factories.reviews import AgendaPartFactory, AttendanceFactory, StopFactory


@pytest.fixture
def walking(cast, arrange):
    """A meeting with two parts more than its agenda and two stops."""
    cast = scenes.written(cast)
    meeting = arrange(cast)
    cast.stops = [StopFactory(meeting=meeting, entry=one) for one in cast.incident.timeline.all()]
    cast.meeting = meeting
    return cast


def test_begins_with_the_first_part_and_keeps_the_time_of_a_part(walking):
    meeting = walking.meeting
    begun = walk.lead(meeting, by=walking.facilitator)
    assert begun.part == meeting.agenda.kept().first()
    assert begun.part_began_at == begun.began_at
    went_on = walk.lead(meeting, by=walking.facilitator, part=begun.part, stop=walking.stops[1])
    assert went_on.part_began_at == begun.part_began_at
    assert went_on.stop == walking.stops[1]
    other = AgendaPartFactory(meeting=meeting)
    later = walk.lead(meeting, by=walking.facilitator, part=other)
    assert later.part_began_at > begun.part_began_at
    assert later.stop == walking.stops[1]
    assert Progress.objects.get() == later


def test_notice_of_it_says_where_to(walking):
    walk.lead(walking.meeting, by=walking.facilitator, stop=walking.stops[0])
    stream, told = notice_of(AuditRecord.objects.get(verb="moved on"))
    assert stream == walking.incident.reference
    assert told["kind"] == "progress"
    assert told["progress"]["stop"] == walking.stops[0].pk


def test_over_or_elsewhere_is_refused(walking):
    foreign = StopFactory()
    with pytest.raises(Refused, match="another meeting"):
        walk.lead(walking.meeting, by=walking.facilitator, stop=foreign)
    AttendanceFactory(meeting=walking.meeting, user=walking.owner)
    close_meeting(walking.meeting, "held", by=walking.facilitator)
    for verb in (
        lambda: walk.lead(walking.meeting, by=walking.facilitator),
        lambda: walk.unsure_too(Stop.objects.get(pk=walking.stops[0].pk)),
        lambda: come(walking.meeting, walking.outsider, relation="interested", is_first=False),
    ):
        with pytest.raises(Refused, match="is over"):
            verb()


def test_unsure_is_ones_own_perspective_and_the_next_is_only_counted(walking):
    stop = walking.stops[0]
    told = walk.say_unsure(stop, by=walking.responder, words="Which host it was.")
    assert (told.speaker, told.understood, told.certainty) == (
        walking.responder,
        "Which host it was.",
        "guessing",
    )
    before = AuditRecord.objects.count()
    walk.unsure_too(stop)
    walk.unsure_too(stop)
    assert Stop.objects.get(pk=stop.pk).unsure == 2
    assert AuditRecord.objects.count() == before


def test_coming_marks_present_and_lets_in(walking):
    row = come(walking.meeting, walking.outsider, relation="affected", is_first=True)
    assert row.is_present
    assert (row.relation, row.is_first, row.response) == ("affected", True, "accepted")
    again = come(walking.meeting, walking.outsider, relation="expert", is_first=False)
    assert again.pk == row.pk
    reasons = walking.incident.access.filter(user=walking.outsider)
    assert "invited" in reasons.values_list("reason", flat=True)


def test_who_was_heard_is_forgotten_at_the_close_and_in_no_audit(walking):
    row = AttendanceFactory(meeting=walking.meeting, user=walking.owner)
    before = AuditRecord.objects.count()
    set_heard(row, True)
    assert AuditRecord.objects.count() == before
    close_meeting(walking.meeting, "held", by=walking.facilitator)
    row.refresh_from_db()
    assert not row.was_heard


def test_learning_is_a_line_of_its_own_in_question_7(walking):
    add_learning(walking.meeting, "The pool  is small.", by=walking.facilitator)
    add_learning(walking.meeting, "So is the lake.", by=walking.facilitator)
    section = walking.postmortem.sections.get(key="q7")
    assert section.text == "- The pool is small.\n- So is the lake.\n"


def test_stop_to_revisit_is_still_to_come(walking):
    stop = set_stop_state(walking.stops[0], "revisit", by=walking.facilitator)
    assert stop.is_waiting
    assert not stop.is_discussed
