"""A conversation with two hands on it at the same moment."""

import pytest

from postmortems.exceptions import Refused, StaleChange
from postmortems.models import Perspective
from reviews.domain import interview as verbs
from reviews.models import Interview, InterviewLine
from tests.cast import make_cast
from tests.factories.postmortems import TimelineEntryFactory
from tests.factories.reviews import InterviewFactory, InterviewLineFactory
from tests.races import ROUNDS, race, the_told, winners

pytestmark = pytest.mark.django_db(transaction=True)


def noted(cast):
    talk = InterviewFactory(
        postmortem=cast.postmortem, interviewer=cast.facilitator, interviewee=cast.responder
    )
    return InterviewLineFactory(interview=talk)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_sharing_twice_makes_one_perspective(_round):
    cast = make_cast()
    line, entry = noted(cast), TimelineEntryFactory(incident=cast.incident)
    share = [
        lambda: verbs.share_line(line, Perspective(entry=entry, saw="x"), by=cast.responder)
    ] * 2

    outcomes = race(*share)

    assert (len(winners(outcomes)), the_told(outcomes)) == (1, [Refused])
    assert Perspective.objects.count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_changes_of_a_line_never_overwrite(_round):
    cast = make_cast()
    line = noted(cast)

    outcomes = race(
        lambda: verbs.change_line(line, "One", base=1, by=cast.responder),
        lambda: verbs.change_line(line, "Two", base=1, by=cast.responder),
    )

    assert the_told(outcomes) == [StaleChange]
    assert InterviewLine.objects.get().text == winners(outcomes)[0].text


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_taking_away_against_sharing_ends_in_one_order(_round):
    cast = make_cast()
    line, entry = noted(cast), TimelineEntryFactory(incident=cast.incident)

    _, shared = race(
        lambda: verbs.remove_line(line, by=cast.responder),
        lambda: verbs.share_line(line, Perspective(entry=entry, saw="x"), by=cast.responder),
    )

    assert not InterviewLine.objects.exists()
    assert Perspective.objects.count() == (not isinstance(shared, Refused))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_asking_twice_is_one_conversation(_round):
    cast = make_cast()
    outcomes = race(*[lambda: verbs.ask(cast.postmortem, cast.responder, by=cast.facilitator)] * 2)
    assert outcomes[0] == outcomes[1] == Interview.objects.get()
