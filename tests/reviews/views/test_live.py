"""The meeting live, through its pages: leading, following, joining, writing down."""

import re

import pytest
from django.core import signing
from django.urls import reverse

from reviews.models import Progress, Stop
from tests import scenes
from tests.factories.postmortems import PerspectiveFactory
from tests.factories.reviews import AttendanceFactory, StopFactory


@pytest.fixture
def walking(cast, arrange):
    cast = scenes.written(cast)
    cast.meeting = arrange(cast)
    cast.stops = [
        StopFactory(meeting=cast.meeting, entry=one) for one in cast.incident.timeline.all()
    ]
    return cast


def to(name, pk):
    return reverse(f"reviews:{name}", args=[pk])


def test_facilitator_begins_and_goes_on_and_others_follow(walking, client_of):
    meeting, (first, second) = walking.meeting, walking.stops
    leader, other = client_of(walking.facilitator), client_of(walking.owner)
    assert "It has not begun" in other.get(meeting.get_absolute_url()).content.decode()
    assert leader.post(to("lead", meeting.pk)).status_code == 302
    assert leader.post(to("lead", meeting.pk), {"stop": second.pk}).status_code == 302
    page = other.get(meeting.get_absolute_url()).content.decode()
    assert "stop 2 of 2" in page
    assert "Come back" not in page
    aside = other.get(f"{meeting.get_absolute_url()}?stop={first.pk}").content.decode()
    assert "Come back" in aside
    told = other.get(to("where", meeting.pk)).json()
    assert told["stop"] == second.pk


def test_next_stop_of_the_facilitator_takes_everyone_along(walking, client_of):
    first, second = walking.stops
    leader = client_of(walking.facilitator)
    address = reverse("reviews:line-change", args=["stop", first.pk])
    typed = {"notes": "It was quiet.", "base": first.version, "go": second.pk}
    assert leader.post(address, typed).status_code == 302
    assert Progress.objects.get().stop == second
    noter = client_of(walking.note_taker)
    back = {"notes": "", "base": second.version, "go": first.pk}
    noter.post(reverse("reviews:line-change", args=["stop", second.pk]), back)
    assert Progress.objects.get().stop == second


def test_only_the_facilitator_leads(walking, client_of):
    for part in ("owner", "note_taker", "outsider"):
        assert (
            client_of(walking.people[part]).post(to("lead", walking.meeting.pk)).status_code == 403
        )
        assert (
            client_of(walking.people[part]).get(to("aids", walking.meeting.pk)).status_code == 403
        )
    leader = client_of(walking.facilitator)
    assert leader.post(to("lead", walking.meeting.pk), {"stop": "9" * 30}).status_code == 404


def test_link_on_the_wall_makes_one_present(walking, client_of):
    wall = client_of(walking.facilitator).get(to("projector", walking.meeting.pk)).content.decode()
    token = signing.dumps(walking.meeting.pk, salt="reviews.come")
    address = reverse("reviews:come", args=[token])
    assert "/reviews/here/" in wall
    assert 'class="qr-dark"' in wall
    assert walking.facilitator.email not in wall
    assert reverse("postmortems:inbox") not in wall
    client = client_of(walking.outsider)
    assert client.post(address, {"relation": "affected", "is_first": "on"}).status_code == 302
    row = walking.meeting.attendance.get(user=walking.outsider)
    assert row.is_present
    assert row.is_first
    assert client.get(reverse("reviews:come", args=[f"{token}x"])).status_code == 404
    aids = client_of(walking.facilitator).get(to("aids", walking.meeting.pk)).content.decode()
    assert "first review" in aids
    heard = {"person": row.pk, "heard": "yes"}
    client_of(walking.facilitator).post(to("aids", walking.meeting.pk), heard)
    row.refresh_from_db()
    assert row.was_heard
    shared = client_of(walking.owner).get(walking.meeting.get_absolute_url()).content.decode()
    assert "heard" not in shared.replace("saw or heard", "").lower().replace("see or hear", "")


def test_restricted_meeting_is_joined_by_its_people_alone(restricted_cast, client_of, arrange):
    cast = scenes.written(restricted_cast)
    meeting = arrange(cast)
    token = signing.dumps(meeting.pk, salt="reviews.come")
    address = reverse("reviews:come", args=[token])
    assert client_of(cast.outsider).get(address).status_code == 404
    assert client_of(cast.responder).get(address).status_code == 200


def test_unsure_in_words_or_by_a_tap(walking, client_of):
    stop = walking.stops[0]
    client = client_of(walking.responder)
    assert client.post(to("unsure", stop.pk), {"words": ""}).status_code == 302
    assert client.post(to("unsure-too", stop.pk)).status_code == 302
    page = client.get(f"{walking.meeting.get_absolute_url()}?stop={stop.pk}").content.decode()
    assert "I was not sure what this meant." in page
    assert "1 more was not sure here" in page
    assert client_of(walking.outsider).post(to("unsure-too", stop.pk)).status_code == 403
    assert Stop.objects.get(pk=stop.pk).unsure == 1


def test_each_door_is_open_to_those_who_may_write_there(walking, client_of):
    def keys(part):
        page = client_of(walking.people[part]).get(walking.meeting.get_absolute_url())
        text = page.content.decode()
        return {key for key in "qfiltdpc" if f'data-capture="{key}"' in text}

    assert keys("facilitator") == set("qfiltdpc")
    assert keys("note_taker") == set("qdpc")
    assert keys("owner") == set("filtc")
    assert keys("responder") == set("c")


def test_learning_goes_into_question_7(walking, client_of):
    address = to("learning", walking.meeting.pk)
    assert client_of(walking.owner).post(address, {"text": "It is small."}).status_code == 302
    assert walking.postmortem.sections.get(key="q7").text == "- It is small.\n"
    assert client_of(walking.responder).post(address, {"text": "x"}).status_code == 403
    assert client_of(walking.owner).post(address, {"text": ""}).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_wall_asks_as_often_for_three_as_for_one(
    walking, client_of, rows, django_assert_num_queries
):
    for _ in range(rows):
        AttendanceFactory(meeting=walking.meeting)
    client = client_of(walking.facilitator)
    with django_assert_num_queries(13):
        client.get(to("projector", walking.meeting.pk))


def test_perspectives_in_the_room_are_called_by_role(walking, client_of):
    entry = walking.stops[0].entry
    for speaker in (walking.owner, walking.responder, walking.contributor):
        PerspectiveFactory(entry=entry, speaker=speaker, by=speaker, saw="A red light.")
    second = PerspectiveFactory(entry=entry, speaker=walking.outsider, by=walking.outsider)
    second.speaker_role = "incident commander"
    second.save()
    page = f"{walking.meeting.get_absolute_url()}?stop={walking.stops[0].pk}"

    told = client_of(walking.owner).get(page)

    shown = next(one for one in told.context["room"].notebook.stops if one.entry_id == entry.pk)
    assert [one.called for one in shown.perspectives] == [
        "Incident commander (1)",
        "Responder",
        "someone involved",
        "incident commander (2)",
    ]
    cards = re.findall(r'class="card-quiet">(.*?)</section>', told.content.decode(), re.DOTALL)
    assert len(cards) == 4
    assert not any(one.name in "".join(cards) for one in (walking.owner, walking.contributor))
    assert "Incident commander (1)</bdi> · you" in cards[0]
