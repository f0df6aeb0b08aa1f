"""What changed in the document: since the review, or between any two revisions."""

import re
from dataclasses import dataclass, replace

from django.shortcuts import render
from django.views.decorators.http import require_GET

from postmortems.domain.difference import mixed_words
from postmortems.domain.history import writers_from
from postmortems.domain.revision import ROWS, compare
from postmortems.domain.snapshot import take_snapshot
from postmortems.models import Perspective

from .audit import words
from .draft import find_draft, frame, require

ONLY_GROUP = "Versions, changes and the audit belong to the review group."


IS_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
IS_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


@dataclass(frozen=True)
class Shown:
    """One value of a row as the page shows it.

    ``mixed`` are (sign, words) of the value before and this one in one line, where most of
    the words are the same.
    """

    text: str
    is_moment: bool = False
    is_day: bool = False
    mixed: tuple = ()


@require_GET
def changes(request, pk):
    """Compare ``from`` (the reviewed revision, else the last) with ``to`` (else now).

    ``from=0`` is the empty draft, before the first revision.
    """
    postmortem = find_draft(request.user, pk)
    require("postmortems.see_history", request.user, postmortem, ONLY_GROUP)
    revisions = list(postmortem.revisions.select_related("author").defer("snapshot"))
    is_from_empty = bool(revisions) and request.GET.get("from") == "0"
    old = numbered(revisions, request.GET.get("from")) or beginning(postmortem, revisions)
    old = None if is_from_empty else old
    new = numbered(revisions, request.GET.get("to"))
    context = {**frame(postmortem, request.user), "revisions": revisions, "old": old, "new": new}
    context["is_from_empty"] = is_from_empty
    if context["editable"] and old and new is None:
        context["restore_from"] = old.number
    if revisions:
        after = new.snapshot if new else take_snapshot(postmortem)
        before = old.snapshot if old else emptied(after)
        readable = readable_perspectives(postmortem, request.user)
        compared = compare(without_foreign(before, readable), without_foreign(after, readable))
        context["parts_changed"] = [shown_part(part) for part in compared]
        context["writers"] = writers_from(postmortem, old, new)
    return render(request, "postmortems/changes_show.html", context)


def emptied(snapshot):
    """The same document before anything was written in it."""
    return {**snapshot, "sections": [], **{part: [] for part in ROWS}}


def shown_part(part):
    """The part with its rows' values in words; texts stay as they are."""
    rows = [
        {**row, "fields": [(name, *shown_pair(old, new)) for name, old, new in row["fields"]]}
        for row in part.get("rows", [])
    ]
    return {**part, "rows": rows}


def shown_pair(old, new):
    """Both values; of a text that became another, the words that differ are told apart."""
    before, after = shown(old), shown(new)
    if isinstance(old, str) and isinstance(new, str) and not (after.is_moment or after.is_day):
        after = replace(after, mixed=tuple(mixed_words(old, new)))
    return before, after


def shown(value):
    text = words(value)
    if not isinstance(value, str):
        return Shown(text)
    return Shown(text, is_moment=bool(IS_MOMENT.match(text)), is_day=bool(IS_DAY.match(text)))


def numbered(revisions, number):
    """The revision that the address names; ``None`` for anything else."""
    return next((revision for revision in revisions if str(revision.number) == number), None)


def beginning(postmortem, revisions):
    """What to compare with when nobody chose: the reviewed revision, else the newest."""
    for revision in revisions:
        if revision.pk == postmortem.reviewed_revision_id:
            return revision
    return revisions[0] if revisions else None


def readable_perspectives(postmortem, user):
    """Keys of the perspectives that this person may read now, whatever was so before."""
    readable = Perspective.objects.visible_to(user).of_incident(postmortem.incident)
    return set(readable.values_list("pk", flat=True))


def without_foreign(snapshot, readable):
    rows = [row for row in snapshot.get("perspectives", []) if row["id"] in readable]
    return {**snapshot, "perspectives": rows}
