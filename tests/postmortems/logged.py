"""Words in the log of a live document, as a socket would store them; and what it says."""

from postmortems.domain.coediting import open_document, text_of
from postmortems.domain.update_log import Entry, append, build


def log_words(postmortem, section, words, *, by, at=0):
    """Somebody types into a section; nothing is written into the section itself."""
    live = open_document(postmortem)
    doc, _ = build(live.pk)
    before = doc.get_state()
    text_of(doc, section).insert(at, words)
    append([Entry(live.pk, doc.get_update(before), by.pk)])


def log_says(postmortem, section):
    """The text of a section as the log has it."""
    doc, _ = build(open_document(postmortem).pk)
    return str(text_of(doc, section))
