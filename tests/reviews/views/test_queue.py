"""The queue of reviews: what stands in it, for whom, and who is offered which one."""

import pytest
from django.urls import reverse

from tests import scenes
from tests.factories.reviews import MeetingFactory


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
    assert "Take this review" in client_of(cast.outsider).get(address).content.decode()
    cast.owner.volunteers = True
    cast.owner.save()
    assert "Take this review" not in client_of(cast.owner).get(address).content.decode()


def test_queue_lists_each_postmortem_where_it_stands(cast, client_of):
    address = reverse("reviews:queue")
    client = client_of(cast.owner)
    assert len(client.get(address).context["queue"].owed) == 1
    cast = scenes.reviewed(cast)
    queue = client.get(address).context["queue"]
    assert (len(queue.owed), len(queue.waiting)) == (0, 1)
