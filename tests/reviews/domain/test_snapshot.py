"""The part of a snapshot that tells how it was reviewed."""

import json
from datetime import date

from postmortems.domain.lifecycle import advance
from postmortems.domain.snapshot import take_snapshot
from postmortems.enums import Move
from reviews.domain.notebook import settle_question
from reviews.domain.signature import cover
from reviews.models import Meeting
from tests import scenes
from tests.factories.reviews import DecisionFactory, MeetingFactory, OpenQuestionFactory

KEYS = {
    "meetings",
    "facilitator",
    "declaration",
    "covering_note",
    "open_questions",
    "decisions",
    "reviewed_at",
}


def test_review_of_a_fresh_draft_is_empty(cast):
    part = take_snapshot(cast.postmortem)["review"]
    assert set(part) == KEYS
    assert part["meetings"] == []
    assert part["facilitator"] == "Facilitator"
    assert part["declaration"] is None
    assert part["reviewed_at"] is None


def test_review_tells_of_held_meetings_without_names(cast):
    cast = scenes.reviewed(cast)
    meeting = Meeting.objects.get()
    MeetingFactory(postmortem=cast.postmortem)
    DecisionFactory(meeting=meeting, text="We stop.")
    question = OpenQuestionFactory(meeting=meeting, text="Who?")
    by = {"base": question.version, "by": cast.facilitator}
    settle_question(question, "assigned", owner=cast.contributor, due=date(2027, 3, 1), **by)
    part = json.loads(json.dumps(take_snapshot(cast.fresh())["review"]))
    assert part["meetings"] == [
        {
            "id": meeting.pk,
            "held_on": meeting.starts_at.isoformat(),
            "format": "full",
            "facilitator": "Facilitator",
            "attended": 2,
            "relations": {"interested": 1, "involved": 1},
            "stops": 1,
            "corrections": 0,
        }
    ]
    assert part["declaration"] == {"directs_nobody": True, "exception": ""}
    assert part["decisions"][0]["text"] == "We stop."
    assert part["open_questions"] == [
        {
            "id": question.pk,
            "text": "Who?",
            "outcome": "assigned",
            "outcome_label": "Assigned",
            "note": "",
            "owner": "Contributor",
            "due": "2027-03-01",
        }
    ]
    assert part["reviewed_at"]
    assert "Outsider" not in json.dumps(part)


def test_covering_note_is_told_until_it_comes_back_again(cast):
    cast = scenes.reviewed(cast)
    advance(cast.postmortem, Move.SEND_BACK, by=cast.facilitator, reason="A time.")
    cover(cast.fresh(), "Only a time was set right.", by=cast.facilitator)
    part = take_snapshot(cast.fresh())["review"]
    assert part["covering_note"]["text"] == "Only a time was set right."
    assert part["covering_note"]["by"] == "Facilitator"
    advance(cast.fresh(), Move.MARK_REVIEWED, by=cast.facilitator)
    advance(cast.fresh(), Move.SEND_BACK, by=cast.facilitator, reason="Another.")
    assert take_snapshot(cast.fresh())["review"]["covering_note"] is None
