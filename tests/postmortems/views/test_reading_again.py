"""The second visit: when the page says that nothing changed, and when it is sent again."""

import pytest
from django.urls import reverse

from accounts.models import User
from postmortems.domain.action import hand_over, record_progress
from postmortems.domain.comment import add_comment, start_thread
from postmortems.domain.incident import set_visibility
from postmortems.domain.lifecycle import advance
from postmortems.domain.note import publish_note
from postmortems.enums import ActionStatus, Move, Visibility
from postmortems.models import Publication
from tests import scenes
from tests.factories.postmortems import IncidentFactory, PostmortemFactory


def page(client, cast):
    return client.get(cast.postmortem.get_absolute_url())


def again(client, cast, etag):
    return client.get(cast.postmortem.get_absolute_url(), headers={"If-None-Match": etag})


def visited(cast, client_of):
    """A reader who has the page: the first visit also sets the cookie of the forms."""
    client = client_of(cast.reader)
    page(client, cast)
    first = page(client, cast)
    assert again(client, cast, first["ETag"]).status_code == 304, "unchanged is told so"
    return client, first["ETag"]


def test_unchanged_page_is_not_sent_again(cast, client_of):
    cast = scenes.finalized(cast)
    client, etag = visited(cast, client_of)
    response = again(client, cast, etag)
    assert response.content == b""
    assert response["ETag"] == etag
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]


def progress(cast, settings):
    action = cast.postmortem.actions.get()
    record_progress(action, ActionStatus.IN_PROGRESS, base=action.version, by=action.owner)


def new_owner(cast, settings):
    hand_over(cast.postmortem.actions.get(), cast.outsider, by=cast.owner)


def owner_renamed(cast, settings):
    User.objects.filter(pk=cast.postmortem.actions.get().owner_id).update(name="Another Name")


def thread(cast, settings):
    start_thread(cast.postmortem, "Why?", by=cast.owner, on_publication=True)


def severity(cast, settings):
    type(cast.incident).objects.update(severity=4)


def body(cast, settings):
    Publication.objects.update(body_version=2)


def reopened(cast, settings):
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong")


def theme(cast, settings):
    User.objects.filter(pk=cast.reader.pk).update(theme="dark")


def time_zone(cast, settings):
    User.objects.filter(pk=cast.reader.pk).update(time_zone="Asia/Tokyo")


def role(cast, settings):
    User.objects.filter(pk=cast.reader.pk).update(role="member")


def related(cast, settings):
    other = IncidentFactory()
    draft = PostmortemFactory(incident=other)
    publish_note(draft, {"summary": "Slow."}, by=draft.owner)
    cast.incident.related.add(other)


def build(cast, settings):
    settings.BUILD = "2"


@pytest.mark.parametrize(
    "change",
    [
        progress, new_owner, owner_renamed, thread, severity, body, reopened, theme, time_zone,
        role, related, build,
    ],
)  # fmt: skip
def test_page_is_sent_again_after(cast, client_of, settings, change):
    cast = scenes.finalized(cast)
    client, etag = visited(cast, client_of)
    change(cast, settings)
    assert again(client, cast, etag).status_code == 200


def test_answer_in_a_thread_changes_the_page(cast, client_of):
    cast = scenes.finalized(cast)
    started = start_thread(cast.postmortem, "Why?", by=cast.owner, on_publication=True)
    client, etag = visited(cast, client_of)
    add_comment(started, "Because.", by=cast.owner)
    assert again(client, cast, etag).status_code == 200


def test_restricted_since_is_not_found_even_with_the_page_in_hand(cast, client_of):
    cast = scenes.finalized(cast)
    client, etag = visited(cast, client_of)
    set_visibility(cast.incident, Visibility.RESTRICTED, by=cast.owner)
    assert again(client, cast, etag).status_code == 404


def test_visibility_is_part_of_the_tag(cast, client_of):
    cast = scenes.finalized(cast)
    cast.reader = cast.owner
    client, etag = visited(cast, client_of)
    set_visibility(cast.incident, Visibility.RESTRICTED, by=cast.owner)
    assert again(client, cast, etag).status_code == 200


def test_another_person_and_another_session_get_the_page(cast, client_of):
    cast = scenes.finalized(cast)
    _, etag = visited(cast, client_of)
    assert again(client_of(cast.outsider), cast, etag).status_code == 200
    assert again(client_of(cast.reader), cast, etag).status_code == 200


def test_waiting_message_is_shown(cast, client_of):
    cast = scenes.finalized(cast)
    client, _ = visited(cast, client_of)
    url = reverse("postmortems:page-comment", args=[cast.postmortem.pk])
    client.post(url, {"new-text": "Why?"})
    shown = page(client, cast)
    assert "Your comment is on the page." in shown.content.decode()
    etag = shown["ETag"]
    assert again(client, cast, etag).status_code == 304
    client.post(url, {"new-text": "And why?"})
    answer = again(client, cast, etag)
    assert answer.status_code == 200
    assert "Your comment is on the page." in answer.content.decode()


def test_page_asks_the_database_this_often(cast, client_of, django_assert_num_queries):
    cast = scenes.finalized(cast)
    client, etag = visited(cast, client_of)
    with django_assert_num_queries(4):
        assert again(client, cast, etag).status_code == 304
    with django_assert_num_queries(4):
        assert page(client, cast).status_code == 200
    for _ in range(3):
        start_thread(cast.postmortem, "Why?", by=cast.owner, on_publication=True)
    with django_assert_num_queries(16):
        assert page(client, cast).status_code == 200, "put together anew"
    with django_assert_num_queries(4):
        assert page(client, cast).status_code == 200


def test_compressed_page_is_known_again(cast, client_of):
    cast = scenes.finalized(cast)
    client, _ = visited(cast, client_of)
    asked = {"Accept-Encoding": "gzip"}
    packed = client.get(cast.postmortem.get_absolute_url(), headers=asked)
    plain = client.get(cast.postmortem.get_absolute_url())
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 2
    seen = asked | {"If-None-Match": packed["ETag"]}
    assert client.get(cast.postmortem.get_absolute_url(), headers=seen).status_code == 304
