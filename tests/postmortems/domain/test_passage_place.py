"""Where quoted words are in a section's live text, and where they are later."""

import pytest

from postmortems.domain import passage
from postmortems.domain.coediting import open_document, text_of
from postmortems.domain.passage import Sought, find_passages, place_of
from postmortems.domain.update_log import Entry, append, build
from tests import scenes

pytestmark = pytest.mark.django_db

TEXT = "The limit was raised twice before lunch."


def section_of(cast, text=TEXT):
    section = scenes.write(cast.postmortem.sections.get(key="summary"), text, by=cast.owner)
    section.postmortem = cast.postmortem
    return section


def test_words_are_found_however_their_lines_break(cast):
    section = section_of(cast, "One.\n\nThe limit\nwas raised. The limit was raised.")
    where, words = place_of(section, "The limit was  raised")
    assert words == "The limit\nwas raised"
    now = find_passages(cast.postmortem, [Sought(section.pk, where, words)])[0]
    assert (now.start, now.words) == (6, words)


def test_words_that_are_nowhere_keep_their_quotation(cast):
    assert place_of(section_of(cast), "no such words") == ("", "no such words")


def test_place_of_another_section_is_not_taken(cast):
    section = section_of(cast)
    other = cast.postmortem.sections.get(key="background")
    other.postmortem = cast.postmortem
    where, _ = place_of(section, "raised")
    assert place_of(other, "raised", where) == ("", "raised")
    assert place_of(section, "something else", where) == (where, "something else")


def test_document_is_built_once_for_many(cast, monkeypatch):
    section, built = section_of(cast), []
    where, _ = place_of(section, "raised")
    build = passage.build
    monkeypatch.setattr(passage, "build", lambda pk: built.append(pk) or build(pk))
    sought = [Sought(section.pk, where, "raised")] * 50
    assert {one.words for one in find_passages(cast.postmortem, sought)} == {"raised"}
    assert len(built) == 1
    assert find_passages(cast.postmortem, []) == []
    assert len(built) == 1


def test_form_and_restored_text_leave_the_passage_where_it_was(cast):
    section = section_of(cast)
    where, words = place_of(section, "was raised twice")
    section = scenes.write(section, f"First.\n\n{TEXT}\n\nLast.", by=cast.owner)
    now = find_passages(cast.postmortem, [Sought(section.pk, where, words)])[0]
    assert section.text[now.start : now.end] == words


def test_live_text_is_what_counts(cast):
    """Words that only the log has are found there."""
    section = section_of(cast)
    live = open_document(cast.postmortem)
    doc, _ = build(live.pk)
    before = doc.get_state()
    text_of(doc, section).insert(0, "Brand new. ")
    append([Entry(live.pk, doc.get_update(before), cast.owner.pk)])
    assert place_of(section, "Brand new")[0]
