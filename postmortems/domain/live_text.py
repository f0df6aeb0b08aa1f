"""What the log says, written into the sections: for every page, search, export and gate."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from postmortems.enums import Answer
from postmortems.exceptions import ContentFrozen
from postmortems.models import LiveDocument, Postmortem, SectionVersion
from postmortems.rendering import SECTION_LIMIT, plain_paragraphs, render

from .coediting import is_behind, plain, text_of
from .content import changing_content, lock_postmortem
from .revision import save_revision
from .update_log import build, compact, is_due, writers_between

BURST = timedelta(minutes=5)  # texts written closer together than this are one version
WRITTEN_TOGETHER = "Written together"  # why a revision is kept that nobody asked for


def materialise(document, reading=None):
    """Bring the sections up to the log. Returns the number that their text stands for.

    ``reading`` is ``(texts, seq)`` from whoever has the document at hand, ``{section's key
    in the document: text}``; else it is built from the log. Rendering happens before the
    lock. A slower process never overwrites a newer text, and a document that was closed
    meanwhile stays as it is.
    """
    live = LiveDocument.objects.select_related("postmortem__incident").get(pk=document)
    if live.text_seq == live.head_seq or reading and reading[1] <= live.text_seq:
        return live.text_seq
    texts, seq = reading or read_texts(live)
    changed = changed_texts(live.postmortem, texts)
    if not changed:
        return settle(live, seq)
    pages = {pk: rendered(text) for pk, text in changed.items()}
    try:
        with changing_content(live.postmortem.incident) as postmortem:
            locked = LiveDocument.objects.select_for_update().get(pk=document)
            if locked.text_seq < seq:
                writers = writers_between(document, locked.text_seq, seq)
                for section in postmortem.sections.select_for_update().filter(pk__in=changed):
                    text = changed[section.pk]
                    take_text(section, text, pages[section.pk])
                    keep_burst(section, writers)
                settle(locked, seq)
    except ContentFrozen:
        return live.text_seq
    return seq


def bring_up(postmortem):
    """Materialise a postmortem that may not have a live document; for verbs that read texts."""
    behind = LiveDocument.objects.filter(postmortem=postmortem)
    for live in behind.exclude(text_seq=F("head_seq")):
        materialise(live.pk)


def hold_log(postmortem):
    """Bring the sections up under the document's lock, in the caller's transaction.

    Until its end nobody's words come in, so this is for a last try alone.
    """
    lock_postmortem(postmortem.incident)
    if is_behind(postmortem):
        bring_up(postmortem)


def catch_up():
    """Materialise every open document that a stopped process left behind."""
    behind = LiveDocument.objects.filter(is_locked=False).exclude(text_seq=F("head_seq"))
    for document in behind.values_list("pk", flat=True):
        materialise(document)


@transaction.atomic
def keep_revision(pk):
    """Keep the document as a burst of writing left it; nothing if nothing changed since."""
    postmortem = Postmortem.objects.select_related("incident").get(pk=pk)
    postmortem = lock_postmortem(postmortem.incident)
    if postmortem.accepts_changes:
        return save_revision(postmortem, by=None, reason=WRITTEN_TOGETHER)
    return None


def keep_revision_of(stream):
    """Keep what a burst of writing left of an incident's postmortem, if it has one."""
    incident = stream.removeprefix("INC-")
    for pk in Postmortem.objects.filter(incident=incident).values_list("pk", flat=True):
        keep_revision(pk)


def keep_revisions_left():
    """Keep the bursts of writing whose process was stopped before it could."""
    left = LiveDocument.objects.filter(is_locked=False, writers__isnull=False).distinct()
    for postmortem in left.values_list("postmortem", flat=True):
        keep_revision(postmortem)


def read_texts(live):
    doc, seq = build(live.pk)
    sections = live.postmortem.sections.all()
    return {str(section.pk): str(text_of(doc, section)) for section in sections}, seq


def changed_texts(postmortem, texts):
    """``{section's pk: text}`` of those whose live text is another than the section's."""
    wanted = {
        section: plain(texts.get(str(section.pk), "")) for section in postmortem.sections.all()
    }
    return {section.pk: text for section, text in wanted.items() if text != section.text}


def rendered(text):
    """HTML of a text; escaped paragraphs where two people at once made it too long to render."""
    if len(text.encode()) > SECTION_LIMIT:
        return plain_paragraphs(text)
    return render(text)


@transaction.atomic
def settle(live, seq):
    """Note that the sections stand for the log up to a number, and who wrote since."""
    live.writers.add(*writers_between(live.pk, live.text_seq, seq))
    LiveDocument.objects.filter(pk=live.pk, text_seq__lt=seq).update(text_seq=seq)
    if is_due(live.text_seq, seq):
        compact(live.pk)
    return seq


def take_text(section, text, html):
    """Put a text into a locked section; words in a question open it again. Saves it."""
    section.version += 1
    section.text, section.html = text, html
    if section.is_question and text.strip():
        section.answer, section.answer_owner = Answer.OPEN, None
    section.save(update_fields=["version", "text", "html", "answer", "answer_owner"])


def keep_burst(section, writers):
    """Keep the text as a version; texts of one burst of writing share one, the last.

    A form that was opened on a text in between is merged from the version before it.
    """
    author = next(iter(writers)) if len(writers) == 1 else None
    last = section.versions.exclude(number=None).order_by("-number").first()
    since = timezone.now() - BURST
    if last and last.is_live and last.at > since and last.number == section.version - 1:
        last.number, last.text, last.at = section.version, section.text, timezone.now()
        last.author_id = author if last.author_id == author else None
        last.save(update_fields=["number", "text", "at", "author"])
        return last
    return SectionVersion.objects.create(
        section=section,
        number=section.version,
        base=section.version - 1,
        text=section.text,
        author_id=author,
        is_live=True,
    )
