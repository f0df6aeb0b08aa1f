"""The frozen page in its pieces, and every page made anew after an upgrade."""

import copy

from django.core.management import call_command

from postmortems.domain import frozen
from postmortems.domain.perspective import withdraw
from postmortems.domain.publication import render_body
from postmortems.models import Perspective, Publication, PublishedWords
from tests import scenes
from tests.postmortems import pages


def renewed():
    return list(frozen.renew_pages())


def test_body_has_all_its_pieces_and_nothing_beside_them(cast):
    publication = pages.published(cast).postmortem.publications.get()
    found = frozen.pieces(publication.body)
    assert tuple(found) == frozen.PIECES
    assert all(text.strip() for text in found.values())
    assert cast.incident.title in found["title"]
    assert "<h1" not in found["account"]


def test_body_of_an_older_build_is_shown_from_its_snapshot(cast):
    publication = pages.published(cast).postmortem.publications.get()
    whole = frozen.pieces_of(publication)
    publication.body = "<div>as it was rendered long ago</div>"
    assert frozen.pieces_of(publication) == whole


def test_no_text_of_an_author_makes_a_mark(cast):
    snapshot = pages.published(cast).postmortem.publications.get().snapshot
    before = frozen.pieces(render_body(snapshot))
    mark = "<!--piece account-->"
    snapshot["incident"]["title"] += mark
    snapshot["timeline"][0]["text"] += mark
    after = frozen.pieces(render_body(snapshot))
    assert tuple(after) == frozen.PIECES
    assert mark not in "".join(after.values())
    assert after["reviewed"] == before["reviewed"]


def test_pages_are_renewed_once(cast):
    publication = scenes.finalized(cast).postmortem.publications.get()
    body = publication.body
    Publication.objects.update(body="an old body")
    assert renewed() == [True]
    publication.refresh_from_db()
    assert publication.body == body
    assert publication.body_version == 2
    assert renewed() == [False]
    publication.refresh_from_db()
    assert publication.body_version == 2, "pages that readers have stay good"


def test_renewing_touches_nothing_but_the_body(cast):
    scenes.finalized(cast)
    before = Publication.objects.values().get()
    Publication.objects.update(body="an old body")
    renewed()
    after = Publication.objects.values().get()
    assert {name for name in before if before[name] != after[name]} == {"body_version"}


def test_renewing_tells_search_what_the_newest_page_says(cast):
    cast = scenes.finalized(cast)
    words = PublishedWords.objects.get().words
    assert cast.incident.title.casefold() in words
    scenes.advance(cast.postmortem, scenes.Move.REOPEN, by=cast.owner, reason="A date is wrong")
    for old in ("as an older build folded it", None):
        if old is None:
            PublishedWords.objects.all().delete()
        else:
            PublishedWords.objects.update(words=old)
        assert renewed() == [False], "the page itself is as it was"
        assert PublishedWords.objects.get().words == words


def test_withdrawn_words_do_not_come_back(cast):
    cast = pages.published(cast)
    old = copy.copy(cast.postmortem.publications.get())
    assert "OPENED-WORDS" in old.body, "there was something to forget"
    scenes.advance(cast.postmortem, scenes.Move.REOPEN, by=cast.owner, reason="A date is wrong")
    withdraw(Perspective.objects.get(saw="OPENED-WORDS"), by=cast.responder)
    Publication.objects.update(body="an old body")
    renewed()
    assert "OPENED-WORDS" not in Publication.objects.get().body


def test_snapshot_without_later_parts_is_renewed(cast):
    publication = scenes.finalized(cast).postmortem.publications.get()
    publication.snapshot.pop("review")
    publication.body = "an old body"
    publication.save()
    assert renewed() == [True]


def test_command_says_how_many(cast, capsys):
    scenes.finalized(cast)
    Publication.objects.update(body="an old body")
    call_command("renew_pages")
    call_command("renew_pages")
    told = capsys.readouterr().out.splitlines()
    assert told == ["1 published pages, 1 renewed.", "1 published pages, 0 renewed."]
