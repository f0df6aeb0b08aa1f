"""The stops of a meeting on the timeline: chosen, walked, noted."""

from datetime import timedelta

import pytest
from django.urls import reverse

from postmortems.enums import EntryKind
from reviews.domain.notebook import choose_stops
from reviews.domain.prompt import HOUSE
from tests import scenes
from tests.factories.accounts import TeamFactory
from tests.factories.postmortems import PerspectiveFactory, TimelineEntryFactory
from tests.factories.reviews import StopFactory


def ticks(client, address):
    return [row[:2] for row in client.get(address).context["rows"]]


def test_stops_proposes_key_moments_and_keeps_the_choice(cast, client_of, arrange):
    cast = scenes.written(cast)
    meeting = arrange(cast)
    key, other = cast.incident.timeline.in_order()
    address = reverse("reviews:stops", args=[meeting.pk])
    client = client_of(cast.facilitator)
    assert ticks(client, address) == [(key, True), (other, False)]
    client.post(address, {"entries": [other.pk]})
    assert [stop.entry for stop in meeting.stops.kept()] == [other]
    assert ticks(client, address) == [(key, False), (other, True)]


def test_stops_of_another_incident_are_refused(cast, client_of, arrange):
    meeting = arrange(cast)
    foreign = TimelineEntryFactory()
    address = reverse("reviews:stops", args=[meeting.pk])
    response = client_of(cast.facilitator).post(address, {"entries": [foreign.pk]})
    assert response.status_code == 422
    assert not meeting.stops.exists()


def test_going_to_the_next_stop_keeps_what_was_typed(cast, client_of, arrange):
    cast = scenes.written(cast)
    meeting = arrange(cast)
    choose_stops(meeting, list(cast.incident.timeline.all()), by=cast.facilitator)
    first, second = meeting.stops.kept()
    address = reverse("reviews:line-change", args=["stop", first.pk])
    values = {"base": first.version, "notes": "It went quiet.", "go": second.pk}
    response = client_of(cast.facilitator).post(address, values)
    assert response["Location"] == f"{meeting.get_absolute_url()}?stop={second.pk}#walk"
    first.refresh_from_db()
    assert first.notes == "It went quiet."


def test_discussed_with_one_tap_keeps_the_notes_beside_it(cast, client_of, arrange):
    cast = scenes.written(cast)
    meeting = arrange(cast)
    choose_stops(meeting, list(cast.incident.timeline.all()), by=cast.facilitator)
    first, second = meeting.stops.kept()
    client = client_of(cast.note_taker)
    values = {"base": first.version, "notes": "Typed.", "state": "discussed"}
    client.post(reverse("reviews:line-change", args=["stop", first.pk]), values)
    client.post(reverse("reviews:stop-state", args=[second.pk]), {"state": "skipped"})
    assert [(stop.state, stop.notes) for stop in meeting.stops.kept()] == [
        ("discussed", "Typed."),
        ("skipped", ""),
    ]


def test_state_of_a_stop_takes_no_other_word(cast, client_of, arrange):
    stop = StopFactory(meeting=arrange(cast))
    address = reverse("reviews:stop-state", args=[stop.pk])
    assert client_of(cast.facilitator).post(address, {"state": "won"}).status_code == 404
    assert client_of(cast.facilitator).get(address).status_code == 405


def test_skipped_stop_says_why_and_views_that_differ_both_stay(cast, client_of, arrange):
    cast = scenes.written(cast)
    meeting = arrange(cast)
    choose_stops(meeting, list(cast.incident.timeline.all()), by=cast.facilitator)
    first, second = meeting.stops.kept()
    client = client_of(cast.facilitator)
    page = f"{meeting.get_absolute_url()}?stop={first.pk}"
    assert "Reason to skip it" not in client.get(page).content.decode()

    client.post(reverse("reviews:stop-state", args=[first.pk]), {"state": "skipped"})
    assert "Reason to skip it" in client.get(page).content.decode()
    first.refresh_from_db()
    why = {"base": first.version, "notes": "", "skip_reason": "Told already at <stop> one."}
    client.post(reverse("reviews:line-change", args=["stop", first.pk]), why)
    differ = {"base": second.version, "notes": "", "views_differ": "on"}
    client.post(reverse("reviews:line-change", args=["stop", second.pk]), differ)

    walk = client_of(cast.contributor).get(meeting.get_absolute_url()).content.decode()
    assert "Told already at &lt;stop&gt; one." in walk
    assert "views differ, both stay" in walk
    assert [(one.state, one.views_differ) for one in meeting.stops.kept()] == [
        ("skipped", False),
        ("not-yet", True),
    ]


def test_preparation_shows_what_stands_out_what_to_ask_and_who_is_missing(cast, client_of, arrange):
    cast = scenes.written(cast)
    meeting = arrange(cast)
    team = TeamFactory(name="Night Harbour")
    team.members.add(cast.outsider)
    first = cast.incident.timeline.in_order().first()
    later = first.occurred_at + timedelta(minutes=95)
    TimelineEntryFactory(
        incident=cast.incident,
        occurred_at=later,
        kind="decision",
        text="We left it to night harbour.",
    )
    client = client_of(cast.facilitator)

    page = client.get(reverse("reviews:stops", args=[meeting.pk])).content.decode()

    for words in (
        "decision",
        "minutes without an entry",
        "no source",
        "Which options did you see?",
    ):
        assert words in page
    assert "nobody of them is asked yet" in page
    assert "Night Harbour" in page
    client.post(
        reverse("reviews:invite", args=[meeting.pk]), {"others": [], "proposed": [cast.outsider.pk]}
    )
    after = client.get(reverse("reviews:stops", args=[meeting.pk])).content.decode()
    assert "nobody of them is asked yet" not in after


@pytest.mark.parametrize("rows", [1, 3])
def test_preparation_asks_as_often_for_three_rows_as_for_one(
    cast, client_of, arrange, django_assert_num_queries, rows
):
    meeting = arrange(cast)
    for _ in range(rows):
        PerspectiveFactory(entry=TimelineEntryFactory(incident=cast.incident), speaker=cast.owner)
        TeamFactory().members.add(cast.outsider)
    client = client_of(cast.facilitator)
    address = reverse("reviews:stops", args=[meeting.pk])
    client.get(address)
    with django_assert_num_queries(15):
        client.get(address)


def test_prompts_attached_to_a_stop_stand_first_and_none_asks_for_a_culprit(
    cast, client_of, arrange
):
    stop = StopFactory(meeting=arrange(cast), entry__incident=cast.incident)
    address = reverse("reviews:stop-prompts", args=[stop.pk])
    page = f"{stop.meeting.get_absolute_url()}?stop={stop.pk}"
    client = client_of(cast.facilitator)
    taken = next(one for one in HOUSE[EntryKind.DECISION])

    bad = client.post(address, {"base": stop.version, "own": "Why did it fail?"})
    assert (bad.status_code, "asks for a culprit" in bad.content.decode()) == (422, True)
    assert "Why did it fail?" in bad.content.decode()
    client.post(address, {"base": stop.version, "own": "How\n\n dark was it?", "chosen": [taken]})

    stop.refresh_from_db()
    assert stop.own_prompts == ["How", "dark was it?", taken]
    shown = client.get(page).content.decode()
    assert shown.index("dark was it?") < shown.index(HOUSE[stop.entry.kind][0])
    stale = client.post(address, {"base": 1, "own": "How late?"})
    assert stale.status_code == 409
    assert "dark was it?" in client.get(address).content.decode()


def test_stop_on_screen_has_its_neighbours(cast, client_of, arrange):
    cast = scenes.written(cast)
    meeting = arrange(cast)
    choose_stops(meeting, list(cast.incident.timeline.all()), by=cast.facilitator)
    first, second = meeting.stops.kept()
    client = client_of(cast.facilitator)
    for place, near, word in ((first, second, "Next:"), (second, first, "Before:")):
        wall = reverse("reviews:projector", args=[meeting.pk])
        for address in (meeting.get_absolute_url(), wall):
            page = client.get(f"{address}?stop={place.pk}").content.decode()
            part = page[page.index(f'id="at-stop-{place.pk}"') :]
            part = part[: part.index("</article>")]
            line = part[part.index(f'<p class="stop-near">{word}') :]
            assert near.entry.text in line[: line.index("</p>")]


def test_going_to_a_stop_that_was_taken_out_keeps_what_was_typed(cast, client_of, arrange):
    cast = scenes.written(cast)
    meeting = arrange(cast)
    choose_stops(meeting, list(cast.incident.timeline.all()), by=cast.facilitator)
    first, second = meeting.stops.kept()
    choose_stops(meeting, [first.entry], by=cast.note_taker)
    address = reverse("reviews:line-change", args=["stop", first.pk])
    client = client_of(cast.facilitator)
    for base, go in enumerate((str(second.pk), "9" * 30, "23:59", "-1"), start=first.version):
        answer = client.post(address, {"base": base, "notes": f"Said with {go}", "go": go})
        assert answer["Location"] == f"{meeting.get_absolute_url()}?stop={first.pk}#walk"
        first.refresh_from_db()
        assert first.notes == f"Said with {go}"
