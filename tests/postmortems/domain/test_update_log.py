"""The log: numbers without holes, nothing after a lock, nothing lost by putting it together."""

import pycrdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.domain import section, update_log
from postmortems.domain.coediting import append_edit, open_document, rewrite
from postmortems.domain.live_text import materialise
from postmortems.domain.section import write_section
from postmortems.domain.update_log import Entry, append, build, compact, read
from postmortems.models import LiveDocument, LiveSnapshot, LiveUpdate
from tests.postmortems.logged import log_says, log_words
from tests.races import race


def typed(*words, key="t"):
    """The updates of somebody who types these words one after the other."""
    doc, updates = pycrdt.Doc(), []
    subscription = doc.observe(lambda event: updates.append(event.update))
    text = doc.get(key, type=pycrdt.Text)
    for word in words:
        text += word
    del subscription
    return updates


def said(*updates, key="t"):
    doc = pycrdt.Doc()
    for update in updates:
        doc.apply_update(update)
    return str(doc.get(key, type=pycrdt.Text))


@pytest.fixture
def document(cast):
    return open_document(cast.postmortem).pk


def test_locked_document_takes_nothing(document):
    LiveDocument.objects.filter(pk=document).update(is_locked=True)
    assert append([Entry(document, b"\x00\x00", None)]) == [None]
    assert not LiveUpdate.objects.filter(document=document, seq__gt=1).exists()


def test_one_locked_document_does_not_hold_up_another(document, cast):
    LiveDocument.objects.filter(pk=document).update(is_locked=True)
    from tests.factories.postmortems import PostmortemFactory

    other = open_document(PostmortemFactory()).pk
    entries = [Entry(document, b"\x00\x00", None), Entry(other, b"\x00\x00", None)]
    assert append(entries) == [None, 2]


@pytest.mark.django_db(transaction=True)
def test_order_of_numbers_is_the_order_of_commits(cast):
    """Writers at once: whoever reads what is committed never meets a hole that fills later."""
    document = open_document(cast.postmortem).pk
    seen = []

    def write():
        for _ in range(20):
            append([Entry(document, b"\x00\x00", cast.owner.pk)])

    def watch():
        for _ in range(60):
            rows = LiveUpdate.objects.filter(document=document).order_by("seq")
            seen.append(list(rows.values_list("seq", flat=True)))

    race(write, write, watch)
    assert seen[-1]
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seen)
    assert LiveDocument.objects.get(pk=document).head_seq == 41


def test_compacted_log_says_the_same(document, monkeypatch, cast):
    monkeypatch.setattr(update_log, "COMPACT_AFTER", 10)
    section = cast.postmortem.sections.first()
    updates = typed(*[f"{number} " for number in range(50)], key=str(section.pk))
    # Out of order, and the tenth not there yet when the first are put together.
    append([Entry(document, update, cast.owner.pk) for update in updates[:9] + updates[10:40]])
    materialise(document)
    assert LiveUpdate.objects.filter(document=document).count() == 40  # most of them wait
    append([Entry(document, update, cast.owner.pk) for update in [updates[9], *updates[40:]]])
    materialise(document)
    assert LiveSnapshot.objects.get(document=document).upto_seq == 51
    assert not LiveUpdate.objects.filter(document=document).exists()
    append([Entry(document, typed("Later. ", key=str(section.pk))[0], cast.owner.pk)])
    materialise(document)
    section.refresh_from_db()
    text = section.text.replace("Later. ", "")
    assert text == "".join(f"{number} " for number in range(50))


def test_compaction_is_tried_now_and_then(monkeypatch):
    monkeypatch.setattr(update_log, "COMPACT_AFTER", 10)
    assert [update_log.is_due(seq, seq + 1) for seq in range(8, 12)] == [False, True, False, False]
    assert update_log.is_due(3, 27)


def test_compaction_waits_until_the_text_was_taken(document, monkeypatch, cast):
    monkeypatch.setattr(update_log, "COMPACT_AFTER", 3)
    append([Entry(document, update, None) for update in typed("a", "b", "c", "d", "e")])
    assert compact(document) == 0


def test_reader_who_is_behind_a_compaction_gets_the_whole(document, monkeypatch, cast):
    section = cast.postmortem.sections.first()
    updates = typed(*"abcdefgh", key=str(section.pk))
    append([Entry(document, update, None) for update in updates])
    before = read(document, after=3)
    assert (len(before.payloads), before.snapshot) == (6, None)
    monkeypatch.setattr(update_log, "COMPACT_AFTER", 2)
    materialise(document)
    after = read(document, after=3)
    assert after.payloads == []
    assert said(after.snapshot, key=str(section.pk)) == "abcdefgh"
    assert after.seq == before.seq == 9


def test_form_in_a_live_document_is_an_edit_on_top_of_it(document, cast):
    section = cast.postmortem.sections.first()
    update = typed("Live words.", key=str(section.pk))[0]
    append([Entry(document, update, cast.contributor.pk)])
    materialise(document)
    section.refresh_from_db()
    write_section(section, "Live words, and more.", base=section.version, by=cast.owner)
    doc, seq = build(document)
    assert str(doc.get(str(section.pk), type=pycrdt.Text)) == "Live words, and more."
    assert seq == 3
    other = pycrdt.Doc()  # somebody who wrote before the form, and comes back after it
    other.apply_update(update)
    other.get(str(section.pk), type=pycrdt.Text).insert(0, "Offline. ")
    doc.apply_update(other.get_update())
    assert str(doc.get(str(section.pk), type=pycrdt.Text)) == "Offline. Live words, and more."


def test_edit_looks_again_where_somebody_is_writing(document, cast):
    section = cast.postmortem.sections.first()
    append([Entry(document, typed("Not taken yet.", key=str(section.pk))[0], None)])
    assert append_edit(section, "Mine.", by=cast.owner) is False


def test_form_gets_its_turn_where_people_never_pause(document, cast, monkeypatch):
    """Somebody types another line in every try; before the last, the log is held."""
    question = cast.postmortem.sections.first()
    question = write_section(question, "One.\n\nTwo.", base=question.version, by=cast.owner)
    tries = []

    def render(words):
        tries.append(words)
        if len(tries) <= section.TRIES:
            log_words(cast.postmortem, question, "Live. ", by=cast.contributor)
        return real(words)

    real = section.render
    monkeypatch.setattr(section, "render", render)
    write_section(question, "One.\n\nTwo, by form.", base=question.version, by=cast.owner)
    wanted = "Live. " * section.TRIES + "One.\n\nTwo, by form."
    assert len(tries) == section.TRIES + 1
    question.refresh_from_db()
    assert question.text == log_says(cast.postmortem, question) == wanted


text = st.text(alphabet="aäß😀\n ", max_size=40)


@given(text, text)
def test_rewriting_ends_with_the_wanted_text(old, new):
    doc = pycrdt.Doc()
    words = doc.get("t", type=pycrdt.Text)
    words += old
    rewrite(words, new)
    assert str(words) == new


def test_burst_of_writing_is_one_version_of_all_who_wrote(document, cast):
    section = cast.postmortem.sections.first()
    first, second, third = typed("One. ", "Two. ", "Three. ", key=str(section.pk))
    for update, writer in [(first, cast.owner), (second, cast.owner), (third, cast.contributor)]:
        append([Entry(document, update, writer.pk)])
        materialise(document)
        if update == second:
            assert section.versions.get().authorship == cast.owner.name
    version = section.versions.get()
    assert (version.text, version.authorship) == ("One. Two. Three. ", "several people")
    assert set(LiveDocument.objects.get().writers.all()) == {cast.owner, cast.contributor}
