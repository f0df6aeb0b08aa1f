"""The pages of conversations before a review."""

import re

import pytest
from django.urls import reverse

from postmortems.domain.postmortem import set_facilitator
from postmortems.models import Perspective
from reviews.models import Interview, InterviewLine
from tests import scenes
from tests.factories.reviews import InterviewFactory, InterviewLineFactory

SECRET = "The pager was in the other room"
HONEST = "whoever runs the server could read it"


@pytest.fixture
def talk(cast):
    scenes.written(cast)
    return InterviewFactory(
        postmortem=cast.postmortem, interviewer=cast.facilitator, interviewee=cast.responder
    )


def listing(cast):
    return reverse("reviews:interviews", args=[cast.postmortem.pk])


def page_of(talk):
    return reverse("reviews:interview", args=[talk.pk])


def read(client, address):
    page = client.get(address, follow=True)
    assert page.status_code == 200
    return page.content.decode()


def test_facilitator_asks_who_is_suggested_and_they_see_it_on_home(cast, client_of):
    page = read(client_of(cast.facilitator), listing(cast))
    assert "took part: responder" in page
    assert HONEST in page
    address = listing(cast)
    answer = client_of(cast.facilitator).post(address, {"person": cast.responder.pk}, follow=True)
    assert "sees on Home that you ask" in answer.content.decode()
    talk = Interview.objects.get()

    home = read(client_of(cast.responder), "/")
    assert "would like to hear from you" in home
    assert page_of(talk) in home
    draft = reverse("postmortems:draft", args=[cast.postmortem.pk])
    assert page_of(talk) in read(client_of(cast.responder), draft)
    assert address in read(client_of(cast.facilitator), draft)
    for part in ("owner", "administrator", "contributor"):
        for place in ("/", draft):
            assert "/interviews/" not in read(client_of(cast.people[part]), place)


def test_page_says_the_opening_and_who_reads(cast, client_of, talk):
    for person in (cast.facilitator, cast.responder):
        page = read(client_of(person), page_of(talk))
        for words in ("Purpose.", "Off the record is fine.", "five to one", HONEST):
            assert words in page
        assert "data-wording" not in page
        assert "hints-panel" not in page


def test_pages_are_kept_by_no_cache(cast, client_of, talk):
    for address in (page_of(talk), listing(cast)):
        assert "no-store" in client_of(cast.responder).get(address).headers["Cache-Control"]


def test_both_write_and_only_the_teller_is_offered_to_share(cast, client_of, talk):
    leader, teller = client_of(cast.facilitator), client_of(cast.responder)
    assert leader.post(page_of(talk), {"text": SECRET}).status_code == 302
    assert teller.post(page_of(talk), {"text": "It was dark"}).status_code == 302
    first, second = InterviewLine.objects.all()
    share = reverse("reviews:interview-share", args=[first.pk])
    page = read(teller, page_of(talk))
    assert SECRET in page
    assert "It was dark" in page
    assert share in page
    page = read(leader, page_of(talk))
    assert SECRET in page
    assert "It was dark" in page
    assert "/share/" not in page
    assert reverse("reviews:interview-line", args=[first.pk]) in page
    assert reverse("reviews:interview-line", args=[second.pk]) not in page
    for method in (leader.get, leader.post):
        assert method(share).status_code == 403
        assert method(reverse("reviews:interview-line", args=[second.pk])).status_code == 403


def test_shared_line_is_a_perspective_for_its_audience(cast, client_of, talk):
    line = InterviewLineFactory(interview=talk, text=SECRET)
    InterviewLineFactory(interview=talk, text="Not for others")
    entry = cast.incident.timeline.first()
    teller, address = client_of(cast.responder), reverse("reviews:interview-share", args=[line.pk])
    assert SECRET in read(teller, address)
    wrong = teller.post(address, {"saw": SECRET, "entry": "", "audience": "review-group"})
    assert wrong.status_code == 422
    assert SECRET in wrong.content.decode()
    mine = teller.post(address, {"saw": SECRET, "entry": entry.pk, "audience": "mine"})
    assert mine.status_code == 422

    sent = {"saw": SECRET, "entry": entry.pk, "audience": "review-group"}
    assert teller.post(address, sent).status_code == 302

    told = Perspective.objects.get()
    assert (told.speaker, told.saw, told.entry) == (cast.responder, SECRET, entry)
    timeline = reverse("postmortems:section", args=[cast.postmortem.pk, "timeline"])
    assert SECRET in read(client_of(cast.owner), timeline + "?part=all")
    assert "Not for others" not in read(client_of(cast.owner), timeline + "?part=all")
    assert SECRET not in read(client_of(cast.outsider), timeline + "?part=all")
    assert "shared: the review group" in read(client_of(cast.facilitator), page_of(talk))
    assert teller.post(address, sent).status_code == 422


def test_line_is_changed_taken_away_and_told_when_stale(cast, client_of, talk):
    line = InterviewLineFactory(interview=talk, text=SECRET)
    client, address = client_of(cast.responder), reverse("reviews:interview-line", args=[line.pk])
    assert client.post(address, {"text": "Other", "base": 1}).status_code == 302
    late = client.post(address, {"text": "Late words", "base": 1})
    assert late.status_code == 409
    assert "Late words" in late.content.decode()
    assert "Other" in late.content.decode()
    assert client.post(address, {"text": "", "base": 2}).status_code == 422
    gone = reverse("reviews:interview-remove", args=[line.pk])
    assert client.get(gone).status_code == 405
    assert client.post(gone).status_code == 302
    assert not InterviewLine.objects.exists()


def test_how_it_stands_is_said_by_either(cast, client_of, talk):
    address = reverse("reviews:interview-status", args=[talk.pk])
    client_of(cast.facilitator).post(address, {"status": "done"})
    assert Interview.objects.get().is_done
    client_of(cast.responder).post(address, {"status": "declined"})
    page = read(client_of(cast.facilitator), page_of(talk))
    assert "would rather not, and can change that here" in page
    assert "Keep it for you two" not in page
    assert client_of(cast.facilitator).post(address, {"status": "asked"}).status_code == 422
    assert client_of(cast.facilitator).post(address, {"status": "\x00"}).status_code == 422
    assert Interview.objects.get().is_declined


def test_former_facilitator_reads_and_the_new_one_finds_nothing(cast, client_of, talk):
    InterviewLineFactory(interview=talk, text=SECRET, written_by=cast.facilitator)
    set_facilitator(cast.fresh(), cast.outsider, by=cast.owner, reason="Away.")
    former = client_of(cast.facilitator)
    page = read(former, page_of(talk))
    assert SECRET in page
    assert "did not go over to them" in page
    assert "Take away" not in page
    assert former.post(page_of(talk), {"text": "More"}).status_code == 403
    assert page_of(talk) in read(former, listing(cast))
    new = client_of(cast.outsider)
    assert new.get(page_of(talk)).status_code == 404
    assert "/reviews/interviews/" not in read(new, listing(cast))
    assert re.search(rf'value="{cast.responder.pk}"', read(new, listing(cast)))


def test_what_was_typed_comes_back_where_the_document_was_closed(cast, client_of):
    cast = scenes.finalized(cast)
    talk = InterviewFactory(
        postmortem=cast.postmortem, interviewer=cast.facilitator, interviewee=cast.responder
    )
    line = InterviewLineFactory(interview=talk, text=SECRET)
    client = client_of(cast.responder)
    answer = client.post(page_of(talk), {"text": "Typed too late"})
    assert answer.status_code == 409
    assert "Typed too late" in answer.content.decode()
    page = read(client, page_of(talk))
    assert SECRET in page
    assert "you can take any line away" in page
    assert client.get(reverse("reviews:interview-share", args=[line.pk])).status_code == 409
    asked = client_of(cast.facilitator).post(listing(cast), {"person": cast.owner.pk})
    assert asked.status_code == 409


@pytest.mark.parametrize("person", ["", "\x00", "9" * 40, "-1", "<b>"])
def test_nobody_is_asked_by_what_is_no_person(cast, client_of, person):
    answer = client_of(cast.facilitator).post(listing(cast), {"person": person})
    assert answer.status_code == 422
    assert not Interview.objects.exists()


def test_hostile_words_are_shown_as_words(cast, client_of, talk):
    client = client_of(cast.responder)
    client.post(page_of(talk), {"text": "<script>alert(1)</script>"})
    page = read(client, page_of(talk))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    for text in ("", "\x00", "x" * 20_001):
        assert client.post(page_of(talk), {"text": text}).status_code == 422


def test_pages_take_no_more_queries_for_more_rows(
    cast, client_of, talk, django_assert_max_num_queries
):
    def count(address):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = client_of(cast.facilitator)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    def fill(number):
        for _ in range(number):
            InterviewLineFactory(interview=talk)
            InterviewFactory(postmortem=cast.postmortem, interviewer=cast.facilitator)

    places = [
        page_of(talk),
        listing(cast),
        reverse("postmortems:section", args=[cast.postmortem.pk, "q7"]),
    ]
    fill(1)
    one = [count(place) for place in places]
    fill(2)
    assert [count(place) for place in places] == one
