"""Suggested words: accepted as one edit, or refused where the text changed."""

import pytest

from accounts.models import AuditRecord
from postmortems.domain.coediting import text_of
from postmortems.domain.comment import (
    add_comment,
    reopen_thread,
    resolve_thread,
    settle_thread,
    start_thread,
    take_to_review,
)
from postmortems.domain.suggestion import PassageChanged, accept_suggestion
from postmortems.domain.update_log import Entry, append, build
from postmortems.enums import ThreadOutcome
from postmortems.exceptions import ContentFrozen, Refused
from postmortems.models import SECTION_LIMIT, CommentThread, LiveDocument
from tests import scenes

pytestmark = pytest.mark.django_db

TEXT = "Nobody looked at the gauge 😀 before lunch."


@pytest.fixture
def section(cast):
    section = scenes.write(cast.postmortem.sections.get(key="summary"), TEXT, by=cast.owner)
    section.postmortem = cast.postmortem
    return section


def suggest(cast, section, quote, replacement, by=None):
    return start_thread(
        cast.postmortem,
        "",
        section=section,
        quote=quote,
        replacement=replacement,
        by=by or cast.outsider,
    )


def type_live(section, at, words, by):
    """As somebody's editor does: the log has it, the section not yet."""
    live = LiveDocument.objects.get(postmortem=section.postmortem)
    doc, _ = build(live.pk)
    before = doc.get_state()
    text_of(doc, section).insert(at, words)
    append([Entry(live.pk, doc.get_update(before), by.pk)])


def test_accepted_words_stand_in_the_place_of_the_passage(cast, section):
    thread = suggest(cast, section, "the gauge 😀", "either gauge")
    type_live(section, 0, "As we know: ", cast.contributor)
    version, content = section.version, cast.fresh().content_version
    accept_suggestion(CommentThread.objects.get(pk=thread.pk), by=cast.owner)
    section.refresh_from_db()
    thread.refresh_from_db()
    assert section.text == "As we know: Nobody looked at either gauge before lunch."
    assert "either gauge" in section.html
    assert (thread.accepted_by, thread.is_resolved) == (cast.owner, True)
    assert section.version > version
    assert section.versions.filter(number=section.version, text=section.text).exists()
    assert cast.fresh().content_version > content
    record = AuditRecord.objects.get(verb="suggestion accepted")
    assert (record.actor, record.before) == (cast.owner, {"words": "the gauge 😀"})


def test_accepted_words_are_an_edit_on_top_of_the_history(cast, section):
    """What others hold of the text meets it without doubling a word."""
    thread = suggest(cast, section, "gauge", "gauges")
    live = LiveDocument.objects.get(postmortem=cast.postmortem)
    before, _ = build(live.pk)
    accept_suggestion(thread, by=cast.owner)
    after, _ = build(live.pk)
    before.apply_update(after.get_update(before.get_state()))
    assert str(text_of(before, section)) == TEXT.replace("gauge", "gauges")


def test_suggestion_may_leave_its_words_out(cast, section):
    accept_suggestion(suggest(cast, section, "😀 before lunch", ""), by=cast.owner)
    section.refresh_from_db()
    assert section.text == "Nobody looked at the gauge."


@pytest.mark.parametrize(
    ("text", "present"),
    [
        (TEXT.replace("the gauge", "the old gauge"), "the old gauge"),
        (TEXT.replace("the gauge", "it"), ""),
    ],
)
def test_suggestion_for_words_that_changed_is_refused_with_what_stands(
    cast, section, text, present
):
    thread = suggest(cast, section, "the gauge", "either gauge")
    scenes.write(section, text, by=cast.contributor)
    before = cast.fresh().content_version
    with pytest.raises(PassageChanged) as refusal:
        accept_suggestion(thread, by=cast.owner)
    section.refresh_from_db()
    thread.refresh_from_db()
    assert refusal.value.present == present
    assert (section.text, thread.is_resolved, thread.accepted_by) == (text, False, None)
    assert cast.fresh().content_version == before


@pytest.mark.parametrize(
    ("quote", "replacement"),
    [("no such words", "others"), ("gauge", "gauge"), ("gauge", "a\x00"), ("gauge", "x" * 20_001)],
)
def test_suggestion_needs_words_that_stand_there_and_others_for_them(
    cast, section, quote, replacement
):
    with pytest.raises(Refused):
        suggest(cast, section, quote, replacement)
    assert not CommentThread.objects.exists()


def test_suggestion_is_accepted_once_and_not_when_resolved(cast, section):
    declined = resolve_thread(suggest(cast, section, "Nobody", "No one"), by=cast.owner)
    with pytest.raises(Refused):
        accept_suggestion(declined, by=cast.owner)
    thread = accept_suggestion(suggest(cast, section, "gauge", "dial"), by=cast.owner)
    reopen_thread(thread, by=cast.owner)
    with pytest.raises(Refused):
        accept_suggestion(thread, by=cast.owner)
    plain = start_thread(cast.postmortem, "So?", section=section, quote="dial", by=cast.owner)
    with pytest.raises(Refused):
        accept_suggestion(plain, by=cast.owner)


def test_suggestion_never_makes_a_section_too_long(cast, section):
    scenes.write(section, "a" * (SECTION_LIMIT - 10) + " gauge", by=cast.owner)
    thread = suggest(cast, section, "gauge", "a longer one")
    with pytest.raises(Refused, match="100 KB"):
        accept_suggestion(thread, by=cast.owner)
    section.refresh_from_db()
    assert section.text.endswith(" gauge")


def test_suggestion_of_a_closed_document_is_refused(cast):
    scenes.finalizable(cast)
    section = cast.postmortem.sections.exclude(text="").first()
    section.postmortem = cast.postmortem
    thread = suggest(cast, section, section.text[:5].strip(), "Others")
    scenes.sign(cast)
    scenes.advance(cast.fresh(), scenes.Move.FINALIZE, by=cast.facilitator)
    with pytest.raises(ContentFrozen):
        accept_suggestion(thread, by=cast.owner)
    assert cast.postmortem.sections.get(pk=section.pk).text == section.text


def test_suggestion_taken_to_the_review_is_answered_by_being_accepted(cast, section):
    thread = take_to_review(suggest(cast, section, "gauge", "dial"), by=cast.owner)
    accept_suggestion(thread, by=cast.owner)
    assert thread.outcome == ThreadOutcome.ANSWERED


def test_thread_that_is_opened_again_asks_anew_what_became_of_it(cast, section):
    thread = take_to_review(suggest(cast, section, "gauge", "dial"), by=cast.owner)
    settle_thread(thread, ThreadOutcome.UNKNOWN, words="We stopped.", by=cast.owner)
    reopen_thread(thread, by=cast.contributor)
    thread.refresh_from_db()
    assert (thread.outcome, thread.outcome_note) == (ThreadOutcome.OPEN, "")
    assert not thread.is_resolved
    assert AuditRecord.objects.get(verb="thread reopened").before["words"] == "We stopped."
    add_comment(thread, "Go on.", by=cast.owner)
