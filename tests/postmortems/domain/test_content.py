"""The one door of content: it counts, it refuses, it leaves nothing half done."""

import pytest

from postmortems.domain.content import changing_content
from postmortems.domain.record import add_record
from postmortems.exceptions import ContentFrozen
from postmortems.models import TimelineEntry
from tests import scenes
from tests.factories.postmortems import IncidentFactory, TimelineEntryFactory


def test_change_raises_the_content_version_by_one(cast):
    before = cast.fresh().content_version

    with changing_content(cast.incident) as postmortem:
        assert postmortem == cast.postmortem

    assert postmortem.content_version == before + 1
    assert cast.fresh().content_version == before + 1


def change_half(incident):
    with changing_content(incident):
        TimelineEntry.objects.create(
            incident=incident, occurred_at=incident.started_at, text="Half done"
        )
        raise RuntimeError("the power went out")


def test_change_that_fails_counts_nothing_and_leaves_nothing(cast):
    before = cast.fresh().content_version

    with pytest.raises(RuntimeError):
        change_half(cast.incident)

    assert cast.fresh().content_version == before
    assert not TimelineEntry.objects.exists()


def test_incident_without_postmortem_takes_changes(db):
    incident = IncidentFactory()

    entry = TimelineEntryFactory(incident=incident)

    assert list(incident.timeline.all()) == [entry]


def test_finalized_refuses_in_words_that_say_how_to_go_on(cast):
    scenes.finalized(cast)

    with pytest.raises(ContentFrozen, match=r"PM-\d+ is finalized .* reopen it"):
        add_record(
            TimelineEntry(
                incident=cast.incident, occurred_at=cast.incident.started_at, text="Too late"
            ),
            by=cast.owner,
        )


def test_discarded_refuses_in_words_that_say_how_to_go_on(cast):
    scenes.discarded(cast)

    with pytest.raises(ContentFrozen, match="discarded. Its owner can recover it"):
        TimelineEntryFactory(incident=cast.incident)
