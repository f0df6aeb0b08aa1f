"""Jumping: by name and reference, to what one may open, and to nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from postmortems.domain.incident import set_visibility
from postmortems.enums import Visibility
from tests import scenes
from tests.cast import INSIDERS, OUTSIDERS, TITLE
from tests.factories.postmortems import ActionFactory, PostmortemFactory

pytestmark = pytest.mark.django_db
JUMP = reverse("postmortems:jump")
FRAGMENT = {"HX-Request": "true"}
ACTION = "Rehearse the switch to the spare"


def found(client, words, draft=""):
    answer = client.get(JUMP, {"q": words, "draft": draft}, headers=FRAGMENT)
    assert answer.status_code == 200
    return answer.content.decode()


def test_part_of_a_title_finds_postmortem_and_action(cast, client_of):
    action = ActionFactory(postmortem=cast.postmortem, title=ACTION, by=cast.owner)
    client = client_of(cast.owner)
    assert f'href="/postmortems/{cast.postmortem.pk}/"' in found(client, TITLE.split()[0].lower())
    page = found(client, "switch rehearse")
    assert f'href="/actions/{action.pk}/"' in page
    assert TITLE not in page
    assert ACTION not in found(client, "")  # nothing typed: no list of everything


@pytest.mark.parametrize("words", ["PM-{}", "pm {}", "INC-{}", " inc{} "])
def test_reference_leads_straight_there(cast, client_of, words):
    pk = cast.incident.pk if "inc" in words.lower() else cast.postmortem.pk
    words = words.replace("pm ", "pm").format(pk)
    client = client_of(cast.owner)
    assert TITLE in found(client, words)
    answer = client.get(JUMP, {"q": words})
    wanted = "incidents" if "inc" in words.lower() else "postmortems"
    assert (answer.status_code, answer.url) == (302, f"/{wanted}/{pk}/")


def test_sections_of_the_draft_one_is_in_are_offered(cast, client_of):
    client = client_of(cast.owner)
    place = reverse("postmortems:section", args=[cast.postmortem.pk, "q7"])
    assert place in found(client, "question 7", cast.postmortem.pk)
    assert place in found(client, "learn", cast.postmortem.pk)
    assert place not in found(client, "learn")


def test_sections_of_any_draft_are_found_by_both_names(cast, client_of):
    client = client_of(cast.owner)
    place = reverse("postmortems:section", args=[cast.postmortem.pk, "timeline"])
    assert place in found(client, f"PM-{cast.postmortem.pk} timeline")
    assert place in found(client, f"{TITLE.split()[0]} timeline")
    assert place not in found(client, "timeline")
    assert place not in found(client_of(cast.reader), f"PM-{cast.postmortem.pk} timeline")


def test_moves_that_one_may_make_are_offered_where_one_is(cast, client_of):
    place = reverse("postmortems:move", args=[cast.postmortem.pk, "mark-reviewed"])
    for part in ("owner", "facilitator", "outsider"):
        client = client_of(cast.people[part])
        draft = client.get(reverse("postmortems:draft", args=[cast.postmortem.pk]), follow=True)
        is_offered = place in draft.content.decode()
        assert (place in found(client, "reviewed", cast.postmortem.pk)) == is_offered, part
    assert place not in found(client_of(cast.facilitator), "reviewed")
    own = found(client_of(cast.owner), f"PM-{cast.postmortem.pk}", cast.postmortem.pk)
    assert 'data-number="1"' in own  # the reference of where one is leads to one place


def test_pages_are_those_that_a_person_has(cast, client_of):
    assert "/people/" in found(client_of(cast.administrator), "people")
    assert 'href="/people/"' not in found(client_of(cast.owner), "people")
    assert "/incidents/new/" in found(client_of(cast.owner), "open")
    assert "/incidents/new/" not in found(client_of(cast.reader), "open")


def test_nothing_found_says_how_to_go_on(cast, client_of):
    page = found(client_of(cast.owner), "no such name <b>")
    assert "Nothing that you can open" in page
    assert "/postmortems/?q=no" in page
    assert "<b>" not in page


@pytest.mark.parametrize("part", [one for one in OUTSIDERS if one != "anonymous"])
def test_restricted_one_is_not_found_by_any_of_its_names(restricted_cast, client_of, part):
    cast = restricted_cast
    ActionFactory(postmortem=cast.postmortem, title=ACTION, by=cast.owner)
    client = client_of(cast.people[part])
    pk = cast.postmortem.pk
    for words in (
        "",
        TITLE,
        f"PM-{pk}",
        f"PM-{pk} timeline",
        f"{TITLE} timeline",
        "reviewed",
        f"INC-{cast.incident.pk}",
        "rehearse",
    ):
        page = found(client, words, cast.postmortem.pk)
        assert TITLE not in page
        assert ACTION not in page
        assert f"/postmortems/{cast.postmortem.pk}/" not in page
        assert client.get(JUMP, {"q": words}).status_code == 200


@pytest.mark.parametrize("part", INSIDERS)
def test_restricted_one_is_found_by_its_people(restricted_cast, client_of, part):
    cast = restricted_cast
    assert TITLE in found(client_of(cast.people[part]), f"PM-{cast.postmortem.pk}")


def test_reader_jumps_to_pages_and_what_they_tell_only(cast, client_of):
    client = client_of(cast.reader)
    ActionFactory(postmortem=cast.postmortem, title=ACTION, by=cast.owner)
    assert TITLE not in found(client, TITLE)
    assert ACTION not in found(client, "rehearse")


def test_published_page_is_found_by_readers_until_it_is_restricted(cast, client_of):
    scenes.finalized(cast)
    client = client_of(cast.reader)
    assert TITLE in found(client, TITLE)
    set_visibility(cast.incident, Visibility.RESTRICTED, by=cast.owner)
    assert TITLE not in found(client, TITLE)


def test_questions_to_the_database_do_not_grow(cast, client_of):
    client = client_of(cast.owner)
    counts = []
    for more in (0, 2, 9):
        for _ in range(more):
            ActionFactory(postmortem=PostmortemFactory(), title=ACTION)
        with CaptureQueriesContext(connection) as asked:
            found(client, "the", cast.postmortem.pk)
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


@pytest.mark.parametrize("words", ["\x00", "%", "_", "'", '"', "\\", "a" * 5000, "PM-99999999999"])
@pytest.mark.parametrize("draft", ["", "0", "x", "-1", "9" * 30, "²"])
def test_any_words_are_answered(cast, client_of, words, draft):
    client = client_of(cast.owner)
    found(client, words, draft)
    assert client.get(JUMP, {"q": words, "draft": draft}).status_code == 200


def test_shortcuts_are_a_page_too(cast, client_of):
    page = client_of(cast.reader).get(reverse("postmortems:shortcuts")).content.decode()
    assert "<h1>Keyboard shortcuts</h1>" in page
    assert "Jump to a postmortem" in page


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("new incident", "/incidents/new/"),
        ("images", "/files/"),
        ("find", "/find/"),
        ("q4", "/draft/q4/"),
    ],
)
def test_page_is_found_by_what_the_screen_calls_it(cast, client_of, words, address):
    page = found(client_of(cast.owner), words, cast.postmortem.pk)
    assert f'{address}"' in page
