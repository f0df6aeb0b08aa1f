"""Comments on a passage and suggestions through their forms; what was seen and what is new."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditRecord
from postmortems.domain.comment import add_comment, see, start_thread
from postmortems.domain.passage import place_of
from postmortems.models import CommentThread, ThreadSeen
from tests import scenes
from tests.factories.postmortems import CommentThreadFactory
from tests.hostile import HOSTILE_TEXTS, through_forms

pytestmark = pytest.mark.django_db

TEXT = "The limit was raised twice before lunch."
GONE = "The words it was about are no longer in the text."


@pytest.fixture
def section(cast):
    section = scenes.write(cast.postmortem.sections.get(key="summary"), TEXT, by=cast.owner)
    section.postmortem = cast.postmortem
    return section


def start(client, cast, **data):
    door = reverse("postmortems:thread-start", args=[cast.postmortem.pk])
    return client.post(door, {"text": "Is it so?", "section": "summary"} | data, follow=True)


def act(client, verb, thread, **options):
    return client.post(reverse(f"postmortems:{verb}", args=[thread.pk]), **options)


def gone_lines(client, section):
    """How many threads say on the section's page that their passage is gone."""
    page = client.get(section.get_absolute_url()).content.decode()
    return page.count("data-gone>") + page.count("data-gone >")


def test_passage_named_by_the_editor_is_found_after_edits(cast, client_of, section):
    place, _ = place_of(section, "raised twice")
    start(client_of(cast.outsider), cast, quote="raised twice", place=place)
    thread = CommentThread.objects.get()
    assert (thread.place, thread.quote) == (place, "raised twice")
    client = client_of(cast.owner)
    page = client.get(section.get_absolute_url()).content.decode()
    assert f'data-place="{place}" data-quote="raised twice"' in page
    assert gone_lines(client, section) == 0
    scenes.write(section, TEXT.replace("raised twice", "low"), by=cast.owner)
    assert gone_lines(client, section) == 1
    for where in (reverse("postmortems:threads", args=[cast.postmortem.pk]),):
        assert GONE in client.get(where).content.decode()


def test_copied_words_are_found_without_a_script(cast, client_of, section):
    answer = start(client_of(cast.outsider), cast, quote="  raised\r\ntwice ")
    thread = CommentThread.objects.get()
    assert thread.place
    assert thread.quote == "raised twice"
    assert "about the whole section" not in answer.content.decode()


def test_words_found_nowhere_stay_quoted_and_that_is_said(cast, client_of, section):
    answer = start(client_of(cast.outsider), cast, quote="no such words")
    thread = CommentThread.objects.get()
    assert (thread.place, thread.quote) == ("", "no such words")
    assert "about the whole section" in answer.content.decode()


@pytest.mark.parametrize("place", ["x", "1.2", "9" * 500, "1.2 3.4\x00", "1.9007199254740993 1.1"])
def test_place_that_is_none_gives_the_words_back(cast, client_of, section, place):
    answer = start(client_of(cast.outsider), cast, quote="raised twice", place=place)
    assert answer.status_code == 422
    assert answer.context["start_form"]["text"].value() == "Is it so?"
    assert not CommentThread.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_as_often_for_three_passages_as_for_one(
    cast, client_of, section, django_assert_num_queries, rows
):
    for _ in range(rows):
        start_thread(cast.postmortem, "So?", section=section, quote="twice", by=cast.owner)
    client = client_of(cast.contributor)
    page = section.get_absolute_url()
    client.get(page)
    for address, queries in ((page, SECTION_PAGE), (list_of(cast), LIST_PAGE)):
        with django_assert_num_queries(queries):
            client.get(address)


SECTION_PAGE, LIST_PAGE = 32, 21


def list_of(cast):
    return reverse("postmortems:threads", args=[cast.postmortem.pk])


def test_suggestion_is_shown_and_accepted_with_one_click(cast, client_of, section):
    start(client_of(cast.outsider), cast, text="", quote="raised twice", replacement="doubled")
    thread = CommentThread.objects.get()
    client = client_of(cast.owner)
    page = client.get(section.get_absolute_url()).content.decode()
    assert "<del>raised twice</del>" in page
    assert "<ins>doubled</ins>" in page
    answer = act(client, "suggestion-accept", thread)
    section.refresh_from_db()
    assert answer.status_code == 302
    assert section.text == TEXT.replace("raised twice", "doubled")
    shown = client.get(list_of(cast) + "?show=resolved").content.decode()
    assert "Accepted</b> by <bdi>Owner</bdi>" in shown


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_suggestion_too_late_shows_both_and_changes_nothing(cast, client_of, section, headers):
    start(client_of(cast.outsider), cast, quote="raised twice", replacement="doubled")
    thread = CommentThread.objects.get()
    scenes.write(section, TEXT.replace("raised", "raised only"), by=cast.contributor)
    answer = act(client_of(cast.owner), "suggestion-accept", thread, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "raised twice" in page
    assert "raised only twice" in page
    section.refresh_from_db()
    assert "raised only twice" in section.text


@pytest.mark.parametrize(
    ("part", "status"), [("responder", 403), ("outsider", 403), ("facilitator", 302)]
)
def test_accepting_and_reopening_is_for_those_who_edit(cast, client_of, section, part, status):
    person = getattr(cast, part)
    start(client_of(person), cast, quote="raised twice", replacement="doubled")
    thread = CommentThread.objects.get()
    client = client_of(person)
    assert act(client, "suggestion-accept", thread).status_code == status
    assert act(client, "thread-reopen", thread).status_code == status


@pytest.mark.parametrize(
    "data",
    [
        {"text": "", "quote": "raised twice", "replacement": "raised twice"},
        {"text": "", "quote": "no such words", "leave_out": "on"},
        {"quote": "raised", "replacement": "x" * 20_001},
        {"quote": "", "replacement": "doubled"},
    ],
)
def test_suggestion_that_cannot_be_comes_back_as_typed(cast, client_of, section, data):
    answer = start(client_of(cast.outsider), cast, **data)
    assert answer.status_code == 422
    form = answer.context["start_form"]
    assert form["replacement"].value() == data.get("replacement")
    assert not CommentThread.objects.exists()


def test_new_comments_of_others_are_told_until_they_were_seen(cast, client_of, section):
    thread = CommentThreadFactory(postmortem=cast.postmortem, section=section, by=cast.outsider)
    mine = client_of(cast.owner)
    assert "1 new" in mine.get(list_of(cast)).content.decode()
    assert "1 new" not in client_of(cast.outsider).get(list_of(cast)).content.decode()
    assert not ThreadSeen.objects.filter(person=cast.owner).exists()  # reading marks nothing
    audited = AuditRecord.objects.count()
    door = reverse("postmortems:threads-seen", args=[cast.postmortem.pk])
    told = mine.post(door, {"quietly": "yes", "comment": [thread.comments.get().pk, "x", "9" * 99]})
    assert told.status_code == 204
    assert "1 new" not in mine.get(list_of(cast)).content.decode()
    assert AuditRecord.objects.count() == audited
    add_comment(thread, "One more.", by=cast.contributor)
    page = mine.get(section.get_absolute_url()).content.decode()
    assert " open comment, 1 with something new<" in page
    assert "All comments · 1 new" in page
    mine.post(door)
    assert "1 new" not in mine.get(list_of(cast)).content.decode()


def test_seen_never_goes_back_and_one_who_answers_has_seen(cast):
    thread = CommentThreadFactory(postmortem=cast.postmortem, by=cast.outsider)
    first = thread.comments.get()
    latest = add_comment(thread, "So it is.", by=cast.owner)
    see([first], by=cast.owner)
    assert ThreadSeen.objects.get(person=cast.owner).upto == latest.pk
    threads = CommentThread.objects.with_unread(cast.owner)
    assert threads.get().unread == 0


def test_seen_is_told_of_what_one_may_see_only(cast, client_of):
    hidden = CommentThreadFactory(postmortem=cast.postmortem, by=cast.owner).comments.get()
    door = reverse("postmortems:threads-seen", args=[cast.postmortem.pk])
    client_of(cast.outsider).post(door, {"comment": hidden.pk})
    assert not ThreadSeen.objects.filter(person=cast.outsider).exists()
    assert client_of(cast.reader).post(door).status_code == 404


words = st.sampled_from(sorted(HOSTILE_TEXTS.values())) | st.text(max_size=30)


@given(st.lists(words, min_size=4, max_size=4), st.booleans())
@through_forms("draft")
def test_passages_and_suggestions_take_hostile_input(cast_and_client, values, leaves_out):
    cast, client, section = cast_and_client
    names = ("text", "quote", "replacement", "place")
    data = {
        name: value.encode(errors="replace").decode()
        for name, value in zip(names, values, strict=True)
    }
    answer = start(client, cast, **data, **({"leave_out": "on"} if leaves_out else {}))
    assert answer.status_code in (200, 422)
    page = client.get(section.get_absolute_url()).content.decode()
    for value in data.values():
        if "<" in value and len(value.strip()) > 3:
            assert value not in page
    CommentThread.objects.all().delete()


@pytest.fixture
def cast_and_client(cast, client_of, section):
    return cast, client_of(cast.owner), section
