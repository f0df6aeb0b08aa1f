"""The month of reviews: each day in the reader's zone, restricted ones without a name."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils.html import escape

from reviews.domain.month import month_from, month_of
from reviews.enums import MeetingOutcome
from tests.cast import INSIDERS, PARTS
from tests.factories.reviews import MeetingFactory, WorkshopFactory

NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
MARCH = "?view=month&month=2026-03"
SIGNED_IN = [part for part in PARTS if part != "anonymous"]


def page(client, query=MARCH):
    return client.get(reverse("reviews:queue") + query)


def days_of(month):
    return {day.date.day: day.happenings for week in month.weeks for day in week if day.in_month}


def test_month_shows_meetings_and_workshops_on_their_day(cast, client_of, clock):
    meeting = MeetingFactory(postmortem=cast.postmortem, starts_at=NOON)
    WorkshopFactory(postmortem=cast.postmortem, starts_at=NOON.replace(day=20))
    MeetingFactory(
        postmortem=cast.postmortem,
        starts_at=NOON,
        outcome=MeetingOutcome.CANCELLED,
        outcome_reason="Ill.",
    )

    answer = page(client_of(cast.outsider))

    days = days_of(answer.context["month"])
    assert [one.url for one in days[18]] == [meeting.get_absolute_url()]
    assert [one.what for one in days[20]] == ["Action workshop"]
    assert sum(map(len, days.values())) == 2
    text = answer.content.decode()
    assert escape(cast.incident.title) in text
    assert "month=2026-02" in text
    assert "month=2026-04" in text
    assert text.count('aria-current="date"') == 1


def test_day_is_the_readers_own(cast, client_of):
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    MeetingFactory(postmortem=cast.postmortem, starts_at=late)
    client = client_of(cast.owner)
    assert len(days_of(page(client).context["month"])[31]) == 1

    cast.owner.time_zone = "Europe/Berlin"
    cast.owner.save()

    assert page(client).context["month"].is_empty
    april = page(client, "?view=month&month=2026-04").context["month"]
    assert len(days_of(april)[1]) == 1


@pytest.mark.parametrize("part", SIGNED_IN)
def test_restricted_review_has_no_name_and_is_there_for_its_people_only(
    restricted_cast, client_of, part
):
    cast = restricted_cast
    MeetingFactory(postmortem=cast.postmortem, starts_at=NOON)
    WorkshopFactory(postmortem=cast.postmortem, starts_at=NOON)

    text = page(client_of(cast.people[part])).content.decode()

    assert ("Restricted review" in text) == (part in INSIDERS)
    assert ("Restricted workshop" in text) == (part in INSIDERS)
    assert cast.incident.title not in text
    assert cast.postmortem.reference not in text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-13",
        "2026-00",
        "0000-01",
        "9999-12",
        "-026-03",
        "２０２６-03",
        "a" * 7,
        "\0",
    ],
)
def test_month_that_is_none_is_this_one(clock, cast, client_of, text):
    assert month_from(text).isoformat() == "2026-03-01"
    answer = client_of(cast.owner).get("/reviews/", {"view": "month", "month": text})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("text", "ways"), [("1971-01", ("", "1971-02")), ("2199-12", ("2199-11", ""))]
)
def test_first_and_last_month_lead_no_further(cast, text, ways):
    month = month_of(cast.owner, text)
    assert (month.previous, month.next) == ways


@pytest.mark.parametrize("rows", [1, 3])
def test_month_asks_as_often_for_three_rows_as_for_one(
    cast, client_of, django_assert_num_queries, rows
):
    for _ in range(rows):
        MeetingFactory(starts_at=NOON)
        WorkshopFactory(starts_at=NOON)
    client = client_of(cast.administrator)
    with django_assert_num_queries(4):
        answer = page(client)
    assert len(days_of(answer.context["month"])[18]) == rows * 2
