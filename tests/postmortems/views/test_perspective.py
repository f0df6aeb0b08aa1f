"""Perspectives: who reads them, who changes them, who takes them back."""

import pytest
from django.urls import reverse

from postmortems.enums import PerspectiveAudience as Audience
from postmortems.models import Perspective
from tests.factories.postmortems import PerspectiveFactory, TimelineEntryFactory
from tests.scenes import finalized

from .doors import add_url, line, url

WORDS = "Both shells showed the same prompt"


@pytest.fixture
def entry(cast):
    return TimelineEntryFactory(incident=cast.incident)


def spoken(entry, speaker, audience=Audience.REVIEW_GROUP, **values):
    return PerspectiveFactory(
        entry=entry, speaker=speaker, by=speaker or values.pop("by"), saw=WORDS, audience=audience
    )


def page(cast, client):
    return client.get(cast.incident.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.MINE, {"responder"}),
        (Audience.FACILITATOR, {"responder", "facilitator"}),
        (
            Audience.REVIEW_GROUP,
            {"responder", "facilitator", "owner", "contributor", "note_taker", "invited_reader"},
        ),
    ],
)
def test_card_is_shown_to_its_audience_alone(cast, client_of, entry, audience, readers):
    spoken(entry, cast.responder, audience)
    everyone = [part for part in cast.people if part not in ("anonymous", "reader")]
    seen = {part for part in everyone if WORDS in page(cast, client_of(cast.people[part]))}
    assert seen == readers


def test_beyond_the_group_it_is_shown_by_role(cast, client_of, entry):
    one = spoken(entry, cast.responder, Audience.ORGANIZATION)
    Perspective.objects.filter(pk=one.pk).update(speaker_role="database on call")
    html = page(cast, client_of(cast.outsider))
    card = html.split(f'id="perspective-{one.pk}"')[1].split("</li>")[0]
    assert WORDS in card
    assert "database on call" in card
    assert cast.responder.name not in card
    html = page(cast, client_of(cast.owner))
    assert cast.responder.name in html.split(f'id="perspective-{one.pk}"')[1].split("</li>")[0]


@pytest.mark.parametrize("part", ["owner", "facilitator", "administrator", "contributor"])
def test_hidden_one_does_not_exist_for_others(cast, client_of, entry, part):
    one = spoken(entry, cast.responder, Audience.MINE)
    client = client_of(cast.people[part])
    doors = [
        client.get(url("change", "perspective", one)),
        client.post(url("change", "perspective", one), {"saw": "x", "base": "1"}),
        client.post(url("remove", "perspective", one)),
        client.get(reverse("postmortems:perspective-audience", args=[one.pk])),
        client.post(reverse("postmortems:perspective-withdraw", args=[one.pk])),
    ]
    assert {door.status_code for door in doors} == {404}
    assert Perspective.objects.get().saw == WORDS


def test_visible_one_is_changed_by_speaker_and_writer_only(cast, client_of, entry):
    one = PerspectiveFactory(entry=entry, speaker=cast.responder, by=cast.note_taker, saw=WORDS)
    data = {"saw": "Said better", "base": "1"}
    assert client_of(cast.owner).post(url("change", "perspective", one), data).status_code == 403
    assert (
        client_of(cast.note_taker).post(url("change", "perspective", one), data).status_code == 302
    )
    again = {"saw": "Said best", "base": "2"}
    assert (
        client_of(cast.responder).post(url("change", "perspective", one), again).status_code == 302
    )
    late = {"saw": "Not what they said", "base": "3"}
    writer = client_of(cast.note_taker)
    assert writer.post(url("change", "perspective", one), late).status_code == 403
    assert writer.post(url("remove", "perspective", one)).status_code == 403
    one.refresh_from_db()
    assert one.saw == "Said best"
    assert one.speaker == cast.responder


def test_writer_does_not_open_anothers_words_to_everyone(cast, client_of):
    data = line("perspective", cast, speaker=cast.responder.pk, audience="organization")
    response = client_of(cast.owner).post(add_url("perspective", cast), data)
    assert response.status_code == 422
    assert not Perspective.objects.exists()
    own = data | {"speaker": cast.owner.pk}
    assert client_of(cast.owner).post(add_url("perspective", cast), own).status_code == 302


def test_form_starts_with_oneself_as_speaker(cast, client_of, entry):
    page = client_of(cast.responder).get(f"{add_url('perspective', cast)}?entry={entry.pk}")
    assert page.context["form"]["speaker"].value() == cast.responder.pk
    assert page.context["form"]["audience"].value() == Audience.REVIEW_GROUP


def test_role_alone_needs_its_name(cast, client_of):
    data = line("perspective", cast, speaker="", speaker_role="")
    client = client_of(cast.note_taker)
    assert client.post(add_url("perspective", cast), data).status_code == 422
    named = data | {"speaker_role": "support"}
    assert client.post(add_url("perspective", cast), named).status_code == 302


def test_entry_of_another_incident_is_refused(cast, client_of):
    data = line("perspective", cast, entry=TimelineEntryFactory().pk)
    assert client_of(cast.owner).post(add_url("perspective", cast), data).status_code == 422


def test_only_the_speaker_widens(cast, client_of, entry):
    one = PerspectiveFactory(entry=entry, speaker=cast.responder, by=cast.note_taker)
    door = reverse("postmortems:perspective-audience", args=[one.pk])
    wide = {"audience": Audience.ORGANIZATION}
    assert client_of(cast.note_taker).post(door, wide).status_code == 403
    assert client_of(cast.responder).post(door, wide).status_code == 302
    one.refresh_from_db()
    assert one.audience == Audience.ORGANIZATION


def test_withdrawn_leaves_no_word_but_that_there_was_one(cast, client_of, entry):
    one = spoken(entry, cast.responder)
    door = reverse("postmortems:perspective-withdraw", args=[one.pk])
    assert client_of(cast.owner).post(door).status_code == 403
    assert client_of(cast.responder).get(door).status_code == 200
    assert client_of(cast.responder).post(door).status_code == 302
    html = page(cast, client_of(cast.owner))
    assert WORDS not in html
    assert "withdrew it" in html
    changed = client_of(cast.responder).post(
        url("change", "perspective", one), {"saw": "again", "base": "2"}
    )
    assert changed.status_code == 422


def test_finalized_takes_no_change_of_perspectives(cast, client_of, entry):
    one = spoken(entry, cast.responder)
    finalized(cast)
    client = client_of(cast.responder)
    for name in ("perspective-audience", "perspective-withdraw"):
        door = reverse(f"postmortems:{name}", args=[one.pk])
        assert client.post(door, {"audience": "mine"}).status_code == 409
        assert client.get(door).status_code == 409
    data = {"saw": "typed late", "base": "1"}
    response = client.post(url("change", "perspective", one), data)
    assert response.status_code == 409
    assert "typed late" in response.content.decode()


def test_speaker_of_a_restricted_incident_is_one_of_its_people(restricted_cast, client_of):
    cast = restricted_cast
    data = line("perspective", cast, speaker=cast.outsider.pk)
    client = client_of(cast.owner)
    assert client.post(add_url("perspective", cast), data).status_code == 422
    known = data | {"speaker": cast.granted.pk}
    assert client.post(add_url("perspective", cast), known).status_code == 302
