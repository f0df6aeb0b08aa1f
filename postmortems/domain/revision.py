"""Numbered snapshots of the whole document, and what changed between two."""

import difflib

from django.db import transaction
from django.db.models import Max

from postmortems.models import Postmortem, Revision

from .snapshot import take_snapshot

ROWS = {
    "people": "name",
    "timeline": "text",
    "perspectives": "role",
    "impact": "who",
    "factors": "summary",
    "triggers": "text",
    "mitigators": "text",
    "ideas": "text",
    "actions": "title",
}


def save_revision(postmortem, *, by, reason):
    """Keep the document as it stands; at an unchanged content version, the last one serves.

    Call it with the postmortem's row locked.
    """
    latest = postmortem.revisions.order_by("-number").first()
    if latest and latest.content_version == postmortem.content_version:
        return latest
    number = (postmortem.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    with transaction.atomic():
        revision = Revision.objects.create(
            postmortem=postmortem,
            number=number,
            content_version=postmortem.content_version,
            snapshot=take_snapshot(postmortem),
            reason=reason,
            author=by,
        )
        Postmortem.objects.filter(pk=postmortem.pk).update(current_revision=revision)
        postmortem.current_revision = revision
    return revision


def compare(old, new):
    """What changed from one snapshot to another, part by part.

    Returns a list of ``{"part", "heading", "lines"}`` for texts (lines of a unified
    diff as (sign, text)) and ``{"part", "heading", "rows"}`` for records, each row
    ``{"name", "change", "fields"}`` with change *added*, *removed* or *changed* and
    fields a list of (name, before, after). Parts without a change are absent.
    """
    return text_changes(old, new) + fact_changes(old, new) + row_changes(old, new)


def text_changes(old, new):
    before = {section["key"]: section for section in old["sections"]}
    changes = []
    for section in new["sections"]:
        former = before.get(section["key"], {"text": "", "answer": ""})
        lines = line_changes(former["text"], section["text"])
        if former["answer"] != section["answer"]:
            lines.append(("+", f"ends as: {section['answer']}"))
        if lines:
            changes.append({"part": "text", "heading": section["heading"], "lines": lines})
    return changes


def line_changes(old, new):
    """A unified diff of two texts as (sign, line) pairs, three lines of context."""
    diff = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    lines = [(line[0], line[1:]) for line in diff if not line.startswith(("---", "+++"))]
    return [(sign, "…" if sign == "@" else line) for sign, line in lines]


def fact_changes(old, new):
    fields = changed_fields(old["incident"], new["incident"])
    if not fields:
        return []
    row = {"name": new["incident"]["title"], "change": "changed", "fields": fields}
    return [{"part": "incident", "heading": "Incident facts", "rows": [row]}]


def row_changes(old, new):
    changes = []
    for part, name in ROWS.items():
        before = {row["id"]: row for row in old.get(part, [])}
        after = {row["id"]: row for row in new.get(part, [])}
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
            changes.append({"part": part, "heading": part.capitalize(), "rows": rows})
    return changes


def changed_fields(before, after):
    return [
        (key.replace("_", " "), before.get(key), value)
        for key, value in after.items()
        if key != "id" and value != before.get(key) and (value or before.get(key))
    ]
