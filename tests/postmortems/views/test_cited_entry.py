"""Timeline entries in texts: what is offered behind an @, and where the link leads."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from postmortems.domain.cited_entry import LONGEST, entries_near, led_within, minutes_in
from postmortems.domain.record import remove_record
from postmortems.enums import Precision
from postmortems.models import Incident, TimelineEntry
from postmortems.rendering.sanitiser import to_html
from tests import scenes
from tests.factories.postmortems import TimelineEntryFactory
from tests.postmortems import pages


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("14:02", 842), ("1402", 842), ("14", 840), ("14:", 840), ("14:3", 870), ("9.05", 545)]
    + [("24:00", None), ("x", None), ("", None), ("140222", None)],
)
def test_digits_lead_to_a_time_of_day(typed, minutes):
    assert minutes_in(typed) == minutes


@pytest.fixture
def told(cast):
    """Entries at 13:58, 14:02, 14:30 and 23:59 in Tokyo, and one with a day alone."""
    Incident.objects.filter(pk=cast.incident.pk).update(time_zone="Asia/Tokyo")
    cast.incident.refresh_from_db()
    times = [(4, 58), (5, 2), (5, 30), (14, 59)]
    rows = [
        TimelineEntryFactory(
            incident=cast.incident,
            occurred_at=datetime(2026, 3, 4, hour, minute, tzinfo=UTC),
            text=f"At {hour + 9:02}:{minute:02}",
        )
        for hour, minute in times
    ]
    TimelineEntryFactory(
        incident=cast.incident,
        occurred_at=datetime(2026, 3, 3, 15, tzinfo=UTC),
        precision=Precision.DAY,
    )
    return rows


def test_nearest_in_the_incidents_zone_come_first(cast, told):
    near = [one["words"] for one in entries_near(cast.incident, "14:02")]
    assert near == ["At 14:02", "At 13:58", "At 14:30", "At 23:59"]
    assert entries_near(cast.incident, "0:01")[0]["words"] == "At 23:59"
    assert entries_near(cast.incident, "soon") == []


def test_long_entry_is_offered_by_its_first_words(cast, told):
    TimelineEntry.objects.filter(pk=told[1].pk).update(text="word  " * 60)
    words = entries_near(cast.incident, "14:02")[0]["words"]
    assert words.endswith("word…")
    assert len(words) <= LONGEST


def test_offered_markdown_becomes_a_link_that_leads_to_the_entry(cast, told, client_of):
    client = client_of(cast.owner)
    address = reverse("postmortems:timeline-near", args=[cast.incident.pk])
    first = client.get(address, {"q": "14:02"}).json()["entries"][0]
    assert first["markdown"] == f"[14:02](/timeline/{told[1].pk}/)"
    assert f'<a href="/timeline/{told[1].pk}/" rel=' in to_html(f"See {first['markdown']}.")
    led = client.get(f"/timeline/{told[1].pk}/")
    assert led.url.endswith(f"/draft/timeline/?part=all#timeline-{told[1].pk}")
    assert f'id="timeline-{told[1].pk}"' in client.get(led.url.partition("#")[0]).content.decode()


def test_page_leads_to_the_entries_that_it_shows_and_keeps_the_words_of_others(cast, client_of):
    cast = pages.told(cast)
    rows = cast.incident.timeline
    shown, hidden = rows.filter(is_hidden=False).first(), rows.filter(is_hidden=True).first()
    gone = TimelineEntryFactory(incident=cast.incident, by=cast.owner)
    text = "".join(f"[at {one.pk}](/timeline/{one.pk}/) " for one in (shown, hidden, gone))
    scenes.write(cast.postmortem.sections.get(key="summary"), text, by=cast.owner)
    remove_record(gone, by=cast.owner)
    address = reverse("postmortems:preview", args=[cast.postmortem.pk])
    page = client_of(cast.owner).get(address).content.decode()
    assert f'<a href="#entry-{shown.pk}">at {shown.pk}</a> at {hidden.pk} at {gone.pk}' in page
    assert f'id="entry-{shown.pk}"' in page
    assert "/timeline/" not in page.partition("at ")[2].partition("</p>")[0]


def test_only_links_that_the_sanitiser_made_are_led_elsewhere():
    code = to_html('`<a href="/timeline/7/">x</a>` <a href="/timeline/7/">')
    assert led_within(code, {7}) == code
    several = to_html(
        "[**a**](/timeline/7/) [b](/timeline/8/) [c](https://example.com/timeline/7/)"
    )
    led = led_within(several, {7})
    assert '<a href="#entry-7"><strong>a</strong></a> b <a href="https://example.com' in led


def test_once_final_the_link_leads_to_the_page_for_readers_too(cast, client_of):
    cast = scenes.finalized(cast)
    entry = cast.incident.timeline.first()
    for part in ("owner", "reader"):
        led = client_of(cast.people[part]).get(f"/timeline/{entry.pk}/")
        assert led.url == f"{cast.postmortem.get_absolute_url()}#entry-{entry.pk}"
        page = client_of(cast.people[part]).get(cast.postmortem.get_absolute_url())
        assert f'id="entry-{entry.pk}"' in page.content.decode()


@pytest.mark.parametrize("address", ["/timeline/x/", "/timeline/1/2/", "//evil/timeline/1/"])
def test_other_addresses_of_that_kind_are_no_links(address):
    assert "href" not in to_html(f"[x]({address})")
