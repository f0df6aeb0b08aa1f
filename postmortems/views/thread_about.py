"""What threads are about, for pages that show them: passages, records, suggested words."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.urls import reverse

from postmortems.domain.difference import word_parts
from postmortems.domain.passage import Sought, find_passages
from postmortems.forms.kind import KINDS

from .draft import draft_threads
from .record_list import rows_of


@dataclass(frozen=True)
class AboutRecord:
    """The record of a thread, as this person may see it; else as it read when it began."""

    one: str
    words: str
    url: str
    is_removed: bool = False


def with_places(threads, postmortem, user):
    """The threads, each with what its page tells of it beside its own row.

    ``passage`` where it is about words, ``record`` where it is about a record, ``former``
    and ``suggested`` (parts of words) where it suggests others. The live text is built at
    most once, each kind of record asked for once.
    """
    threads = list(threads)
    placed = [thread for thread in threads if thread.place and not thread.is_accepted]
    sought = [Sought(thread.section_id, thread.place, thread.quote) for thread in placed]
    for thread, passage in zip(placed, find_passages(postmortem, sought), strict=True):
        thread.passage = passage
    rows = rows_about(threads, postmortem.incident, user)
    for thread in threads:
        if thread.record_kind:
            thread.record = about_record(thread, rows.get((thread.record_kind, thread.record_id)))
        if thread.is_suggestion:
            former, suggested = word_parts(thread.quote, thread.replacement)
            thread.former, thread.suggested = former.parts, suggested.parts
    return threads


def rows_about(threads, incident, user):
    """``{(kind, number): row}`` of the records that threads are about; removed ones too."""
    wanted = defaultdict(set)
    for thread in threads:
        if thread.record_kind:
            wanted[thread.record_kind].add(thread.record_id)
    return {
        (kind, row.pk): row
        for kind, keys in wanted.items()
        for row in rows_of(KINDS[kind], incident, user).filter(pk__in=keys)
    }


def about_record(thread, row):
    one = KINDS[thread.record_kind].one
    if row is None:
        return AboutRecord(one, thread.quote, "")
    url = reverse("postmortems:record-threads", args=[thread.record_kind, row.pk])
    return AboutRecord(one, str(row), url, row.is_removed)


def count_threads(lists, threads):
    """Tell each row of some lists how many of these threads are about it, as ``threads``."""
    counts = Counter((thread.record_kind, thread.record_id) for thread in threads)
    for one in lists:
        for row in one.rows:
            row.threads = counts[one.kind.slug, row.pk]


def threads_of_records(incident, user):
    """The open threads about records of an incident, for counting them; none without a draft."""
    if not hasattr(incident, "postmortem"):
        return []
    threads = draft_threads(incident.postmortem, user).open().exclude(record_kind="")
    return threads.only("record_kind", "record_id")
