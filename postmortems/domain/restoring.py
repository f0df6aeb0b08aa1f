"""Putting back what an earlier revision says: a new edit on top of all that was written.

Texts go through the log like every edit, so whoever writes at that moment goes on writing.
What stood before is kept as a revision of its own first: putting back can be put back.
"""

from contextlib import suppress

from django.db import transaction

from accounts.domain import audit
from accounts.models import User
from postmortems.enums import Answer
from postmortems.exceptions import ContentFrozen, StaleChange

from .coediting import append_edits
from .content import changing_content, lock_postmortem, why_frozen
from .live_text import bring_up, hold_log, rendered, take_text
from .restored_rows import RESTORED, restore_rows
from .revision import carrier_changes, fact_changes, row_changes, save_revision, text_changes
from .section import TRIES, Overtaken, keep
from .snapshot import take_snapshot


def restore(postmortem, revision, *, seen, by, key=None, is_sure=False):
    """Put back a revision's texts, endings of questions and rows; or one section (``key``).

    ``seen`` is what ``stands_at`` said of the document that was looked at. If it changed
    since, ``StaleChange`` is raised, unless the person ``is_sure``: what others wrote
    meanwhile is in the revision that is kept before. Returns the revision kept after,
    or ``None`` if everything stands like that already, and then nothing is written.
    Where people type too fast for it, the last try makes them wait for a moment.
    """
    pages = {}
    for last in [False] * TRIES + [True]:
        bring_up(postmortem)
        then = restorable(postmortem, revision.snapshot, key)
        if not differences(then, restorable(postmortem, take_snapshot(postmortem), key)):
            return None
        render_texts(postmortem, then, pages)
        with suppress(Overtaken):
            with transaction.atomic():
                if last:
                    hold_log(postmortem)
                    render_texts(postmortem, then, pages)
                return put_back(
                    postmortem, revision, then, pages, seen=seen, by=by, is_sure=is_sure
                )
    raise StaleChange(postmortem)


def stands_at(postmortem, key=None):
    """The number that rises when the document, or one of its sections, changes."""
    if key is None:
        return postmortem.content_version
    return postmortem.sections.get(key=key).version


def restorable(postmortem, snapshot, key=None):
    """The part of a snapshot that can be put back: texts of sections that are there, rows.

    A question that was left with somebody who is gone is open in it.
    """
    sections = postmortem.sections.filter(key=key) if key else postmortem.sections.all()
    keys = set(sections.values_list("key", flat=True))
    rows = [row for row in snapshot["sections"] if row["key"] in keys]
    owners = {row["answer_owner"]["id"] for row in rows if row.get("answer_owner")}
    present = set(User.objects.filter(pk__in=owners, is_active=True).values_list("pk", flat=True))
    kept = {"sections": [with_present_owner(row, present) for row in rows]}
    return kept if key else kept | {part: snapshot.get(part, []) for part in RESTORED}


def with_present_owner(row, present):
    owner = row.get("answer_owner")
    if row["answer"] != Answer.NOT_KNOWN or owner and owner["id"] in present:
        return row
    return {**row, "answer": Answer.OPEN.value, "answer_owner": None}


def differences(then, now):
    """What restoring would change, from now to then, in the form of ``compare``."""
    return text_changes(now, then) + row_changes(now, then)


def staying(old, now, key=None):
    """Headings of the parts that changed since and that restoring leaves as they are.

    What changed only because a row went that comes back with it is none of them.
    """
    if key:
        return []
    old, now = with_common_references(old, now), with_common_references(now, old)
    rows = [part for part in row_changes(old, now) if part["part"] not in RESTORED]
    return [part["heading"] for part in fact_changes(old, now) + carrier_changes(old, now) + rows]


def with_common_references(snapshot, other):
    """Ideas, actions and perspectives as they refer to rows that both snapshots have."""
    factors, entries = (
        {row["id"] for row in snapshot[part]} & {row["id"] for row in other[part]}
        for part in ("factors", "timeline")
    )
    linked = {
        part: [
            {**row, "factors": [pk for pk in row["factors"] if pk in factors]}
            for row in snapshot[part]
        ]
        for part in ("ideas", "actions")
    }
    said = [row for row in snapshot["perspectives"] if row["entry"] in entries]
    return {**snapshot, **linked, "perspectives": said}


def render_texts(postmortem, then, pages):
    """The HTML of texts that are other ones now, before any lock is taken."""
    stand = dict(postmortem.sections.values_list("key", "text"))
    for row in then["sections"]:
        if row["text"] not in pages and row["text"] != stand[row["key"]]:
            pages[row["text"]] = rendered(row["text"])


def put_back(postmortem, revision, then, pages, *, seen, by, is_sure):
    """The restoring itself, in a transaction, under the document's lock."""
    postmortem = lock_postmortem(postmortem.incident)
    if not postmortem.accepts_changes:
        raise ContentFrozen(why_frozen(postmortem))
    is_whole = "timeline" in then
    key = None if is_whole else then["sections"][0]["key"]
    if not is_sure and stands_at(postmortem, key) != seen:
        raise StaleChange(postmortem)
    name = f"revision {revision.number}"
    what = name if is_whole else f"“{then['sections'][0]['heading']}” from {name}"
    save_revision(postmortem, by=by, reason=f"Before restoring {what}"[:200])
    with changing_content(postmortem.incident) as postmortem:
        restore_sections(postmortem, then["sections"], pages, by=by)
        if is_whole:
            restore_rows(postmortem, then, by=by)
        audit.record(
            "restored",
            postmortem,
            by=by,
            stream=postmortem.incident.reference,
            after={"what": what},
        )
    postmortem = lock_postmortem(postmortem.incident)
    return save_revision(postmortem, by=by, reason=f"Restored {what}"[:200])


def restore_sections(postmortem, rows, pages, *, by):
    """Texts as one edit of the live document, then endings. ``Overtaken``: look again."""
    locked = {section.key: section for section in postmortem.sections.select_for_update()}
    for section in locked.values():
        section.postmortem = postmortem
    texts = [(locked[row["key"]], row["text"]) for row in rows]
    texts = [(section, text) for section, text in texts if section.text != text]
    if any(text not in pages for _, text in texts):
        raise Overtaken
    if texts and not append_edits(texts, by=by):
        raise Overtaken
    for row in rows:
        restore_section(locked[row["key"]], row, pages, by=by)


def restore_section(section, row, pages, *, by):
    """One locked section with its former text and ending; a version of its own."""
    text, answer = row["text"], row["answer"]
    owner = row["answer_owner"]["id"] if answer == Answer.NOT_KNOWN else None
    if (section.text, section.answer, section.answer_owner_id) == (text, answer, owner):
        return
    base, html = section.version, section.html if section.text == text else pages[text]
    take_text(section, text, html)
    section.answer, section.answer_owner_id = answer, owner
    section.full_clean()
    section.save(update_fields=["answer", "answer_owner"])
    keep(section, text, number=section.version, base=base, by=by)
    audit.record(
        "section restored",
        section,
        by=by,
        stream=section.postmortem.incident.reference,
        before={"version": base},
        after={"version": section.version},
    )
