"""Which revisions are kept, why, and who wrote for them."""

import pytest

from accounts.models import AuditRecord
from postmortems.domain.history import keep_version, revisions_of, writers_from
from postmortems.domain.lifecycle import advance
from postmortems.domain.live_text import catch_up, keep_revision, keep_revisions_left
from postmortems.domain.record import change_record
from postmortems.enums import Move
from postmortems.exceptions import ContentFrozen, Refused
from tests import scenes
from tests.factories.postmortems import MitigatorFactory, PerspectiveFactory, TimelineEntryFactory
from tests.postmortems.logged import log_words

pytestmark = pytest.mark.django_db


def reasons(cast):
    return list(revisions_of(cast.postmortem).values_list("reason", flat=True))


def test_every_move_keeps_a_revision_of_its_own(cast, clock):
    scenes.reviewed(cast)
    advance(cast.fresh(), Move.SEND_BACK, by=cast.facilitator, reason="The cause is open.")
    assert reasons(cast) == ["Sent back to draft", "Marked reviewed"]
    sent_back = cast.postmortem.revisions.first()
    assert sent_back.author == cast.facilitator
    assert cast.fresh().current_revision == sent_back


def test_finalize_and_reopen_keep_theirs(cast, clock):
    scenes.finalizable(cast)
    advance(cast.fresh(), Move.FINALIZE, by=cast.facilitator)
    published = cast.fresh().current_revision
    assert published.reason == "Signed · Finalized and published"
    advance(cast.fresh(), Move.REOPEN, by=cast.owner, reason="A date is wrong.")
    assert reasons(cast)[0] == "Reopened for amendment"
    assert cast.fresh().current_revision.author == cast.owner
    assert cast.fresh().publications.get().revision == published


def test_reviewed_revision_says_that_it_was_reviewed(cast, clock):
    scenes.reviewable(cast)
    keep_revision(cast.postmortem.pk)
    advance(cast.fresh(), Move.MARK_REVIEWED, by=cast.facilitator)
    assert cast.fresh().reviewed_revision.snapshot["review"]["reviewed_at"]


def test_kept_by_itself_only_after_a_change(cast):
    first = keep_revision(cast.postmortem.pk)
    assert keep_revision(cast.postmortem.pk) == first
    MitigatorFactory(postmortem=cast.postmortem)
    second = keep_revision(cast.postmortem.pk)
    assert (second.number, second.author) == (2, None)


def test_named_version_is_kept_though_nothing_changed(cast):
    keep_revision(cast.postmortem.pk)
    version = cast.fresh().content_version
    named = keep_version(cast.postmortem, "  Before the review ", by=cast.owner)
    assert reasons(cast) == ["Before the review", "Written together"]
    assert named.author == cast.owner
    assert named.content_version == version == cast.fresh().content_version
    kept = AuditRecord.objects.get(verb="version kept")
    assert (kept.actor, kept.after, kept.reason) == (cast.owner, {"revision": 2}, named.reason)


def test_named_version_twice_is_one_until_something_is_written(cast):
    named = keep_version(cast.postmortem, "Before", by=cast.owner)
    assert keep_version(cast.postmortem, "Before", by=cast.owner) == named
    assert AuditRecord.objects.filter(verb="version kept").count() == 1
    assert keep_version(cast.postmortem, "Before", by=cast.contributor) != named
    MitigatorFactory(postmortem=cast.postmortem)
    assert keep_version(cast.postmortem, "Before", by=cast.contributor).number == 3


def test_named_version_holds_what_is_written_live(cast):
    section = cast.postmortem.sections.get(key="summary")
    log_words(cast.postmortem, section, "Live words.", by=cast.contributor)
    named = keep_version(cast.postmortem, "With them", by=cast.owner)
    texts = {row["key"]: row["text"] for row in named.snapshot["sections"]}
    assert texts["summary"] == "Live words."
    assert cast.contributor in named.authors.all()


@pytest.mark.parametrize("name", ["", "   ", "a" * 121])
def test_version_needs_a_short_name(cast, name):
    with pytest.raises(Refused):
        keep_version(cast.postmortem, name, by=cast.owner)
    assert reasons(cast) == []


def test_version_of_a_closed_document_is_not_kept(cast, clock):
    scenes.finalized(cast)
    before = reasons(cast)
    with pytest.raises(ContentFrozen):
        keep_version(cast.postmortem, "Late", by=cast.owner)
    assert reasons(cast) == before


def test_authors_are_those_who_wrote_text_or_records_since(cast):
    section = cast.postmortem.sections.get(key="summary")
    keep_version(cast.postmortem, "First", by=cast.owner)
    scenes.write(section, "Words.", by=cast.contributor)
    entry = TimelineEntryFactory(incident=cast.incident, by=cast.owner)
    second = keep_version(cast.postmortem, "Second", by=cast.facilitator)
    assert set(second.authors.all()) == {cast.contributor, cast.owner}
    change_record(entry, {"text": "Seen"}, base=1, by=cast.facilitator)
    third = keep_version(cast.postmortem, "Third", by=cast.owner)
    assert set(third.authors.all()) == {cast.facilitator}
    told = writers_from(cast.postmortem, second)
    assert list(told) == [cast.facilitator]
    assert set(writers_from(cast.postmortem, third, second)) == {cast.facilitator}
    assert set(writers_from(cast.postmortem, None)) == {
        cast.owner,
        cast.contributor,
        cast.facilitator,
    }


def test_authors_do_not_tell_of_a_private_perspective(cast):
    entry = TimelineEntryFactory(incident=cast.incident, by=cast.owner)
    keep_version(cast.postmortem, "First", by=cast.owner)
    PerspectiveFactory(entry=entry, speaker=cast.responder, by=cast.responder, audience="mine")
    second = keep_version(cast.postmortem, "Second", by=cast.owner)
    assert list(second.authors.all()) == []


def test_burst_that_a_stopped_server_left_is_kept_at_the_next_start(cast):
    log_words(cast.postmortem, cast.postmortem.sections.first(), "Then it fell. ", by=cast.owner)
    catch_up()
    keep_revisions_left()
    assert reasons(cast) == ["Written together"]
    assert list(cast.postmortem.revisions.get().authors.all()) == [cast.owner]
    keep_revisions_left()
    assert len(reasons(cast)) == 1
