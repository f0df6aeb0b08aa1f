"""A page that was put together once is sent again, and only while it shows what is so."""

import re

import pytest

from accounts.models import User
from postmortems.domain import page as surroundings
from postmortems.domain.access import revoke
from postmortems.domain.action import hand_over, record_progress
from postmortems.domain.comment import add_comment, start_thread
from postmortems.domain.incident import set_visibility
from postmortems.domain.lifecycle import advance
from postmortems.domain.perspective import withdraw
from postmortems.domain.postmortem import discard, transfer_ownership
from postmortems.domain.record import remove_record
from postmortems.enums import AccessReason, ActionStatus, Move, PerspectiveAudience, Visibility
from postmortems.models import CommentThread, Perspective
from postmortems.views import reading
from postmortems.views.kept import Slot
from tests import scenes
from tests.factories.postmortems import IncidentFactory, PerspectiveFactory, PostmortemFactory
from tests.kept import kept

TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"')


@pytest.fixture(autouse=True)
def nothing_kept():
    reading.readings.clear()
    reading.shells.clear()


@kept
def page_amid_company(cast):
    """A published page with a conversation, a perspective and a related incident."""
    PerspectiveFactory(
        entry=scenes.written(cast).incident.timeline.first(),
        speaker=cast.owner,
        by=cast.owner,
        saw="SAW-IT",
        audience=PerspectiveAudience.ORGANIZATION,
    )
    cast = scenes.finalized(cast)
    start_thread(cast.postmortem, "WHY", by=cast.outsider, on_publication=True)
    cast.other = IncidentFactory(title="RELATED-ONE")
    PostmortemFactory(incident=cast.other)
    cast.incident.related.add(cast.other)
    return cast


@pytest.fixture
def published(cast):
    return page_amid_company(cast)


def shown(client, cast):
    """The page's text without the tokens of its forms."""
    response = client.get(cast.postmortem.get_absolute_url())
    assert response.status_code == 200
    return TOKEN.sub("", response.content.decode())


def commented(cast):
    add_comment(CommentThread.objects.get(), "BECAUSE", by=cast.owner)


def progressed(cast):
    action = cast.postmortem.actions.get()
    record_progress(
        action, ActionStatus.DONE, base=action.version, by=action.owner, note_text="IT-FIRED"
    )


def action_handed_over(cast):
    hand_over(cast.postmortem.actions.get(), cast.note_taker, by=cast.owner)


def action_owner_renamed(cast):
    User.objects.filter(pk=cast.responder.pk).update(name="Another Name")


def commenter_renamed(cast):
    User.objects.filter(pk=cast.outsider.pk).update(name="Another Name")


def commenter_recoloured(cast):
    User.objects.filter(pk=cast.outsider.pk).update(colour=8 if cast.outsider.colour != 8 else 7)


def action_owner_left(cast):
    User.objects.filter(pk=cast.responder.pk).update(is_active=False)


def commenter_left(cast):
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)


def related_restricted(cast):
    set_visibility(cast.other, Visibility.RESTRICTED, by=cast.other.opened_by)


def related_taken_away(cast):
    cast.incident.related.clear()


def related_discarded(cast):
    discard(cast.other.postmortem, by=cast.other.opened_by, reason="It was a drill")


def related_retitled(cast):
    type(cast.other.postmortem).objects.filter(incident=cast.other).update(listed_title="NEW-ONE")


def reopened(cast):
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong")


def perspective_withdrawn(cast):
    withdraw(Perspective.objects.get(), by=cast.owner)


def action_removed(cast):
    remove_record(cast.postmortem.actions.get(), by=cast.owner)


def reader_renamed(cast):
    User.objects.filter(pk=cast.contributor.pk).update(name="Somebody Else")


def reader_chose_dark(cast):
    User.objects.filter(pk=cast.contributor.pk).update(theme="dark")


def reader_moved(cast):
    User.objects.filter(pk=cast.contributor.pk).update(time_zone="Asia/Tokyo")


def reader_became_reader(cast):
    User.objects.filter(pk=cast.contributor.pk).update(role="reader")


def made_administrator(cast):
    User.objects.filter(pk=cast.contributor.pk).update(role="administrator")


def made_owner(cast):
    transfer_ownership(cast.postmortem, cast.contributor, by=cast.owner)


CHANGES = [
    commented, progressed, action_handed_over, action_owner_renamed, commenter_renamed,
    commenter_recoloured, related_restricted, related_taken_away, related_discarded,
    related_retitled, reopened, reader_renamed, reader_chose_dark, reader_moved,
    reader_became_reader, made_administrator, made_owner, action_owner_left, commenter_left,
]  # fmt: skip
CHANGES_OF_CONTENT = [perspective_withdrawn, action_removed]


@pytest.mark.parametrize("change", CHANGES)
def test_next_reading_shows_what_changed(published, client_of, change):
    shows_what_changed(published, client_of, change)


@pytest.mark.parametrize("change", CHANGES_OF_CONTENT)
def test_next_reading_shows_what_changed_after_a_reopening(published, client_of, change):
    reopened(published)
    shows_what_changed(published, client_of, change)


def shows_what_changed(published, client_of, change):
    client = client_of(published.contributor)
    before = shown(client, published)
    assert shown(client, published) == before
    change(published)
    after = shown(client, published)
    reading.readings.clear()
    reading.shells.clear()
    assert after == shown(client, published), "as if nothing had been kept"
    assert after != before


def test_amended_page_is_shown_at_once(published, client_of):
    client = client_of(published.reader)
    shown(client, published)
    reopened(published)
    section = published.postmortem.sections.get(key="summary")
    scenes.write(section, "AMENDED-WORDS", by=published.owner)
    published.postmortem = published.fresh()
    scenes.held(published)
    advance(published.postmortem, Move.MARK_REVIEWED, by=published.facilitator)
    scenes.sign(published)
    assert "AMENDED-WORDS" not in shown(client, published)
    advance(published.postmortem, Move.FINALIZE, by=published.facilitator)
    assert "AMENDED-WORDS" in shown(client, published)
    earlier = client.get(f"{published.postmortem.get_absolute_url()}published/1/")
    assert "AMENDED-WORDS" not in earlier.content.decode()


def test_withdrawn_words_leave_at_once(published, client_of):
    client = client_of(published.reader)
    reopened(published)
    assert "SAW-IT" in shown(client, published)
    withdraw(Perspective.objects.get(), by=published.owner)
    assert "SAW-IT" not in shown(client, published)


def test_restricted_since_is_not_found_for_those_outside(published, client_of):
    outside, inside = client_of(published.outsider), client_of(published.responder)
    shown(outside, published)
    shown(inside, published)
    set_visibility(published.incident, Visibility.RESTRICTED, by=published.owner)
    assert outside.get(published.postmortem.get_absolute_url()).status_code == 404
    shown(inside, published)


def test_access_withdrawn_is_not_found(published, client_of):
    client = client_of(published.granted)
    set_visibility(published.incident, Visibility.RESTRICTED, by=published.owner)
    shown(client, published)
    revoke(published.incident, published.granted, AccessReason.GRANTED)
    assert client.get(published.postmortem.get_absolute_url()).status_code == 404


def test_whoever_was_made_inactive_is_sent_away(published, client_of):
    client = client_of(published.outsider)
    shown(client, published)
    User.objects.filter(pk=published.outsider.pk).update(is_active=False)
    assert client.get(published.postmortem.get_absolute_url()).status_code == 302


def test_related_shows_to_those_who_may_know_of_it(published, client_of):
    set_visibility(published.other, Visibility.RESTRICTED, by=published.other.opened_by)
    assert "RELATED-ONE" in shown(client_of(published.administrator), published)
    assert "RELATED-ONE" not in shown(client_of(published.outsider), published)
    assert "RELATED-ONE" not in shown(client_of(published.reader), published)


def test_readers_share_a_page_and_nothing_of_each_other(published, client_of):
    first, second = client_of(published.outsider), client_of(published.contributor)
    one, other = shown(first, published), shown(second, published)
    assert published.outsider.email in one
    assert published.outsider.email not in other
    assert published.contributor.email in other
    assert len(reading.readings._texts) == 1


def test_every_form_has_the_readers_own_token(published, client_of):
    tokens = []
    for reader in (published.outsider, published.contributor):
        client = client_of(reader, enforce_csrf_checks=True)
        html = client.get(published.postmortem.get_absolute_url()).content.decode()
        found = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        assert len(found) > 2
        assert not any("slot" in token for token in found)
        tokens.append(found[-1])
        sent = {"new-text": "Sent with it", "csrfmiddlewaretoken": found[-1]}
        posted = re.search(r'action="([^"#]+)#new-comment"', html)[1]
        assert client.post(posted, sent).status_code == 302
    assert tokens[0] != tokens[1]


def test_words_of_a_comment_fill_no_slot(published, client_of):
    # All that somebody can know who reads the code, or has seen the slots of another process.
    words = " ".join(Slot(name) for name in ("title", "reading", "token"))
    start_thread(published.postmortem, words, by=published.owner, on_publication=True)
    assert words in shown(client_of(published.outsider), published)


def test_page_that_changed_while_it_was_made_is_not_kept(published, client_of, monkeypatch):
    load = surroundings.surroundings

    def load_and_change(postmortem, user):
        found = load(postmortem, user)
        monkeypatch.setattr(surroundings, "surroundings", load)
        commented(published)
        return found

    monkeypatch.setattr(surroundings, "surroundings", load_and_change)
    client = client_of(published.outsider)
    shown(client, published)
    assert not reading.readings._texts
    assert "BECAUSE" in shown(client, published)
