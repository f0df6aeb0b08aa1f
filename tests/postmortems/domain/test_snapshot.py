"""The whole document as data."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postmortems.domain.record import remove_record
from postmortems.domain.snapshot import take_snapshot
from postmortems.enums import PerspectiveAudience
from tests import scenes
from tests.factories.postmortems import (
    ActionFactory,
    FactorFactory,
    IdeaFactory,
    IncidentFactory,
    PerspectiveFactory,
    TimelineEntryFactory,
)
from tests.postmortems import pages


def test_snapshot_is_json_and_names_its_format(cast):
    snapshot = take_snapshot(pages.told(cast).postmortem)
    assert json.loads(json.dumps(snapshot)) == snapshot
    assert snapshot["format"] == 1
    assert snapshot["incident"]["started_at"] == "2026-03-10T07:00:00+00:00"
    assert [row["text"] for row in snapshot["timeline"] if row["is_hidden"]] == [pages.HIDDEN]


@pytest.mark.parametrize("audience", ["mine", "facilitator"])
def test_words_that_were_not_shared_are_in_no_snapshot(cast, audience):
    cast = pages.told(cast)
    entry = cast.incident.timeline.first()
    PerspectiveFactory(
        entry=entry,
        speaker=cast.owner,
        saw="INTERVIEW-WORDS",
        audience=PerspectiveAudience(audience),
    )
    told = json.dumps(take_snapshot(cast.postmortem))
    assert pages.REVIEW_GROUP_WORDS in told
    assert "INTERVIEW-WORDS" not in told


def test_removed_rows_and_related_incidents_are_absent(cast):
    cast = scenes.written(cast)
    remove_record(cast.incident.timeline.get(text="The pool was restarted"), by=cast.owner)
    cast.incident.related.add(IncidentFactory(title="RELATED"))
    told = json.dumps(take_snapshot(cast.fresh()))
    assert "The first card was refused" in told
    assert "The pool was restarted" not in told
    assert "RELATED" not in told


def test_snapshot_asks_as_often_for_many_rows_as_for_few(cast):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            take_snapshot(cast.fresh())
        return len(asked)

    def grow():
        factor = FactorFactory(
            postmortem=cast.postmortem,
            links={"evidence": [TimelineEntryFactory(incident=cast.incident)]},
        )
        for factory in (IdeaFactory, ActionFactory):
            factory(postmortem=cast.postmortem, links={"factors": [factor]})

    grow()
    few = queries()
    grow()
    grow()
    assert queries() == few
