"""Calendar links: a secret told once, what its person may see now, and nothing after its end."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.domain.people import change_role, deactivate, reactivate
from accounts.enums import Role
from accounts.models import AuditRecord
from postmortems.domain.incident import set_visibility
from postmortems.domain.record import remove_record
from postmortems.enums import Visibility
from reviews.domain import feed
from reviews.domain.invitation import answer_invitation
from reviews.domain.meeting import cancel_meeting
from reviews.enums import FeedKind, Response
from reviews.models import CalendarFeed
from tests.cast import PARTS
from tests.factories.reviews import MeetingFactory
from tests.reviews.calendars import events_of

MINE, ALL = FeedKind.MINE, FeedKind.ORGANIZATION
SIGNED_IN = [part for part in PARTS if part != "anonymous"]


def read(secret, **headers):
    return Client().get(reverse("reviews:calendar", args=[secret]), headers=headers)


def titles(person, kind):
    answer = read(feed.make_link(person, kind))
    assert answer.status_code == 200
    return [event.summary.value for event in events_of(answer.content.decode())]


def test_link_is_shown_once_and_only_its_digest_is_kept(cast, client_of):
    client = client_of(cast.responder)

    page = client.post(reverse("reviews:calendar-make", args=["mine"]))

    (secret,) = re.findall(r"/calendar/([\w-]+)\.ics", page.content.decode())
    assert "no-store" in page.headers["Cache-Control"]
    assert read(secret).status_code == 200
    again = client.get(reverse("reviews:calendar-links")).content.decode()
    assert secret not in again
    assert "It cannot be shown again" in again
    row = CalendarFeed.objects.get(person=cast.responder)
    assert row.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(AuditRecord.objects.filter(verb="calendar link made").values())


def test_new_link_ends_the_old_one_and_an_ended_link_is_not_found(cast, client_of):
    first, second = (feed.make_link(cast.responder, MINE) for _ in range(2))
    other = feed.make_link(cast.responder, ALL)
    assert [read(one).status_code for one in (first, second, other)] == [404, 200, 200]

    client_of(cast.responder).post(reverse("reviews:calendar-end", args=["mine"]))

    assert [read(one).status_code for one in (second, other)] == [404, 200]
    assert read("nothing-like-it").status_code == 404


def test_nobody_ends_the_link_of_somebody_else(cast, client_of):
    secret = feed.make_link(cast.responder, MINE)

    client_of(cast.administrator).post(reverse("reviews:calendar-end", args=["mine"]))

    assert read(secret).status_code == 200


def test_links_of_a_closed_account_stay_dead_when_it_is_opened_again(cast):
    secret = feed.make_link(cast.outsider, ALL)
    deactivate(cast.outsider, by=cast.administrator)
    assert read(secret).status_code == 404
    reactivate(cast.outsider, by=cast.administrator)
    assert read(secret).status_code == 404


@pytest.mark.parametrize("part", SIGNED_IN)
def test_feed_of_the_organization_lists_what_its_reader_may_see(cast, arrange, part):
    arrange(cast, invite=[cast.responder])

    shown = titles(cast.people[part], ALL)

    assert shown == (
        [] if part == "reader" else [f"Review of {cast.postmortem.reference} {cast.incident.title}"]
    )


@pytest.mark.parametrize("part", SIGNED_IN)
def test_restricted_review_is_in_no_feed_of_the_organization(restricted_cast, arrange, part):
    cast = restricted_cast
    arrange(cast, invite=[cast.responder, cast.invited_reader])

    assert titles(cast.people[part], ALL) == []


@pytest.mark.parametrize("part", SIGNED_IN)
def test_own_feed_lists_a_restricted_review_to_who_is_in_it_and_without_its_name(
    restricted_cast, arrange, part
):
    cast = restricted_cast
    meeting = arrange(cast, invite=[cast.responder, cast.invited_reader], place="Vault 7")
    row = meeting.attendance.get(user=cast.invited_reader)
    answer_invitation(row, Response.ACCEPTED, by=cast.invited_reader)

    text = read(feed.make_link(cast.people[part], MINE)).content.decode()

    is_in_it = part in ("facilitator", "note_taker", "responder", "invited_reader")
    assert [event.summary.value for event in events_of(text)] == ["Restricted review"] * is_in_it
    for word in (cast.incident.title, cast.postmortem.reference, cast.incident.reference, "Vault"):
        assert word not in text


def test_what_a_reader_may_see_is_asked_when_the_feed_is_read(cast, arrange):
    arrange(cast)
    secrets = {part: feed.make_link(cast.people[part], ALL) for part in ("outsider", "owner")}
    assert [len(events_of(read(one).content.decode())) for one in secrets.values()] == [1, 1]

    change_role(cast.outsider, Role.READER, by=cast.administrator)
    assert events_of(read(secrets["outsider"]).content.decode()) == []
    set_visibility(cast.incident, Visibility.RESTRICTED, by=cast.owner)
    assert events_of(read(secrets["owner"]).content.decode()) == []


def test_own_feed_loses_what_was_declined_taken_back_or_cancelled(cast, arrange):
    meeting = arrange(cast, invite=[cast.responder, cast.outsider])
    assert [len(titles(one, MINE)) for one in (cast.responder, cast.outsider)] == [1, 1]

    answer_invitation(
        meeting.attendance.get(user=cast.responder), Response.DECLINED, by=cast.responder
    )
    remove_record(meeting.attendance.get(user=cast.outsider), by=cast.facilitator)
    assert [len(titles(one, MINE)) for one in (cast.responder, cast.outsider)] == [0, 0]
    assert len(titles(cast.note_taker, MINE)) == 1
    cancel_meeting(meeting, by=cast.owner, reason="Another day.")
    assert titles(cast.note_taker, MINE) == titles(cast.owner, ALL) == []


def test_feed_is_asked_for_again_only_when_something_changed(cast, arrange):
    arrange(cast)
    secret = feed.make_link(cast.owner, ALL)
    first = read(secret)
    assert first.headers["Cache-Control"] == "private, max-age=900"
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"

    again = read(secret, if_none_match=first.headers["ETag"])
    MeetingFactory(starts_at=timezone.now() + timedelta(days=3))
    changed = read(secret, if_none_match=first.headers["ETag"])

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)


@pytest.mark.parametrize("rows", [1, 3])
def test_feed_asks_as_often_for_three_meetings_as_for_one(cast, django_assert_num_queries, rows):
    for _ in range(rows):
        MeetingFactory(facilitator=cast.owner)
    secrets = [feed.make_link(cast.owner, kind) for kind in (MINE, ALL)]
    for secret in secrets:
        with django_assert_num_queries(2):
            assert len(events_of(read(secret).content.decode())) == rows


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_feed_is_only_read(cast, method):
    secret = feed.make_link(cast.owner, ALL)
    assert getattr(Client(), method)(reverse("reviews:calendar", args=[secret])).status_code == 405


def test_unknown_kind_of_link_is_not_found(cast, client_of):
    client = client_of(cast.owner)
    for name in ("calendar-make", "calendar-end"):
        assert client.post(reverse(f"reviews:{name}", args=["everything"])).status_code == 404
