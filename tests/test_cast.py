"""The cast and the scenes are what they say."""

import pytest

from postmortems.domain.lifecycle import missing_for
from postmortems.enums import Move
from postmortems.permissions import can_view, reasons_for

from . import scenes
from .cast import INSIDERS, PARTS


def test_cast_each_has_their_own_reason(restricted_cast):
    reasons = {
        part: reasons_for(person, restricted_cast.incident)
        for part, person in restricted_cast.people.items()
        if part != "anonymous"
    }

    assert reasons == {
        "administrator": set(),
        "owner": {"person", "owner"},
        "contributor": {"contributor"},
        "facilitator": {"facilitator"},
        "note_taker": {"note-taker"},
        "responder": {"person"},
        "granted": {"granted"},
        "outsider": set(),
        "reader": set(),
        "invited_reader": {"invited"},
    }


def test_cast_of_restricted_incident_is_seen_by_insiders_only(restricted_cast):
    seen = [
        part
        for part, person in restricted_cast.people.items()
        if can_view(person, restricted_cast.incident)
    ]

    assert seen == [part for part in PARTS if part in INSIDERS]


@pytest.mark.parametrize(
    ("scene", "move"),
    [(scenes.reviewable, Move.MARK_REVIEWED), (scenes.finalizable, Move.FINALIZE)],
)
def test_scene_lacks_nothing_for_its_move(cast, scene, move):
    scene(cast)

    assert missing_for(cast.postmortem, move) == []
