"""The inbox: one's own, only what one may still see, and counted the same in the header."""

import pytest
from django.urls import reverse

from accounts.domain.signed_in import PasswordBackend
from accounts.enums import NotificationKind
from accounts.models import User
from postmortems.domain.comment import start_thread
from postmortems.domain.incident import set_visibility
from postmortems.domain.mention import readers
from postmortems.domain.notification import tell
from postmortems.domain.section import write_section
from postmortems.enums import Happening, Visibility
from postmortems.models import CommentThread, Notification, Postmortem
from tests import scenes
from tests.cast import ITS_PEOPLE, PARTS, TITLE
from tests.factories.postmortems import ActionFactory, CommentThreadFactory

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"
PEOPLE = [part for part in PARTS if part != "anonymous"]


def told(person, postmortem, happening=Happening.NAMED, **about):
    return tell([person], NotificationKind.MENTION, happening, postmortem, **about)[0]


def unread(person):
    return PasswordBackend().get_user(person.pk).unread


def test_empty_inbox_says_what_will_stand_there(cast, client_of):
    page = client_of(cast.outsider).get(INBOX).content.decode()
    assert "Nothing yet." in page
    assert "Mark all as read" not in page


def test_opening_one_reads_it_and_leads_to_its_place(cast, client_of):
    thread = start_thread(cast.postmortem, "@Note Taker: is that so?", by=cast.owner)
    client = client_of(cast.note_taker)
    assert unread(cast.note_taker) == 1
    page = client.get(INBOX).content.decode()
    assert "Owner mentions you in a comment" in page
    assert ", 1 unread" in page

    row = Notification.objects.visible_to(cast.note_taker).get()
    answer = client.post(reverse("postmortems:inbox-open", args=[row.pk]))

    assert answer.url == f"/postmortems/{cast.postmortem.pk}/comments/?show=all#thread-{thread.pk}"
    assert client.get(answer.url).status_code == 200
    assert unread(cast.note_taker) == 0


def test_all_read_is_what_the_page_showed_and_no_more(cast, client_of):
    first = told(cast.outsider, cast.postmortem)
    second = told(cast.outsider, cast.postmortem)
    client = client_of(cast.outsider)

    client.post(reverse("postmortems:inbox-read"), {"last": first.pk})

    assert list(Notification.objects.visible_to(cast.outsider).unread()) == [second]


@pytest.mark.parametrize("last", ["", "x", "-1", "9" * 40, "٣", "1\x00"])
def test_all_read_with_nonsense_reads_nothing(cast, client_of, last):
    told(cast.outsider, cast.postmortem)
    answer = client_of(cast.outsider).post(reverse("postmortems:inbox-read"), {"last": last})
    assert answer.status_code == 302
    assert unread(cast.outsider) == 1


def test_what_is_of_others_is_not_found(cast, client_of):
    row = told(cast.owner, cast.postmortem)
    answer = client_of(cast.outsider).post(reverse("postmortems:inbox-open", args=[row.pk]))
    assert answer.status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


def test_what_is_hidden_by_now_is_neither_shown_nor_counted(cast, client_of):
    row = told(cast.outsider, cast.postmortem)
    assert unread(cast.outsider) == 1
    set_visibility(cast.incident, Visibility.RESTRICTED, by=cast.owner)

    client = client_of(cast.outsider)
    page = client.get(INBOX).content.decode()

    assert TITLE not in page
    assert unread(cast.outsider) == 0
    assert client.post(reverse("postmortems:inbox-open", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("scene", ["draft", "finalized"])
def test_inbox_and_count_agree_with_what_each_may_see(cast, visibility, scene):
    """``shown`` against ``visible_to`` of what the rows are about, for the whole cast."""
    draft = CommentThreadFactory(postmortem=cast.postmortem, by=cast.owner)
    if scene == "finalized":
        cast = scenes.finalized(cast)
    postmortem = cast.postmortem
    if visibility == Visibility.RESTRICTED:
        set_visibility(cast.incident, visibility, by=cast.owner)
    threads = [draft]
    if scene == "finalized":
        threads.append(
            CommentThreadFactory(postmortem=postmortem, by=cast.owner, on_publication=True)
        )
    for part in PEOPLE:
        person = cast.people[part]
        Notification.objects.filter(recipient=person).delete()
        told(person, postmortem)
        rows = {thread.pk: told(person, postmortem, thread=thread) for thread in threads}

        seen = set(Notification.objects.visible_to(person))

        for thread in threads:
            may = CommentThread.objects.visible_to(person).filter(pk=thread.pk).exists()
            assert (rows[thread.pk] in seen) is may, (part, thread.on_publication)
        draft_seen = Postmortem.objects.visible_to(person).filter(pk=postmortem.pk).exists()
        assert any(row.thread is None for row in seen) is draft_seen, part
        assert unread(person) == len(seen), part


@pytest.mark.parametrize("visibility", Visibility)
def test_mentionable_are_those_who_may_read_the_place(cast, visibility):
    if visibility == Visibility.RESTRICTED:
        set_visibility(cast.incident, visibility, by=cast.owner)
    cast.incident.refresh_from_db()
    thread = CommentThreadFactory(postmortem=cast.postmortem, by=cast.owner)

    in_text = set(readers(cast.postmortem))
    in_comments = set(readers(cast.postmortem, comment=True))

    everyone = User.objects.active()
    sees = [one for one in everyone if Postmortem.objects.visible_to(one).exists()]
    assert in_text == set(sees)
    reads = [one for one in everyone if CommentThread.objects.visible_to(one).exists()]
    assert in_comments == set(reads)
    assert cast.granted not in in_comments, thread


@pytest.mark.parametrize("part", PEOPLE)
def test_names_are_offered_to_those_who_see_the_draft(restricted_cast, client_of, part):
    cast = restricted_cast
    address = reverse("postmortems:mentionable", args=[cast.postmortem.pk])
    answer = client_of(cast.people[part]).get(address, {"q": "con"})
    if part in (*ITS_PEOPLE, "administrator"):
        assert answer.json() == {"names": ["Contributor"]}
    else:
        assert answer.status_code == 404


@pytest.mark.parametrize("query", ["\x00", "%", "x" * 100_000, "_", "'; drop", "ﬀ"])
def test_hostile_question_for_names_offers_nobody(cast, client_of, query):
    address = reverse("postmortems:mentionable", args=[cast.postmortem.pk])
    answer = client_of(cast.owner).get(address, {"q": query[:1000]})
    assert answer.status_code == 200
    if query != "\x00":
        assert answer.json() == {"names": []}


def test_inbox_asks_as_much_for_many_rows_as_for_few(cast, client_of, django_assert_num_queries):
    client = client_of(cast.outsider)
    action = ActionFactory(postmortem=cast.postmortem, owner=cast.outsider)
    for count in (1, 10):
        for _ in range(count):
            told(cast.outsider, cast.postmortem, action=action, by=cast.owner)
        with django_assert_num_queries(3):  # session, person with the count, rows
            client.get(INBOX)


def test_mention_in_the_text_is_told_once(cast):
    section = cast.postmortem.sections.get(key="summary")
    for words in ("By @Outsider.", "By @Outsider, twice: @outsider.", "Nobody.", "@Outsider again"):
        section.refresh_from_db()
        write_section(section, words, base=section.version, by=cast.owner)

    assert Notification.objects.filter(recipient=cast.outsider).count() == 1


def test_comment_shows_a_quiet_mark_for_whom_it_mentions(cast, client_of):
    start_thread(cast.postmortem, "@Responder & <b>@Outsider</b> @nobody", by=cast.owner)
    page = client_of(cast.owner).get(f"/postmortems/{cast.postmortem.pk}/comments/")
    words = page.content.decode()
    assert (
        '<span class="mention">@Responder</span> &amp; &lt;b&gt;@Outsider&lt;/b&gt; @nobody'
        in words
    )
