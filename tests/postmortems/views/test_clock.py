"""The incident clock on its pages: drawn twice, told once, nothing shown that is hidden."""

import re
from datetime import timedelta

import pytest

from postmortems.rendering.clock import draw
from postmortems.views import incident_clock
from tests.factories.postmortems import TimelineEntryFactory
from tests.postmortems import pages

FIGURE = re.compile(r'<figure class="incident-clock".*?</figure>', re.S)


@pytest.fixture
def drawings(monkeypatch):
    """How often a clock was drawn for the page of an incident."""
    incident_clock.clocks.clear()
    drawn = []

    def counted(*told):
        drawn.append(told)
        return draw(*told)

    monkeypatch.setattr(incident_clock, "draw", counted)
    return drawn


def figure(response):
    found = FIGURE.findall(response.content.decode())
    assert len(found) == 1
    return found[0]


def test_published_page_draws_the_clock_both_ways_and_tells_it(cast, client_of):
    cast = pages.published(cast)
    told = figure(client_of(cast.reader).get(cast.postmortem.get_absolute_url()))

    assert told.count("<svg") == 2
    assert told.count('aria-hidden="true"') == 2
    assert " id=" not in told
    assert " style=" not in told
    for label in ("Impact began", "Detected", "Resolved"):
        assert f"<b>{label}</b>" in told
        assert told.count(f">{label}</text>") == 2


def test_incident_page_draws_what_readers_see(cast, client_of):
    at = cast.incident.started_at + timedelta(minutes=3)
    seen, hidden = "A graph & its <peak>", "Only for those who edit"
    TimelineEntryFactory(
        incident=cast.incident, occurred_at=at, text=seen, is_key_moment=True, is_hidden=False
    )
    TimelineEntryFactory(
        incident=cast.incident, occurred_at=at, text=hidden, is_key_moment=True, is_hidden=True
    )
    told = figure(client_of(cast.owner).get(cast.incident.get_absolute_url()))

    assert "A graph &amp; its &lt;peak&gt;" in told
    assert "<peak>" not in told
    assert hidden not in told


def test_incident_of_which_no_time_is_known_has_a_sentence(cast, client_of):
    cast.incident.timeline.all().delete()
    for name in ("started_at", "detected_at", "acknowledged_at", "mitigated_at", "resolved_at"):
        setattr(cast.incident, name, None)
    cast.incident.save()
    told = figure(client_of(cast.owner).get(cast.incident.get_absolute_url()))

    assert "No time of this incident is recorded yet" in told
    assert "<svg" not in told


def test_declared_is_drawn_only_while_the_incident_lasted(cast, client_of):
    incident = cast.incident
    incident.resolved_at = incident.started_at + timedelta(hours=2)
    incident.declared_at = incident.started_at + timedelta(hours=1)
    incident.save()
    assert ">Declared</text>" in figure(client_of(cast.owner).get(incident.get_absolute_url()))

    incident.declared_at = incident.resolved_at + timedelta(days=300)
    incident.save()
    assert "Declared" not in figure(client_of(cast.owner).get(incident.get_absolute_url()))


CHANGES = {
    "words": {"text": "The graph fell"},
    "time": {"occurred_at": timedelta(minutes=9)},
    "end": {"ended_at": timedelta(minutes=20)},
    "precision": {"precision": "approximate"},
    "kind": {"kind": "decision"},
    "weight": {"is_key_moment": False},
    "hidden": {"is_hidden": True},
    "zone": {"time_zone": "Asia/Tokyo"},
    "facts": {"resolved_at": timedelta(hours=5)},
    "day alone": {"day_only": ["started_at"]},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_incident_page_draws_its_clock_again_only_when_it_tells_something_else(
    cast, client_of, drawings, change
):
    incident = cast.incident
    entry = TimelineEntryFactory(
        incident=incident,
        occurred_at=incident.started_at + timedelta(minutes=3),
        text="The graph rose",
        is_key_moment=True,
    )
    first = figure(client_of(cast.owner).get(incident.get_absolute_url()))
    assert figure(client_of(cast.outsider).get(incident.get_absolute_url())) == first
    assert len(drawings) == 1, "the second reader was sent what was kept"

    for name, value in change.items():
        row = entry if hasattr(entry, name) else incident
        moved = incident.started_at + value if isinstance(value, timedelta) else value
        setattr(row, name, moved)
        row.save()
    figure(client_of(cast.owner).get(incident.get_absolute_url()))
    assert len(drawings) == 2
