"""Where page and draft part: an action is there for whoever reads the one, or the other."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from postmortems.domain import action_list
from postmortems.domain.lifecycle import advance
from postmortems.domain.publication import prepare, publish
from postmortems.domain.record import remove_record
from postmortems.enums import Move
from postmortems.models import ActionItem, Postmortem
from tests import scenes
from tests.cast import make_cast
from tests.factories.postmortems import ActionFactory

EVERYTHING = "/actions/?whose=all&state=any"
VERBS = ("progress", "hand-back", "hand-over", "look-back")


@pytest.fixture
def removed(cast):
    """Published, reopened, and taken out of the draft; what it is called on the page."""
    cast = scenes.finalized(cast)
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="It was decided anew")
    action = cast.postmortem.actions.get()
    remove_record(action, by=cast.owner)
    return ActionItem.objects.get(pk=action.pk)


def published_without_it(cast):
    postmortem = cast.fresh()
    publish(postmortem, postmortem.publications.get().revision, prepare(postmortem), by=cast.owner)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def link_to(action):
    return f'<a href="{action.get_absolute_url()}">'


def test_removal_in_a_draft_is_news_to_readers_with_the_next_page(cast, client_of, removed):
    reader, url = client_of(cast.reader), removed.get_absolute_url()
    assert removed.title in text(reader.get(url))
    assert removed.title in text(reader.get(EVERYTHING))
    assert link_to(removed) in text(reader.get(cast.postmortem.get_absolute_url()))

    published_without_it(cast)

    assert reader.get(url).status_code == 404
    assert removed.title not in text(reader.get(EVERYTHING))


@pytest.mark.parametrize("part", ["owner", "outsider", "administrator", "invited_reader"])
def test_who_reads_the_draft_finds_it_gone_and_no_link_leads_nowhere(
    cast, client_of, removed, part
):
    client = client_of(cast.people[part])
    page = text(client.get(cast.postmortem.get_absolute_url()))

    assert client.get(removed.get_absolute_url()).status_code == 404
    assert removed.title not in text(client.get(EVERYTHING))
    assert removed.title in page
    assert link_to(removed) not in page


@pytest.mark.parametrize("part", ["reader", "outsider"])
def test_earlier_page_tells_of_a_dropped_action_in_plain_words(cast, client_of, removed, part):
    published_without_it(cast)

    earlier = reverse("postmortems:publication", args=[cast.postmortem.pk, 1])
    told = text(client_of(cast.people[part]).get(earlier))

    assert removed.title in told
    assert link_to(removed) not in told


def test_removed_action_takes_no_change_from_whoever_still_reads_of_it(cast, client_of, removed):
    User.objects.filter(pk=cast.reader.pk).update(role=Role.READER)
    ActionItem.objects.filter(pk=removed.pk).update(owner=cast.reader)
    client = client_of(cast.reader)
    assert "<form" not in text(client.get(removed.get_absolute_url())).partition("<main")[2]
    for verb in VERBS:
        url = reverse(f"postmortems:action-{verb}", args=[removed.pk])
        assert client.post(url, {"reason": "Not mine"}).status_code == 404
    removed.refresh_from_db()
    assert removed.owner == cast.reader


def superseded(action, other):
    ActionItem.objects.filter(pk=action.pk).update(status="superseded", superseded_by=other)


def test_successor_in_a_draft_that_a_reader_was_admitted_to(cast, client_of):
    """They read the page of the one postmortem and the draft of the other."""
    page = scenes.finalized(make_cast(title="Slow search"))
    successor = ActionFactory(postmortem=cast.postmortem, title="In the draft")
    superseded(page.postmortem.actions.get(), successor)

    url = page.postmortem.actions.get().get_absolute_url()

    assert "In the draft" in text(client_of(cast.invited_reader).get(url))
    assert "In the draft" not in text(client_of(cast.reader).get(url))


def test_successor_on_a_page_is_called_as_its_page_calls_it(cast, client_of):
    """They read the draft of the one postmortem and the page of the other."""
    page = scenes.finalized(make_cast(title="Slow search"))
    successor = page.postmortem.actions.get()
    ActionItem.objects.filter(pk=successor.pk).update(title="DRAFT-TITLE")
    action = ActionFactory(postmortem=cast.postmortem)
    superseded(action, successor)

    told = text(client_of(cast.invited_reader).get(action.get_absolute_url()))

    assert successor.title in told
    assert "DRAFT-TITLE" not in told


def test_removed_successor_is_not_led_to(cast, client_of):
    action, successor = (ActionFactory(postmortem=cast.postmortem) for _ in range(2))
    superseded(action, successor)
    client = client_of(cast.owner)
    assert link_to(successor) in text(client.get(action.get_absolute_url()))
    remove_record(successor, by=cast.owner)
    assert link_to(successor) not in text(client.get(action.get_absolute_url()))


@pytest.mark.parametrize("part", ["outsider", "invited_reader"])
def test_discarded_drafts_offer_no_service(cast, part):
    ActionFactory(postmortem=cast.postmortem)
    person = cast.people[part]
    assert action_list.services(person).count() == 1
    Postmortem.objects.filter(pk=cast.postmortem.pk).update(
        discarded_at=timezone.now() - timedelta(days=1)
    )
    assert action_list.services(person).count() == 0
