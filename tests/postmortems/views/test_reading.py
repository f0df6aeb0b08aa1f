"""The published page: what it says, to whom, and when it says that nothing changed."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from postmortems.domain.action import record_progress
from postmortems.domain.comment import start_thread
from postmortems.domain.lifecycle import advance
from postmortems.domain.note import publish_note
from postmortems.domain.section import write_section
from postmortems.enums import ActionStatus, Move
from postmortems.models import CommentThread
from tests import scenes
from tests.cast import OUTSIDERS
from tests.factories.postmortems import IncidentFactory, PostmortemFactory
from tests.hostile import SCRIPTS
from tests.postmortems import pages


def page(client, cast):
    return client.get(cast.postmortem.get_absolute_url())


def text(response):
    return response.content.decode()


def test_page_says_everything_it_must(cast, client_of, clock):
    cast = pages.published(cast)
    told = text(page(client_of(cast.reader), cast))
    for expected in (
        cast.incident.title, "SEV2", "checkout", "#cards", cast.postmortem.reference,
        "finalized 12 Mar 2026", "1 min read",
        "3 h 10 m", "25 m", "4,200 customers", "Actions, now",
        "Paid twice", "about 700 accounts", "An apology by mail", "Ask for a refund",
        "Before", "During", "After", "A release went out", "10 Mar 07:30", "UTC+1",
        "A dead end was tried", "made it worse", "https://chat.example.com/7",
        "As the one on call met it", "OPENED-WORDS", "key moment",
        "A limit was low", "It was set long ago.", "hid it", "judgement",
        "A sale began", "It was a quiet day", "To Ada", "Customers heard", "Paged by the alert",
        "Too dear", "declined", "Alert at eighty percent", "1 May 2026",
        "The alert fired in a drill.", "What is not known",
        f"{cast.owner.name} will find out.", "How it was reviewed", cast.facilitator.name,
        "12 Mar 2026", "2 attended", "Nobody else was free", "Status page",
        "Where the actions stand", "Live", "Discussion", "Markdown", "JSON",
    ):  # fmt: skip
        assert escape(expected) in told or expected in told, expected
    for section in cast.postmortem.sections.exclude(key="background"):
        assert escape(section.heading) in told, section.heading
    for secret in pages.SECRETS:
        assert secret not in told


def test_page_needs_no_script(cast, client_of):
    told = text(page(client_of(scenes.finalized(cast).reader), cast))
    body = told.partition("<main")[2].partition("</main>")[0]
    assert "<script" not in body
    assert "hx-" not in body
    assert " style=" not in told
    assert " onclick" not in told


@pytest.mark.parametrize("part", ["outsider", "reader", "anonymous"])
def test_restricted_page_is_not_there_for_others(restricted_cast, client_of, part):
    cast = scenes.finalized(restricted_cast)
    assert page(client_of(cast.owner), cast).status_code == 200, "there is something to hide"
    client = client_of(getattr(cast, part))
    expected = 302 if part == "anonymous" else 404
    assert part in OUTSIDERS
    for name, args in (
        ("postmortem", []), ("markdown", []), ("json", []), ("publication", [1]), ("preview", []),
    ):  # fmt: skip
        url = reverse(f"postmortems:{name}", args=[cast.postmortem.pk, *args])
        assert client.get(url).status_code == expected, name
    url = reverse("postmortems:page-comment", args=[cast.postmortem.pk])
    assert client.post(url, {"new-text": "Hello"}).status_code == expected
    assert not CommentThread.objects.exists()


def test_draft_is_for_members_and_nothing_for_readers(cast, client_of):
    response = page(client_of(cast.outsider), cast)
    assert response.status_code == 302
    assert response.url == reverse("postmortems:draft", args=[cast.postmortem.pk])
    assert page(client_of(cast.reader), cast).status_code == 404


def test_note_stands_in_until_the_page(cast, client_of):
    publish_note(cast.postmortem, {"summary": "It was <slow>."}, by=cast.owner)
    told = text(page(client_of(cast.reader), cast))
    assert "Not yet reviewed" in told
    assert "It was &lt;slow&gt;." in told
    scenes.finalized(cast)
    assert "It was &lt;slow&gt;." not in text(page(client_of(cast.reader), cast))


def test_page_is_frozen_and_marked_while_amended(cast, client_of):
    cast = scenes.finalized(cast)
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong")
    section = cast.postmortem.sections.get(key="summary")
    write_section(section, "NEW-WORDS", base=section.version, by=cast.owner)
    type(cast.incident).objects.update(title="NEW-TITLE")
    told = text(page(client_of(cast.reader), cast))
    assert "This page is being amended." in told
    assert "NEW-WORDS" not in told
    assert "NEW-TITLE" not in told


def test_live_state_of_actions_stands_beside(cast, client_of):
    cast = scenes.finalized(cast)
    action = cast.postmortem.actions.get()
    body = cast.postmortem.publications.get().body
    record_progress(
        action,
        ActionStatus.DONE,
        base=action.version,
        by=action.owner,
        note_text="It fired <twice>.",
    )
    told = text(page(client_of(cast.reader), cast))
    assert "It fired &lt;twice&gt;." in told
    assert "1 <small>of 1 done</small>" in told
    assert cast.postmortem.publications.get().body == body


def test_related_only_as_far_as_the_reader_may_know(cast, client_of):
    cast = scenes.finalized(cast)
    other = IncidentFactory(title="Seen in spring")
    hidden = IncidentFactory(title="HIDDEN-RELATIVE", restricted=True)
    PostmortemFactory(incident=hidden)
    cast.incident.related.set([other, hidden])
    assert "Seen in spring" in text(page(client_of(cast.outsider), cast))
    assert "Seen in spring" not in text(page(client_of(cast.reader), cast))
    assert "HIDDEN-RELATIVE" not in text(page(client_of(cast.outsider), cast))
    assert "HIDDEN-RELATIVE" in text(page(client_of(cast.administrator), cast))


def test_draft_threads_stay_off_the_page(cast, client_of):
    start_thread(cast.postmortem, "DRAFT-THREAD", by=cast.owner)
    cast = scenes.finalized(cast)
    start_thread(cast.postmortem, "PAGE-THREAD", by=cast.reader, on_publication=True)
    told = text(page(client_of(cast.owner), cast))
    assert "PAGE-THREAD" in told
    assert "DRAFT-THREAD" not in told


def test_reader_asks_and_owner_answers(cast, client_of):
    cast = scenes.finalized(cast)
    url = reverse("postmortems:page-comment", args=[cast.postmortem.pk])
    asked = client_of(cast.reader).post(
        url, {"new-text": SCRIPTS["script"], "new-quote": "the pool"}
    )
    thread = CommentThread.objects.get()
    assert asked.url.endswith(f"#thread-{thread.pk}")
    url = reverse("postmortems:page-comment-reply", args=[cast.postmortem.pk, thread.pk])
    assert client_of(cast.owner).post(url, {"reply-text": "It was."}).status_code == 302
    told = text(page(client_of(cast.outsider), cast))
    assert "&lt;script&gt;alert(1)" in told
    assert "It was." in told
    assert "<script>alert" not in told


@pytest.mark.parametrize("sent", ["", " ", "a\x00b", "x" * 20_001, "x" * 1_000_000])
def test_refused_comment_comes_back(cast, client_of, sent):
    cast = scenes.finalized(cast)
    client = client_of(cast.reader)
    url = reverse("postmortems:page-comment", args=[cast.postmortem.pk])
    response = client.post(url, {"new-text": sent})
    assert response.status_code == 422
    assert sent.strip() in text(response)
    start_thread(cast.postmortem, "Why?", by=cast.owner, on_publication=True)
    thread = CommentThread.objects.get()
    url = reverse("postmortems:page-comment-reply", args=[cast.postmortem.pk, thread.pk])
    response = client.post(url, {"reply-text": sent})
    assert response.status_code == 422
    assert sent.strip() in text(response)


def test_draft_thread_takes_no_page_reply(cast, client_of):
    thread = start_thread(cast.postmortem, "DRAFT-THREAD", by=cast.owner)
    cast = scenes.finalized(cast)
    url = reverse("postmortems:page-comment-reply", args=[cast.postmortem.pk, thread.pk])
    assert client_of(cast.owner).post(url, {"reply-text": "x"}).status_code == 404


@pytest.mark.parametrize("address", ["/postmortems/99999999999999999999999/", "/postmortems/0/"])
def test_unknown_numbers_are_not_found(cast, client_of, address):
    assert client_of(cast.owner).get(address).status_code == 404
