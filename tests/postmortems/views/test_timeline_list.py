"""What of a timeline is shown: filter, zone, parts, perspectives; and what that costs."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from postmortems.domain.incident import change_incident
from postmortems.models import TimelineEntry
from postmortems.views.timeline_list import PART, Wish
from tests.factories.postmortems import PerspectiveFactory, TimelineEntryFactory
from tests.scenes import renewed

STARTED = datetime(2026, 3, 1, 13, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def berlin(cast):
    """The cast around an incident that began on 1 March 2026, 14:00 in Berlin."""
    values = {"time_zone": "Europe/Berlin", "started_at": STARTED}
    change_incident(cast.incident, values, base=cast.incident.version, by=cast.owner)
    return renewed(cast)


def section(cast, query=""):
    return reverse("postmortems:section", args=[cast.postmortem.pk, "timeline"]) + query


def entry(cast, minutes, **values):
    at = STARTED + timedelta(minutes=minutes)
    return TimelineEntryFactory(incident=cast.incident, occurred_at=at, **values)


def shown(html):
    return re.findall(r'<li class="entry [^>]*id="timeline-(\d+)"', html)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", [0, 1, 2, 3]),
        ("?kind=symptom", [1, 3]),
        ("?phase=before", [0]),
        ("?key=1", [2]),
        ("?kind=symptom&phase=during&key=1", []),
        ("?kind=nonsense&phase=<b>&key=2&zone=x&choose=y", [0, 1, 2, 3]),
    ],
)
def test_filter_by_kind_phase_and_key_moment(berlin, client_of, query, wanted):
    rows = [
        entry(berlin, -30, kind="change"),
        entry(berlin, 5, kind="symptom"),
        entry(berlin, 6, kind="action", is_key_moment=True),
        entry(berlin, 7, kind="symptom"),
    ]
    html = client_of(berlin.owner).get(section(berlin, query)).content.decode()
    assert shown(html) == [str(rows[at].pk) for at in wanted]
    left_out = len(rows) - len(wanted)
    assert (f"{left_out} of 4 not shown" in html) == bool(left_out)
    assert ("No entry fits this choice" in html) == (not wanted)


def test_new_entry_is_shown_whatever_the_filter_says(berlin, client_of):
    entry(berlin, 5, kind="symptom")
    sent = {"line": "14:10 deploy", "next": section(berlin, "?kind=symptom")}
    url = reverse("postmortems:timeline-line", args=[berlin.incident.pk])
    html = client_of(berlin.owner).post(url, sent, headers=HTMX).content.decode()
    assert len(shown(html)) == 2
    assert 'name="next" value="/postmortems/' in html
    assert "?kind=symptom" in html


def test_times_in_the_incidents_or_the_readers_zone(berlin, client_of):
    berlin.owner.time_zone = "Asia/Tokyo"
    berlin.owner.save()
    entry(berlin, 5)
    client = client_of(berlin.owner)
    theirs = client.get(section(berlin)).content.decode()
    assert "1 Mar 14:05</time>" in theirs
    assert "Show them in Asia/Tokyo" in theirs
    mine = client.get(section(berlin, "?zone=mine")).content.decode()
    assert "1 Mar 22:05</time>" in mine
    assert "Show them in Europe/Berlin" in mine
    assert "In Europe/Berlin; a time alone" in mine  # what is typed stays in the incident's


def test_wishes_survive_a_change_of_the_list(berlin, client_of):
    row = entry(berlin, 5)
    back = section(berlin, "?zone=mine&choose=some")
    sent = {"entry": f"{row.pk}:1", "do": "hide", "next": back}
    url = reverse("postmortems:timeline-several", args=[berlin.incident.pk])
    html = client_of(berlin.owner).post(url, sent, headers=HTMX).content.decode()
    assert 'class="form-check-input entry-tick"' in html
    assert "Done choosing" in html
    assert Wish.of("zone=mine&choose=some&part=2&x=1").query() == "zone=mine&choose=some&part=2"


def test_ticks_are_offered_to_editors_alone(berlin, client_of):
    entry(berlin, 5)
    seen = {
        part: client_of(berlin.people[part]).get(section(berlin, "?choose=all")).content.decode()
        for part in ("owner", "outsider")
    }
    assert 'name="entry"' in seen["owner"]
    assert 'name="entry"' not in seen["outsider"]
    assert "quick-line" not in seen["outsider"]


def test_clock_of_the_incidents_page_shows_every_entry(berlin, client_of):
    minutes = range(PART + 20)
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            incident=berlin.incident, occurred_at=STARTED + timedelta(minutes=n), text=f"x{n}"
        )
        for n in minutes
    )
    url = berlin.incident.get_absolute_url()
    html = client_of(berlin.owner).get(f"{url}?kind=recovery").content.decode()
    assert shown(html) == []
    assert f"{len(minutes)} smaller marks" in html


def test_parts_of_a_long_timeline(berlin, client_of):
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            incident=berlin.incident, occurred_at=STARTED + timedelta(minutes=n), text="x"
        )
        for n in range(PART * 2 + 3)
    )
    client = client_of(berlin.owner)
    wanted = {
        "": PART,
        "?part=3": 3,
        "?part=all": PART * 2 + 3,
        "?part=99": 3,
        "?part=-1": PART,
        "?part=٣": PART,
    }
    for query, count in wanted.items():
        assert len(shown(client.get(section(berlin, query)).content.decode())) == count, query
    url = reverse("postmortems:timeline-line", args=[berlin.incident.pk])
    sent = {"line": "T+101m the newest", "next": section(berlin)}
    html = client.post(url, sent, headers=HTMX).content.decode()
    assert "the newest" in html
    assert f"{PART * 2 + 1} to {PART * 2 + 4} of {PART * 2 + 4}" in html


@pytest.mark.parametrize("rows", [1, 3, PART + 5])
def test_timeline_asks_as_often_for_many_rows(berlin, client_of, django_assert_num_queries, rows):
    for minute in range(rows):
        row = entry(berlin, minute)
        if minute < 3:
            PerspectiveFactory(entry=row, speaker=berlin.owner, by=berlin.owner)
    client = client_of(berlin.owner)
    client.get(section(berlin))
    with django_assert_num_queries(31):
        client.get(section(berlin))


def test_perspectives_beside_an_entry_follow_their_audience(berlin, client_of):
    entry = TimelineEntryFactory(incident=berlin.incident)
    for audience in ("mine", "review-group"):
        words = {"saw": f"SAW-{audience}", "audience": audience}
        PerspectiveFactory(entry=entry, speaker=berlin.responder, by=berlin.responder, **words)
    seen = {}
    for part in ("responder", "owner", "granted"):
        html = client_of(berlin.people[part]).get(section(berlin)).content.decode()
        seen[part] = {words for words in ("SAW-mine", "SAW-review-group") if words in html}
    assert seen == {
        "responder": {"SAW-mine", "SAW-review-group"},
        "owner": {"SAW-review-group"},
        "granted": set(),
    }
