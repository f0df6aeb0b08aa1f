"""Finding a facilitator: who is asked, who is told, what is counted for whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from postmortems.domain.postmortem import set_facilitator
from postmortems.enums import Happening
from postmortems.models import Notification, Postmortem
from reviews.domain import pool
from reviews.models import FacilitatorRequest
from tests.cast import OUTSIDERS, PARTS
from tests.factories.accounts import UserFactory
from tests.factories.reviews import MeetingFactory
from tests.hostile import HOSTILE_TEXTS

READERS = ("reader", "invited_reader")
EDITORS = ("owner", "contributor")


def unled(cast):
    Postmortem.objects.update(facilitator=None)
    cast.postmortem.refresh_from_db()
    return cast


def volunteering(*people):
    for person in people:
        person.volunteers = True
        person.save()


def find(cast):
    return reverse("reviews:facilitator", args=[cast.postmortem.pk])


def asked():
    return FacilitatorRequest.objects.open()


def test_editor_asks_the_pool_and_each_neutral_volunteer_is_told_once(cast, client_of):
    unled(cast)
    volunteering(cast.outsider, cast.granted, cast.responder)
    client = client_of(cast.owner)

    answer = client.post(find(cast), {"note": "Best next week"})

    assert answer.url == find(cast)
    assert (asked().get().by, asked().get().note) == (cast.owner, "Best next week")
    told = Notification.objects.filter(happening=Happening.WANTED)
    assert {row.recipient for row in told} == {cast.outsider, cast.granted}
    assert "Best next week" in client_of(cast.outsider).get(find(cast)).content.decode()
    page = client_of(cast.outsider).get(reverse("reviews:pool")).content.decode()
    assert cast.incident.title in page
    assert client.post(find(cast), {"note": ""}).status_code == 422
    assert asked().count() == 1


@pytest.mark.parametrize("part", PARTS[:-1])
def test_only_those_who_edit_ask_and_take_the_request_back(cast, client_of, part):
    unled(cast)
    client = client_of(cast.people[part])
    expected = 302 if part in EDITORS else 404 if part == "reader" else 403

    assert client.post(find(cast), {"note": ""}).status_code == expected
    if part not in EDITORS:
        pool.request_facilitator(cast.postmortem, by=cast.owner)
    back = reverse("reviews:facilitator-withdraw", args=[cast.postmortem.pk])
    assert client.post(back).status_code == expected
    assert asked().exists() == (part not in EDITORS)


def test_request_ends_when_somebody_takes_the_review_or_is_named(cast, client_of):
    unled(cast)
    volunteering(cast.outsider)
    pool.request_facilitator(cast.postmortem, by=cast.owner)

    client_of(cast.outsider).post(reverse("postmortems:take-review", args=[cast.postmortem.pk]))

    assert not asked().exists()
    assert cast.fresh().facilitator == cast.outsider
    unled(cast)
    pool.request_facilitator(cast.postmortem, by=cast.owner)
    set_facilitator(cast.postmortem, cast.facilitator, by=cast.owner)
    assert not asked().exists()


def test_restricted_request_is_told_and_shown_to_its_people_only(restricted_cast, client_of):
    cast = unled(restricted_cast)
    volunteering(cast.outsider, cast.granted, cast.administrator)

    pool.request_facilitator(cast.postmortem, by=cast.owner)

    told = Notification.objects.filter(happening=Happening.WANTED)
    assert {row.recipient for row in told} == {cast.granted, cast.administrator}
    for part in ("outsider", "granted"):
        page = client_of(cast.people[part]).get(reverse("reviews:pool")).content.decode()
        assert (cast.incident.title in page) == (part not in OUTSIDERS)
    assert client_of(cast.outsider).get(find(cast)).status_code == 404


def test_pool_counts_what_its_reader_may_see_and_ranks_nobody(cast, client_of):
    now, busy, idle = timezone.now(), UserFactory(name="Aino"), UserFactory(name="Zoe")
    volunteering(busy, idle)
    for days in (1, 89, 91):
        MeetingFactory(held=True, facilitator=busy, closed_at=now - timedelta(days=days))
    MeetingFactory(facilitator=busy)
    MeetingFactory(facilitator=busy, postmortem__incident__restricted=True)

    seen = {
        part: [
            (one.person.name, one.recent, one.ahead)
            for one in client_of(cast.people[part]).get("/reviews/pool/").context["volunteers"]
        ]
        for part in ("outsider", "administrator")
    }

    assert seen["outsider"] == [("Aino", 2, 1), ("Zoe", 0, 0)]
    assert seen["administrator"] == [("Aino", 2, 2), ("Zoe", 0, 0)]


@pytest.mark.parametrize("rows", [1, 3])
def test_pool_asks_as_often_for_three_volunteers_as_for_one(
    cast, client_of, django_assert_num_queries, rows
):
    for _ in range(rows):
        MeetingFactory(held=True, facilitator=UserFactory(volunteers=True))
        meeting = MeetingFactory()
        Postmortem.objects.filter(pk=meeting.postmortem_id).update(facilitator=None)
        FacilitatorRequest.objects.create(postmortem=meeting.postmortem, by=cast.owner)
    client = client_of(cast.administrator)
    with django_assert_num_queries(7):
        page = client.get("/reviews/pool/")
    assert (len(page.context["volunteers"]), len(page.context["requests"])) == (rows, rows)


def test_member_steps_in_and_out_of_the_pool_and_a_reader_has_none(cast, client_of):
    client = client_of(cast.outsider)
    for word, volunteers in (("yes", True), ("no", False)):
        assert client.post("/reviews/pool/", {"volunteers": word}).url == "/reviews/pool/"
        cast.outsider.refresh_from_db()
        assert cast.outsider.volunteers is volunteers
    for part in READERS:
        assert client_of(cast.people[part]).get("/reviews/pool/").status_code == 403
        answer = client_of(cast.people[part]).post("/reviews/pool/", {"volunteers": "yes"})
        assert answer.status_code == 403
        cast.people[part].refresh_from_db()
        assert not cast.people[part].volunteers


def test_taking_a_review_warns_as_the_gates_do(cast, client_of):
    unled(cast)
    volunteering(cast.responder, cast.outsider)

    warned = client_of(cast.responder).get(find(cast)).content.decode()
    neutral = client_of(cast.outsider).get(find(cast)).content.decode()

    assert "You: is among the incident" in warned
    assert "Take this review" in warned
    assert "You: " not in neutral
    assert "Would need a reason:" in neutral, "of the responder, who is in the pool"


def test_nobody_is_asked_for_where_somebody_leads_already(cast, client_of):
    answer = client_of(cast.owner).post(find(cast), {"note": ""})
    assert answer.status_code == 422
    assert not asked().exists()
    page = client_of(cast.owner).get(find(cast)).content.decode()
    assert "facilitates this review" in page


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_hostile_note_is_refused_or_shown_as_words(cast, client_of, text):
    unled(cast)
    client = client_of(cast.owner)

    sent = text.encode(errors="replace").decode()  # a form cannot send half a character
    assert client.post(find(cast), {"note": sent}).status_code in (302, 422)

    assert client.get(find(cast)).status_code == 200
