"""The incident clock on its pages: drawn twice, told once, nothing shown that is hidden."""

import re
from datetime import timedelta

from tests.factories.postmortems import TimelineEntryFactory
from tests.postmortems import pages

FIGURE = re.compile(r'<figure class="incident-clock".*?</figure>', re.S)


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
