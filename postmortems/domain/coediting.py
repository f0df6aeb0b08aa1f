"""One live document for each postmortem: begun once, changed only on top of its history.

Nothing ever builds a document anew from a text: two documents with the same words would
both have written them, and whoever joined them would read everything twice. Texts from
forms, imports and restores are changes to the document that there is.
"""

import re

import pycrdt
from django.db import transaction

from postmortems.exceptions import Refused
from postmortems.models import SECTION_LIMIT, LiveDocument, Section
from postmortems.signals import text_logged

from .content import lock_postmortem
from .difference import changes, trimmed
from .update_log import Entry, append, build

ENDS = re.compile(r"[\s.,;:!?]|$")  # before which no space stays where words were left out


def open_document(postmortem):
    """The live document of a postmortem; begun with the sections' texts if it has none yet.

    It is begun under the postmortem's lock: of two who open it at once, one finds it there.
    """
    live = LiveDocument.objects.filter(postmortem=postmortem).first()
    if live:
        return live
    with transaction.atomic():
        postmortem = lock_postmortem(postmortem.incident)
        live = LiveDocument.objects.filter(postmortem=postmortem).first()
        return live or begin(postmortem)


def begin(postmortem):
    """A live document whose first update holds the texts as they stand."""
    live = LiveDocument.objects.create(postmortem=postmortem)
    doc = pycrdt.Doc()
    for section in Section.objects.filter(postmortem=postmortem).exclude(text=""):
        text_of(doc, section)[:] = section.text
    append([Entry(live.pk, doc.get_update(), None)])
    LiveDocument.objects.filter(pk=live.pk).update(
        text_seq=1, is_locked=not postmortem.accepts_changes
    )
    live.refresh_from_db()
    return live


def follow(postmortem):
    """Let the log take updates exactly while the document takes changes.

    Called by every verb that opens or closes a document, in its transaction.
    """
    live = LiveDocument.objects.filter(postmortem=postmortem)
    if live.update(is_locked=not postmortem.accepts_changes):
        tell_logged(live.get())


def is_behind(postmortem):
    """Whether the log has words that the sections do not have yet.

    Locks the log until the end of the transaction: what is not behind then stays so.
    """
    live = LiveDocument.objects.select_for_update().filter(postmortem=postmortem).first()
    return bool(live and live.text_seq != live.head_seq)


def append_edit(section, text, *, by):
    """Make a section's live text this one, as an edit; ``True`` if that could be done.

    Call it inside the transaction that writes the section, with ``section.text`` as it
    was before. ``False``: somebody is writing in it at this moment, look again. Without a
    live document there is nothing to do.
    """
    return append_edits([(section, text)], by=by)


def append_edits(wanted, *, by):
    """The same for several sections of one postmortem, as one edit: all of them or none.

    ``wanted`` is a list of (section, its text to be), each section once.
    """
    postmortem = wanted[0][0].postmortem_id
    live = LiveDocument.objects.select_for_update().filter(postmortem=postmortem).first()
    if live is None:
        return True
    doc, seq = build(live.pk)
    before = doc.get_state()
    if any(plain(str(text_of(doc, section))) != section.text for section, _ in wanted):
        return False
    for section, text in wanted:
        rewrite(text_of(doc, section), text)
    append([Entry(live.pk, doc.get_update(before), by.pk if by else None)])
    if live.text_seq == seq:
        LiveDocument.objects.filter(pk=live.pk).update(text_seq=seq + 1)
    if by:
        live.writers.add(by)
    tell_logged(live)
    return True


def replace_range(section, find, put, *, by):
    """Put words in the place of others, wherever those stand now, as an edit.

    ``find(doc)`` gets a copy of the document, and says where they are: (start, end) in
    characters of the section's text. Call it with the content's lock held, and have the
    section written from the log afterwards (``live_text.bring_up``).
    """
    live = LiveDocument.objects.select_for_update().get(postmortem=section.postmortem_id)
    doc, _ = build(live.pk)
    start, end = find(copy_of(doc))
    words, before = text_of(doc, section), doc.get_state()
    former = str(words)
    if not put and former[:start].endswith(" ") and ENDS.match(former[end : end + 1]):
        start -= 1  # the space that stood between
    start, end, put = trimmed(former[start:end], put, start)
    wanted = former[:start] + put + former[end:]
    if len(wanted.encode()) > SECTION_LIMIT:
        raise Refused("A section holds up to 100 KB of text, and this would be more.")
    replace(words, former, start, end, put)
    append([Entry(live.pk, doc.get_update(before), by.pk)])
    live.writers.add(by)
    tell_logged(live)


def copy_of(doc):
    copy = pycrdt.Doc()
    copy.apply_update(doc.get_update())
    return copy


def text_of(doc, section):
    """The live text of one section."""
    return doc.get(str(section.pk), type=pycrdt.Text)


def plain(words):
    """A live text as a section holds it: Unix line ends, no character that databases refuse."""
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    return words.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def rewrite(words, wanted):
    """Turn one live text into another by the changes between the two, last first."""
    former = str(words)
    with words.doc.transaction():
        for start, end, put in reversed(changes(former, wanted)):
            replace(words, former, start, end, put)


def replace(words, former, start, end, put):
    """Replace characters of a live text that reads ``former``."""
    first = len(former[:start].encode())  # the library counts bytes
    last = first + len(former[start:end].encode())
    with words.doc.transaction():
        if last > first:
            del words[first:last]
        if put:
            words.insert(first, put)


def tell_logged(live):
    """After the commit, let the open rooms of this process know; others look for themselves."""
    transaction.on_commit(lambda: text_logged.send(LiveDocument, document=live.pk))
