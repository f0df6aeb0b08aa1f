"""What stands around every page of a draft, and hostile words through its forms."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from postmortems.models import Postmortem
from postmortems.views.draft import frame
from tests import scenes
from tests.factories.postmortems import CommentThreadFactory
from tests.hostile import BROKEN, SCRIPTS, UNICODE, through_forms

pytestmark = pytest.mark.django_db

PAGES = ("draft/summary/", "draft/q8/", "comments/", "people/", "draft/summary/versions/")
known = [text for texts in (SCRIPTS, BROKEN, UNICODE) for text in texts.values()]
# What a browser can send: no lone surrogates.
words = st.one_of(
    st.sampled_from(known).map(lambda text: text.encode("utf-8", "replace").decode()),
    st.text(max_size=60),
    st.integers().map(str),
    st.sampled_from(["<script>alert(1)</script>", "\x00", "x" * 20_001, "not-known", "none"]),
)


def doors(cast, thread, text, other):
    """(address, what is sent) of every form of the draft."""
    own = f"/postmortems/{cast.postmortem.pk}/"
    answer = {"answer": other, "owner": text}
    return [
        (own + "draft/summary/", {"text": text, "base": other}),
        (own + "draft/summary/preview/", {"text": text, "base": other}),
        (own + "draft/summary/versions/", {"version": text, "base": other}),
        (own + "draft/q8/answer/", answer),
        (own + "comments/start/", {"text": text, "quote": other, "section": text, "next": other}),
        (f"/comments/{thread.pk}/reply/", {"text": text, "next": other}),
        (f"/comments/{thread.pk}/take/", {"take": text, "next": other}),
        (f"/comments/{thread.pk}/settle/", {"outcome": other, "words": text, "owner": text}),
        (f"/comments/{thread.pk}/settle/", {"outcome": "unknown", "words": text}),
        (own + "move/mark-reviewed/", {"reason": text}),
        (own + "people/", {"do": other, "person": text, "people": [text, other]}),
        (own + "people/", {"do": "contributors", "people": [text, other]}),
        (own + "people/", {"do": "facilitator", "person": text, "reason": other}),
        (own + "discard/", {"reason": [text, other], "x": text}),
        (own + "recover/", {"reason": text}),
    ]


def hostile(cast, client_of, *, at_length=False):
    """Send hostile words through every door, and look at the pages that show them."""
    client = client_of(cast.owner)
    client_of_facilitator = client_of(cast.facilitator)
    thread = CommentThreadFactory(postmortem=cast.postmortem)
    count = len(doors(cast, thread, "", ""))

    @through_forms("draft", at_length=at_length)
    @given(st.integers(0, count - 1), words, words)
    def send(door, text, other):
        address, data = doors(cast, thread, text, other)[door]
        sender = client_of_facilitator if "/move/" in address else client
        answer = sender.post(address, data)
        assert answer.status_code in (200, 302, 409, 422), address
        assert b"<script>alert" not in answer.content
        Postmortem.objects.filter(pk=cast.postmortem.pk).update(
            discarded_at=None, discard_reason=""
        )

    send()
    for page in PAGES:
        shown = client.get(f"/postmortems/{cast.postmortem.pk}/{page}")
        assert shown.status_code == 200
        assert b"<script>alert" not in shown.content


def test_hostile_words_through_every_form(cast, client_of):
    hostile(cast, client_of)


@pytest.mark.slow
def test_hostile_words_through_every_form_at_length(cast, client_of):
    hostile(cast, client_of, at_length=True)


def test_frame_says_what_is_missing_and_what_is_due(cast):
    postmortem = Postmortem.objects.for_draft().get(pk=cast.postmortem.pk)
    around = frame(postmortem, cast.owner)
    assert around["missing"].endswith("things missing before it can be reviewed")
    assert [due.what for due in around["dues"]] == ["draft", "review"]
    assert around["moves"] == []
    assert around["editable"]


def test_frame_of_a_written_draft_no_longer_says_when_the_draft_is_due(cast):
    scenes.written(cast)
    around = frame(cast.postmortem, cast.owner)
    assert [due.what for due in around["dues"]] == ["review"]


def test_frame_gives_the_facilitator_the_move_onwards(cast):
    scenes.reviewable(cast)
    around = frame(cast.postmortem, cast.facilitator)
    assert [(step.label, is_onwards) for step, is_onwards in around["moves"]] == [
        ("Mark reviewed", True)
    ]
    assert around["missing"] == "Nothing is missing: the facilitator can mark it reviewed."


def test_frame_of_a_finalized_postmortem_has_no_clock(cast):
    scenes.finalized(cast)
    around = frame(cast.postmortem, cast.owner)
    assert (around["dues"], around["missing"], around["editable"]) == ([], "", False)
    assert "is finalized" in around["why_frozen"]


def test_late_draft_says_how_late(cast, client_of):
    Postmortem.objects.filter(pk=cast.postmortem.pk).update(
        draft_due=timezone.now() - timedelta(days=4)
    )
    page = client_of(cast.owner).get(f"/postmortems/{cast.postmortem.pk}/draft/summary/")
    assert '<b class="late">4 days late</b>' in page.content.decode()
