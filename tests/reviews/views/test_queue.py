"""The queue of reviews: what stands in it, for whom, and who is offered which one."""

import pytest
from django.urls import reverse
from django.utils import timezone

from postmortems.models import Idea
from postmortems.templatetags.afterword import day
from reviews.domain.pool import request_facilitator
from tests import scenes
from tests.factories.postmortems import IdeaFactory
from tests.factories.reviews import MeetingFactory, WorkshopFactory


def test_restricted_review_is_in_no_outsiders_queue(restricted_cast, client_of, arrange):
    cast = restricted_cast
    arrange(cast)
    address = reverse("reviews:queue")
    assert cast.incident.title in client_of(cast.owner).get(address).content.decode()
    for part in ("outsider", "reader"):
        page = client_of(cast.people[part]).get(address).content.decode()
        assert cast.incident.title not in page
        assert cast.postmortem.reference not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_asks_as_often_for_three_rows_as_for_one(
    cast, client_of, django_assert_num_queries, rows
):
    for _ in range(rows):
        MeetingFactory()
        MeetingFactory(held=True)
        MeetingFactory(postmortem__incident__restricted=True)
    client = client_of(cast.administrator)
    with django_assert_num_queries(5):
        assert client.get(reverse("reviews:queue")).status_code == 200


def test_queue_offers_a_review_without_facilitator_to_volunteers(cast, client_of):
    cast.postmortem.facilitator = None
    cast.postmortem.save()
    address = reverse("reviews:queue")
    assert "Take this review" not in client_of(cast.outsider).get(address).content.decode()
    cast.outsider.volunteers = True
    cast.outsider.save()
    page = client_of(cast.outsider).get(address).content.decode()
    assert "Take this review" in page
    assert reverse("reviews:facilitator", args=[cast.postmortem.pk]) in page
    cast.owner.volunteers = True
    cast.owner.save()
    assert "Take this review" not in client_of(cast.owner).get(address).content.decode()


def test_queue_lists_each_postmortem_where_it_stands(cast, client_of):
    address = reverse("reviews:queue")
    client = client_of(cast.owner)
    assert len(client.get(address).context["queue"].owed) == 1
    cast = scenes.reviewed(cast)
    queue = client.get(address).context["queue"]
    assert (len(queue.owed), len(queue.workshops), len(queue.waiting)) == (0, 1, 0)


def test_queue_says_since_when_a_facilitator_is_looked_for(cast, client_of):
    cast.postmortem.facilitator = None
    cast.postmortem.save()
    client, address = client_of(cast.outsider), reverse("reviews:queue")
    assert "no facilitator yet" in client.get(address).content.decode()

    request_facilitator(cast.postmortem, by=cast.owner)

    page = client.get(address).content.decode()
    assert f"looks for a facilitator since {day(timezone.now())}" in page


def test_held_review_with_undecided_ideas_waits_for_its_workshop(cast, client_of):
    cast = scenes.reviewed(cast)
    client, address = client_of(cast.owner), reverse("reviews:queue")
    Idea.objects.filter(postmortem=cast.postmortem).update(removed_at=timezone.now())
    queue = client.get(address).context["queue"]
    assert (len(queue.workshops), len(queue.waiting)) == (0, 1)

    IdeaFactory(postmortem=cast.postmortem)

    answer = client.get(address)
    assert [one.pk for one in answer.context["queue"].workshops] == [cast.postmortem.pk]
    assert answer.context["queue"].waiting == []
    assert "no workshop is planned yet" in answer.content.decode()
    WorkshopFactory(postmortem=cast.postmortem)
    assert "ideas wait for a decision · workshop <time" in client.get(address).content.decode()
