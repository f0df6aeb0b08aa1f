"""Comments on records: the way from the row, what is shown where, and what is not."""

import pytest
from django.urls import reverse

from postmortems.domain.comment import resolve_thread, start_thread
from postmortems.domain.record import change_record, remove_record
from postmortems.models import CommentThread
from tests.doors import COMMENTED, furnish
from tests.factories.postmortems import IncidentFactory, PerspectiveFactory, TimelineEntryFactory

pytestmark = pytest.mark.django_db


def door(kind, record):
    return reverse("postmortems:record-threads", args=[kind, record.pk])


def section_page(cast, key):
    return reverse("postmortems:section", args=[cast.postmortem.pk, key])


@pytest.fixture
def entry(cast):
    return TimelineEntryFactory(incident=cast.incident, text="The alert fired")


def comment_on(cast, entry, by=None, text="Was it the first?"):
    return start_thread(
        cast.postmortem,
        text,
        section=cast.postmortem.sections.get(key="timeline"),
        quote=entry.text,
        record=("timeline", entry),
        by=by or cast.owner,
    )


@pytest.mark.parametrize("kind", COMMENTED)
def test_record_of_every_kind_is_commented_on(cast, client_of, kind):
    furnish(cast)
    record, client = cast.records[kind], client_of(cast.outsider)
    assert client.get(door(kind, record)).status_code == 200
    answer = client.post(door(kind, record), {"text": "Is it so?"}, follow=True)
    page = answer.content.decode()
    assert "Is it so?" in page
    thread = CommentThread.objects.get(record_kind=kind)
    assert (thread.record_id, thread.started_by) == (record.pk, cast.outsider)
    listed = client.get(reverse("postmortems:threads", args=[cast.postmortem.pk]))
    assert f'href="{door(kind, record)}"' in listed.content.decode()


def test_row_tells_how_many_comments_wait_and_the_section_shows_them(cast, client_of, entry):
    client, page = client_of(cast.owner), section_page(cast, "timeline")
    link = f'href="{door("timeline", entry)}'
    before = client.get(page).content.decode()
    assert link in before
    assert f"open comment on {entry}" not in before
    comment_on(cast, entry)
    resolve_thread(comment_on(cast, entry), by=cast.owner)
    for place in (page, cast.incident.get_absolute_url()):
        assert (
            f'1<span class="visually-hidden"> open comment on {entry}'
            in client.get(place).content.decode()
        )
    shown = client.get(page).content.decode()
    assert "About the entry: " in shown
    assert "Was it the first?" in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_rows_with_comments_cost_the_same_queries(cast, client_of, django_assert_num_queries, rows):
    for entry in TimelineEntryFactory.create_batch(rows, incident=cast.incident):
        comment_on(cast, entry)
    client = client_of(cast.contributor)
    page = section_page(cast, "timeline")
    client.get(page)
    with django_assert_num_queries(32):
        client.get(page)


def test_thread_reads_the_record_as_it_is_and_says_when_it_was_removed(cast, client_of, entry):
    comment_on(cast, entry)
    change_record(entry, {"text": "The second alert fired"}, base=1, by=cast.owner)
    client = client_of(cast.owner)
    threads = reverse("postmortems:threads", args=[cast.postmortem.pk])
    assert "<bdi>The second alert fired</bdi></a>" in client.get(threads).content.decode()
    remove_record(entry, by=cast.owner)
    page = client.get(threads).content.decode()
    assert "About the entry, which was removed: <s><bdi>The second alert fired</bdi></s>" in page
    assert client.get(door("timeline", entry)).status_code == 200


def test_hidden_entry_is_not_shown_to_one_who_commented_before(cast, client_of, entry):
    comment_on(cast, entry, by=cast.outsider)
    values = {"text": "A secret", "is_hidden": True}
    change_record(entry, values, base=1, by=cast.owner)
    client = client_of(cast.outsider)
    page = client.get(reverse("postmortems:threads", args=[cast.postmortem.pk])).content.decode()
    assert "which is not shown here any more: <bdi>The alert fired</bdi>" in page
    assert "A secret" not in page
    assert client.get(door("timeline", entry)).status_code == 404
    assert client.post(door("timeline", entry), {"text": "And?"}).status_code == 404
    assert client_of(cast.owner).get(door("timeline", entry)).status_code == 200


def test_comments_of_the_group_on_a_record_do_not_show_to_others(cast, client_of, entry):
    comment_on(cast, entry, text="Said in the group")
    outsider = client_of(cast.outsider)
    for place in (door("timeline", entry), section_page(cast, "timeline")):
        page = outsider.get(place).content.decode()
        assert "Said in the group" not in page
        assert "open comment" not in page
    assert (
        "Said in the group"
        in client_of(cast.responder).get(door("timeline", entry)).content.decode()
    )


def test_perspective_and_what_is_no_record_take_no_comments(cast, client_of, entry):
    client = client_of(cast.owner)
    one = PerspectiveFactory(entry=entry, speaker=cast.owner, by=cast.owner)
    other = TimelineEntryFactory(incident=IncidentFactory(by=cast.owner))
    for kind, record in (("perspective", one), ("nothing", entry), ("timeline", other)):
        assert client.get(door(kind, record)).status_code == 404
        assert client.post(door(kind, record), {"text": "So?"}).status_code == 404
    assert not CommentThread.objects.exists()


@pytest.mark.parametrize("text", ["", "a\x00", "x" * 20_001])
def test_refused_comment_on_a_record_comes_back_as_typed(cast, client_of, entry, text):
    answer = client_of(cast.owner).post(door("timeline", entry), {"text": text})
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == text
