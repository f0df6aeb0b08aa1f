"""Numbered snapshots of the whole document, and what changed between two."""

from django.db import transaction

from accounts.models import AuditRecord
from postmortems.enums import Answer
from postmortems.models import LiveDocument, Postmortem, Revision, SectionVersion

from .difference import ADDED, REMOVED, SAME, SKIPPED, compare_texts
from .snapshot import take_snapshot

# part of a snapshot -> (its heading, the key that names a row)
ROWS = {
    "people": ("People", "name"),
    "links": ("Links", "url"),
    "timeline": ("Timeline", "text"),
    "perspectives": ("Perspectives", "role"),
    "impact": ("Impact", "who"),
    "factors": ("Contributing factors", "summary"),
    "triggers": ("Trigger", "text"),
    "mitigators": ("What helped, luck and thanks", "text"),
    "ideas": ("Ideas", "text"),
    "actions": ("Actions", "title"),
}
REASON_LENGTH = Revision._meta.get_field("reason").max_length
AND = " · "  # between the reasons of one revision
# Whose audit tells of writing beside the text, and which of its verbs.
WRITTEN = (
    "incident incidentperson incidentlink timelineentry impact contributingfactor trigger "
    "mitigator idea actionitem"
).split()
WRITING = " (added|changed|removed|brought back|moved)$"
# key of a row -> the part whose rows its numbers name
REFERENCES = {"evidence": "timeline", "entry": "timeline", "factors": "factors"}
EMPTY = {"text": "", "answer": Answer.OPEN}
# what another key of the same row says in words
SAID_TWICE = {"id", "decision"}


def save_revision(postmortem, *, by, reason, snapshot=None):
    """Keep the document as it stands. Call it with the postmortem's row locked.

    What somebody asked to have kept (a move, a signature, a name) is a revision of its
    own, with its reason, even where nothing changed since the last. Without ``by`` it is
    kept by itself: at an unchanged content version the last one serves. ``snapshot`` is
    one that was taken already, and is kept to the letter: the revision that is published
    holds what its page shows, a name that was corrected since the signature included.
    Where the last revision is that very snapshot it is the one, and takes the reason too.
    """
    latest = postmortem.revisions.order_by("-number").first()
    if latest and latest.content_version == postmortem.content_version:
        is_asked_again = by and (latest.reason, latest.author_id) == (reason, by.pk)
        if snapshot is None and (by is None or is_asked_again):
            return latest
        if snapshot is not None and latest.snapshot == snapshot:
            return add_reason(latest, reason)
    with transaction.atomic():
        revision = Revision.objects.create(
            postmortem=postmortem,
            number=latest.number + 1 if latest else 1,
            content_version=postmortem.content_version,
            snapshot=snapshot or take_snapshot(postmortem),
            reason=reason,
            author=by,
        )
        revision.authors.set(writers_since(postmortem, latest))
        forget_writers(postmortem)
        Postmortem.objects.filter(pk=postmortem.pk).update(current_revision=revision)
        postmortem.current_revision = revision
    return revision


def add_reason(revision, reason):
    """A further reason for a revision that is there; its snapshot stays as it is."""
    if reason not in revision.reason.split(AND):
        revision.reason = AND.join(filter(None, [revision.reason, reason]))[:REASON_LENGTH]
        revision.save(update_fields=["reason"])
    return revision


def writers_since(postmortem, revision):
    """The keys of those who wrote text or records since a revision, or ever.

    Of a perspective not even that there is one is told; actions have a history of their own.
    """
    versions = SectionVersion.objects.filter(section__postmortem=postmortem, number__isnull=False)
    records = AuditRecord.objects.filter(
        stream=postmortem.incident.reference, subject_type__in=WRITTEN, verb__regex=WRITING
    )
    if revision:
        versions = versions.filter(at__gt=revision.at)
        records = records.filter(at__gt=revision.at)
    writers = set(versions.exclude(author=None).values_list("author", flat=True))
    writers |= set(records.exclude(actor=None).values_list("actor", flat=True))
    live = LiveDocument.objects.filter(postmortem=postmortem).exclude(writers=None)
    return writers | set(live.values_list("writers", flat=True))


def forget_writers(postmortem):
    """Who writes live is counted anew from here on."""
    for live in LiveDocument.objects.filter(postmortem=postmortem):
        live.writers.clear()


def compare(old, new):
    """What changed from one snapshot to another, part by part.

    Returns a list of ``{"part", "key", "heading", "lines", "words", "ends"}`` for texts (lines
    of a unified diff as (sign, text); ``words`` the same as rows of ``compare_texts``;
    ``ends`` how a question ended and ends, or ``None``) and ``{"part", "heading",
    "rows"}`` for records, each row ``{"name", "change", "fields"}`` with change *added*,
    *removed* or *changed* and fields a list of (name, before, after). Parts without a
    change are absent.
    """
    return (
        text_changes(old, new)
        + fact_changes(old, new)
        + carrier_changes(old, new)
        + row_changes(old, new)
    )


def text_changes(old, new):
    """Texts that changed, those of sections that are gone too; ``ends`` is (before, after)."""
    before = {section["key"]: section for section in old["sections"]}
    after = {section["key"]: section for section in new["sections"]}
    changes = []
    for key in [*after, *(key for key in before if key not in after)]:
        section = after.get(key) or before[key]
        former, latter = before.get(key, EMPTY), after.get(key, EMPTY)
        ends = (ending(former), ending(latter))
        lines = line_changes(former["text"], latter["text"])
        if lines or ends[0] != ends[1]:
            change = {"part": "text", "key": key, "heading": section["heading"], "lines": lines}
            change["words"] = compare_texts(former["text"], latter["text"])
            change["ends"] = ends if ends[0] != ends[1] else None
            changes.append(change)
    return changes


def ending(section):
    """How a question ends, in words; empty while it is open."""
    if section["answer"] == Answer.OPEN:
        return ""
    owner = section.get("answer_owner")
    words = Answer(section["answer"]).label.lower()
    return f"{words}; {owner['name']} will find out" if owner else words


def line_changes(old, new):
    """A unified diff of two texts as (sign, line) pairs, two lines of context."""
    signs = {SAME: " ", ADDED: "+", REMOVED: "-", SKIPPED: "@"}
    rows = compare_texts(old, new)
    return [(signs[row.sign], "…" if row.sign == SKIPPED else row.text) for row in rows]


def fact_changes(old, new):
    fields = changed_fields(old["incident"], new["incident"])
    if not fields:
        return []
    row = {"name": new["incident"]["title"], "change": "changed", "fields": fields}
    return [{"part": "incident", "heading": "Incident facts", "rows": [row]}]


def carrier_changes(old, new):
    """Who carries the document: owner, contributors, facilitator."""
    fields = changed_fields(carriers(old), carriers(new))
    if not fields:
        return []
    row = {"name": "Who carries it", "change": "changed", "fields": fields}
    return [{"part": "carriers", "heading": "Owner, contributors, facilitator", "rows": [row]}]


def carriers(snapshot):
    """Names; a snapshot may be too old to hold them."""
    named = {part: (snapshot.get(part) or {}).get("name", "") for part in ("owner", "facilitator")}
    return named | {"contributors": [one["name"] for one in snapshot.get("contributors") or []]}


def row_changes(old, new):
    changes = []
    names = row_names(old, new)
    for part, (heading, name) in ROWS.items():
        before = {row["id"]: named_row(row, names) for row in old.get(part, [])}
        after = {row["id"]: named_row(row, names) for row in new.get(part, [])}
        rows = [
            {"name": row[name], "change": "removed", "fields": []}
            for pk, row in before.items()
            if pk not in after
        ]
        for pk, row in after.items():
            fields = changed_fields(before.get(pk, {}), row)
            if pk not in before:
                rows.append({"name": row[name], "change": "added", "fields": fields})
            elif fields:
                rows.append({"name": row[name], "change": "changed", "fields": fields})
        if rows:
            changes.append({"part": part, "heading": heading, "rows": rows})
    return changes


def row_names(old, new):
    """part → {row's key: its name}, of both snapshots, for the parts that others refer to."""
    names = {}
    for part in set(REFERENCES.values()):
        key = ROWS[part][1]
        rows = [*old.get(part, []), *new.get(part, [])]
        names[part] = {row["id"]: row[key] for row in rows}
    return names


def named_row(row, names):
    """The row with names in place of the numbers of other rows."""
    row = dict(row)
    for key, part in REFERENCES.items():
        if isinstance(row.get(key), list):
            row[key] = [names[part].get(number, "a hidden or removed row") for number in row[key]]
        elif key in row:
            row[key] = names[part].get(row[key], "a removed row")
    return row


def changed_fields(before, after):
    return [
        (key.removesuffix("_label").replace("_", " "), before.get(key), value)
        for key, value in after.items()
        if key not in SAID_TWICE and value != before.get(key) and (value or before.get(key))
    ]
