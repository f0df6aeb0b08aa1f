"""Texts put back: as an edit on top of the log, whole, and so that it can be put back again."""

import pytest

from accounts.models import AuditRecord
from postmortems.domain import restoring
from postmortems.domain.coediting import open_document
from postmortems.domain.history import keep_version
from postmortems.domain.live_text import bring_up
from postmortems.domain.revision import compare
from postmortems.domain.section import answer_question
from postmortems.enums import Answer
from postmortems.exceptions import ContentFrozen, StaleChange
from postmortems.models import LiveDocument
from tests import scenes
from tests.postmortems.logged import log_says, log_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(cast):
    """Two texts and an ending, kept as revision 1; then all of them changed."""
    postmortem = cast.postmortem
    cast.summary, cast.steps = (postmortem.sections.get(key=key) for key in ("summary", "steps"))
    cast.question = postmortem.sections.get(number=7)
    scenes.write(cast.summary, "The first summary.", by=cast.owner)
    scenes.write(cast.steps, "The first steps.", by=cast.owner)
    answer_question(cast.question, Answer.NOT_KNOWN, by=cast.owner, owner=cast.responder)
    cast.revision = keep_version(postmortem, "First", by=cast.owner)
    scenes.write(cast.summary, "Another summary.", by=cast.contributor)
    scenes.write(cast.steps, "", by=cast.contributor)
    scenes.write(cast.question, "We learned a lot.", by=cast.contributor)
    return scenes.renewed(cast)


def restore(cast, **options):
    postmortem = cast.fresh()
    options.setdefault("seen", restoring.stands_at(postmortem, options.get("key")))
    return restoring.restore(postmortem, cast.revision, by=cast.owner, **options)


def texts(cast):
    for section in (cast.summary, cast.steps, cast.question):
        section.refresh_from_db()
    return [cast.summary.text, cast.steps.text, cast.question.text]


def test_restore_puts_back_texts_and_endings(kept):
    after = restore(kept)
    assert texts(kept) == ["The first summary.", "The first steps.", ""]
    assert "The first summary." in kept.summary.html
    assert (kept.question.answer, kept.question.answer_owner) == (
        Answer.NOT_KNOWN,
        kept.responder,
    )
    assert compare(after.snapshot, kept.revision.snapshot) == []
    assert compare(after.snapshot, restoring.take_snapshot(kept.fresh())) == []


def test_restore_keeps_a_revision_before_and_after(kept):
    restore(kept)
    after, before, first = kept.postmortem.revisions.all()
    assert (first.reason, before.reason) == ("First", "Before restoring revision 1")
    assert (after.reason, after.author) == ("Restored revision 1", kept.owner)
    stood = {row["key"]: row["text"] for row in before.snapshot["sections"]}
    assert stood["summary"] == "Another summary."
    assert after.content_version == kept.fresh().content_version
    assert AuditRecord.objects.get(verb="restored").actor == kept.owner


def test_restore_can_be_restored(kept):
    restore(kept)
    kept.revision = kept.postmortem.revisions.get(number=2)
    restore(kept)
    assert texts(kept) == ["Another summary.", "", "We learned a lot."]


def test_restore_of_what_stands_makes_nothing(kept):
    restore(kept)
    before = kept.fresh().content_version, AuditRecord.objects.count()
    assert restore(kept) is None
    assert (kept.fresh().content_version, AuditRecord.objects.count()) == before
    assert kept.postmortem.revisions.count() == 3


def test_restore_is_an_edit_in_the_log(kept):
    live = open_document(kept.postmortem)
    restore(kept)
    assert log_says(kept.postmortem, kept.summary) == "The first summary."
    assert log_says(kept.postmortem, kept.steps) == "The first steps."
    updates = LiveDocument.objects.get(pk=live.pk).updates.all()
    assert [update.author for update in updates] == [None, kept.owner]  # one for all sections
    live.refresh_from_db()
    assert live.text_seq == live.head_seq


def test_restore_of_a_section_leaves_the_others(kept):
    after = restore(kept, key="steps")
    assert texts(kept) == ["Another summary.", "The first steps.", "We learned a lot."]
    assert after.reason == f"Restored “{kept.steps.heading}” from revision 1"
    version = kept.steps.versions.first()
    assert (version.number, version.author) == (kept.steps.version, kept.owner)


def test_restore_refuses_what_was_not_seen(kept):
    seen = kept.fresh().content_version
    scenes.write(kept.summary, "A third.", by=kept.contributor)
    with pytest.raises(StaleChange):
        restore(kept, seen=seen)
    assert texts(kept)[0] == "A third."
    assert kept.postmortem.revisions.count() == 1
    restore(kept, seen=seen, is_sure=True)
    assert texts(kept)[0] == "The first summary."
    before = kept.postmortem.revisions.get(number=2)
    assert "A third." in [row["text"] for row in before.snapshot["sections"]]


def test_restore_of_a_section_minds_that_section_alone(kept):
    version = kept.steps.versions.first().number
    scenes.write(kept.summary, "A third.", by=kept.contributor)
    restore(kept, key="steps", seen=version)
    scenes.write(kept.steps, "Written since.", by=kept.contributor)
    with pytest.raises(StaleChange):
        restore(kept, key="steps", seen=version)


def test_words_typed_since_the_page_was_shown_are_seen_first(kept):
    seen = kept.fresh().content_version
    log_words(kept.postmortem, kept.summary, "Live: ", by=kept.contributor)
    with pytest.raises(StaleChange):
        restore(kept, seen=seen)
    restore(kept, seen=seen, is_sure=True)
    before = kept.postmortem.revisions.get(number=2)
    assert "Live: Another summary." in [row["text"] for row in before.snapshot["sections"]]
    assert log_says(kept.postmortem, kept.summary) == "The first summary."


def test_words_that_come_between_the_look_and_the_lock_are_kept_too(kept, monkeypatch):
    """Somebody types after the sections were brought up: everything is looked at again."""
    typed = []

    def render_texts(*arguments):
        real(*arguments)
        if not typed:
            typed.append(True)
            log_words(kept.postmortem, kept.summary, "Between: ", by=kept.contributor)

    real = restoring.render_texts
    monkeypatch.setattr(restoring, "render_texts", render_texts)
    open_document(kept.postmortem)
    restore(kept, is_sure=True)
    assert kept.postmortem.revisions.count() == 3  # the try that was overtaken left nothing
    before = kept.postmortem.revisions.get(number=2)
    assert "Between: Another summary." in [row["text"] for row in before.snapshot["sections"]]
    bring_up(kept.postmortem)
    assert texts(kept)[0] == log_says(kept.postmortem, kept.summary) == "The first summary."


def test_where_people_never_pause_the_last_try_holds_the_log(kept, monkeypatch):
    """Somebody types in every try; the last takes the locks first, and then their word."""
    tries = []

    def put_back(*arguments, **options):
        tries.append(True)
        if len(tries) <= restoring.TRIES:
            log_words(kept.postmortem, kept.summary, "undone with this try ", by=kept.contributor)
        return real(*arguments, **options)

    def hold_log(*arguments):
        log_words(kept.postmortem, kept.summary, "Just before: ", by=kept.contributor)
        holding(*arguments)

    real, holding = restoring.put_back, restoring.hold_log
    monkeypatch.setattr(restoring, "put_back", put_back)
    monkeypatch.setattr(restoring, "hold_log", hold_log)
    restore(kept, is_sure=True)
    assert len(tries) == restoring.TRIES + 1
    before = kept.postmortem.revisions.get(number=2)
    assert "Just before: Another summary." in [row["text"] for row in before.snapshot["sections"]]
    assert texts(kept)[0] == log_says(kept.postmortem, kept.summary) == "The first summary."


def test_restore_of_a_closed_document_is_refused(kept):
    scenes.bare(kept, "finalized")
    with pytest.raises(ContentFrozen):
        restore(kept)
    assert texts(kept)[0] == "Another summary."


def test_question_left_with_somebody_who_is_gone_stays_open(kept):
    kept.responder.is_active = False
    kept.responder.save()
    restore(kept)
    kept.question.refresh_from_db()
    assert kept.question.answer == Answer.OPEN
