"""Home: what waits for whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from postmortems.domain.note import publish_note
from postmortems.models import ActionItem
from tests import scenes
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import ActionFactory, IncidentFactory, PostmortemFactory


def home(client):
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_owner_reads_what_the_draft_lacks(cast, client_of):
    told = home(client_of(cast.owner))
    assert cast.incident.title in told
    assert "Summary, Impact" in told
    assert "Summary, Impact and one more part" in told
    assert "seven of the eight questions" in told
    assert "One draft waits for you" in told


def test_written_draft_lacks_less(cast, client_of):
    scenes.written(cast)
    told = home(client_of(cast.owner))
    assert "Everything is written" in told


def test_outsider_and_reader_have_no_draft_waiting(cast, client_of):
    assert "No draft of yours is open" in home(client_of(cast.outsider))
    assert cast.incident.title not in home(client_of(cast.reader))


def test_late_action_is_said_in_words(cast, client_of, clock):
    cast = scenes.finalized(cast)
    ActionItem.objects.update(due_on=timezone.localdate() - timedelta(days=4))
    told = home(client_of(cast.responder))
    assert "4 days late" in told
    assert "One action is late." in told


def test_everyone_reads_what_is_newly_finalized(cast, client_of):
    cast = scenes.finalized(cast)
    for person in (cast.reader, cast.outsider, cast.owner):
        assert cast.incident.title in home(client_of(person))


def test_note_is_announced(cast, client_of):
    publish_note(cast.postmortem, {"summary": "Slow."}, by=cast.owner)
    assert "not yet reviewed" in home(client_of(cast.reader))


def test_restricted_shows_to_its_people_alone(restricted_cast, client_of):
    cast = scenes.finalized(restricted_cast)
    assert cast.incident.title in home(client_of(cast.owner))
    for person in (cast.reader, cast.outsider):
        assert cast.incident.title not in home(client_of(person))


def test_discarded_draft_waits_for_nobody(cast, client_of):
    scenes.discarded(cast)
    assert cast.incident.title not in home(client_of(cast.owner))


@pytest.mark.parametrize(
    ("hour", "words"),
    [(7, "Good morning"), (13, "Good afternoon"), (22, "Good evening"), (2, "Hello")],
)
def test_greeting_follows_the_readers_clock(cast, client_of, clock, hour, words):
    clock.move_to(clock_at(hour))
    person = UserFactory(name="Ada B", time_zone="UTC")
    assert f"{words}, Ada" in home(client_of(person))


def clock_at(hour):
    return timezone.now().replace(hour=hour)


def test_hostile_titles_are_escaped(cast, client_of):
    type(cast.incident).objects.update(title="<script>alert(1)</script>")
    told = home(client_of(cast.owner))
    assert "&lt;script&gt;" in told
    assert "<script>alert" not in told


def test_home_asks_the_database_this_often(db, client_of, django_assert_num_queries):
    person = UserFactory()
    client = client_of(person)
    PostmortemFactory(incident=IncidentFactory(by=person))
    with django_assert_num_queries(17):
        home(client)
    for _ in range(2):
        PostmortemFactory(incident=IncidentFactory(by=person))
    with django_assert_num_queries(17):
        home(client)


def test_late_action_is_shown_before_those_without_a_date(cast, client_of):
    for _ in range(9):
        ActionFactory(postmortem=cast.postmortem, owner=cast.responder, due_on=None)
    late = timezone.localdate() - timedelta(days=4)
    ActionFactory(
        postmortem=cast.postmortem, owner=cast.responder, due_on=late, title="THE-LATE-ONE"
    )
    assert "THE-LATE-ONE" in home(client_of(cast.responder))


def test_reviewed_one_waits_for_its_owner_to_decide_ideas(cast, client_of):
    scenes.reviewed(cast)

    page = client_of(cast.owner).get("/").content.decode()

    assert cast.incident.title in page
    assert "one idea to decide" in page


def test_all_drafts_are_counted_and_the_rest_is_one_click_away(db, client_of):
    person = UserFactory()
    for _ in range(10):
        PostmortemFactory(owner=person)
    answer = client_of(person).get("/")
    page = answer.content.decode()
    assert "10 drafts wait for you" in page
    assert len(answer.context["drafts"]) == 8
    more = f"/postmortems/?state=draft&amp;owner={person.pk}"
    assert f'<a href="{more}">2 more</a>' in page
    rest = client_of(person).get(more.replace("&amp;", "&"))
    assert rest.context["page"].paginator.count == 10
