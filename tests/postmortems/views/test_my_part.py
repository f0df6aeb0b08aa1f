"""My part: one's own words at the timeline, and nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from postmortems.domain import perspective as verbs
from postmortems.domain.my_part import FEW, untold
from postmortems.enums import PerspectiveAudience as Audience
from postmortems.models import Perspective
from tests import scenes
from tests.cast import PARTS
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import (
    IncidentFactory,
    IncidentPersonFactory,
    PerspectiveFactory,
    PostmortemFactory,
    TimelineEntryFactory,
)

pytestmark = pytest.mark.django_db
GROUP = {"owner", "contributor", "facilitator", "responder", "note_taker", "invited_reader"}
WORDS = "Both shells showed the same prompt"


@pytest.fixture
def entry(cast):
    return TimelineEntryFactory(incident=cast.incident, by=cast.owner, text="The replica stops")


def place(cast):
    return reverse("postmortems:my-part", args=[cast.postmortem.pk])


def tell(client, cast, entry, **words):
    return client.post(place(cast), {"entry": entry.pk, "saw": WORDS, **words})


@pytest.mark.parametrize("part", [part for part in PARTS if part != "anonymous"])
def test_page_is_for_the_review_group(cast, client_of, entry, part):
    answer = client_of(cast.people[part]).get(place(cast))
    if part in GROUP:
        assert "The replica stops" in answer.content.decode()
    else:
        assert answer.status_code == (404 if part == "reader" else 403)


def test_what_one_tells_is_ones_own_until_it_is_shared(cast, client_of, entry):
    client = client_of(cast.responder)
    assert 'name="saw"' in client.get(f"{place(cast)}?at={entry.pk}").content.decode()
    answer = tell(client, cast, entry, certainty="guessing")
    told = Perspective.objects.get()
    assert answer.url == f"{place(cast)}#perspective-{told.pk}"
    assert (told.speaker, told.audience) == (cast.responder, Audience.MINE)
    assert not Perspective.objects.visible_to(cast.owner).exists()
    assert WORDS in client.get(place(cast)).content.decode()

    share = reverse("postmortems:my-part-share", args=[told.pk])
    assert client_of(cast.owner).post(share).status_code == 404
    client.post(share)
    assert Perspective.objects.visible_to(cast.owner).exists()
    assert "Share with" not in client.get(place(cast)).content.decode()


def test_nobody_elses_words_are_asked_for(cast, client_of, entry):
    PerspectiveFactory(entry=entry, speaker=cast.owner, by=cast.owner, saw="Read me not")
    client = client_of(cast.contributor)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(place(cast)).content.decode()
    assert "Read me not" not in page
    about = [one["sql"] for one in asked if '"postmortems_perspective"."saw"' in one["sql"]]
    assert len(about) == 1
    assert '"speaker_id" =' in about[0]


def test_failed_form_gives_everything_back(cast, client_of, entry):
    answer = tell(client_of(cast.owner), cast, entry, saw=" ", certainty="guessing")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write at least what you saw or heard." in page
    assert '<option value="guessing" selected' in page


@pytest.mark.parametrize("at", ["", "0", "x", "9" * 40, "\x00"])
def test_unknown_entry_is_answered(cast, client_of, entry, at):
    client = client_of(cast.owner)
    assert client.get(place(cast), {"at": at}).status_code == 200
    assert client.post(place(cast), {"entry": at, "saw": WORDS}).status_code == 422
    assert not Perspective.objects.exists()


def test_empty_timeline_says_how_to_begin(cast, client_of):
    assert "no entry yet" in client_of(cast.owner).get(place(cast)).content.decode()
    assert "Ask the owner" in client_of(cast.responder).get(place(cast)).content.decode()


def test_finalized_one_can_be_read_and_not_written(cast, client_of):
    scenes.finalized(cast)
    client, entry = client_of(cast.owner), cast.incident.timeline.first()
    page = client.get(f"{place(cast)}?at={entry.pk}").content.decode()
    assert 'name="saw"' not in page
    before = Perspective.objects.count()
    assert tell(client, cast, entry).status_code == 409
    assert Perspective.objects.count() == before


def test_questions_to_the_database_do_not_grow(cast, client_of):
    client, counts = client_of(cast.owner), []
    for more in (1, 3, 30):
        for _ in range(more):
            entry = TimelineEntryFactory(incident=cast.incident, by=cast.owner)
            PerspectiveFactory(entry=entry, speaker=cast.owner, by=cast.owner)
        with CaptureQueriesContext(connection) as asked:
            client.get(place(cast))
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


@pytest.mark.parametrize("part", [part for part in PARTS if part != "anonymous"])
def test_home_leads_those_who_were_there_or_write_to_their_part(cast, client_of, entry, part):
    page = client_of(cast.people[part]).get("/").content.decode()
    involved = {"owner", "contributor", "responder"}
    assert (f'href="{place(cast)}"' in page) == (part in involved)


def test_home_asks_until_one_has_told_something(cast, client_of, entry):
    PerspectiveFactory(entry=entry, speaker=cast.owner, by=cast.owner)
    tell(client_of(cast.responder), cast, entry)
    assert untold(cast.owner) == []
    assert untold(cast.responder) == []
    assert untold(cast.contributor) == [cast.postmortem]
    verbs.withdraw(Perspective.objects.get(speaker=cast.responder), by=cast.responder)
    assert untold(cast.responder) == []


def test_home_asks_only_where_there_is_a_moment_and_before_the_review(cast):
    assert untold(cast.responder) == []
    scenes.written(cast)
    assert untold(cast.responder) == [cast.postmortem]
    scenes.reviewed(cast)
    assert untold(cast.responder) == []


def test_home_asks_at_most_three_times_at_once(db):
    person = UserFactory()
    for _ in range(FEW + 1):
        postmortem = PostmortemFactory(incident=IncidentFactory(by=person), owner=person)
        IncidentPersonFactory(incident=postmortem.incident, user=person, by=person)
        TimelineEntryFactory(incident=postmortem.incident, by=person)
    assert len(untold(person)) == FEW
