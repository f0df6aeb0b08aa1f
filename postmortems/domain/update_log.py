"""The log of updates to live texts: stored before anyone is told, read again at any time.

Nothing else writes ``LiveUpdate`` and ``LiveSnapshot``. Payloads are kept to the byte as they
were sent: an update may rest on one that has not arrived yet, and only what was sent, not a
document it was applied to, is sure to hold it.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass

from django.db import connection, transaction

from postmortems.models import LiveDocument, LiveSnapshot, LiveUpdate

from .live_doc import Damaged, LiveDoc

logger = logging.getLogger(__name__)

COMPACT_AFTER = 500  # updates, for each of which opening the document takes some 0.01 ms
READ_TRIES = 5


class LogChanging(Exception):
    """The log was compacted again and again while it was read; try once more."""


@dataclass(frozen=True)
class Entry:
    """What somebody sent: for which document, the update, and who (a person's number)."""

    document: int
    payload: bytes
    author: int | None


@dataclass(frozen=True)
class Stretch:
    """Updates in their order: ``payloads`` lead to ``seq``; ``snapshot`` comes before them."""

    seq: int
    payloads: list
    snapshot: bytes | None = None


def append(entries):
    """Store entries in one transaction. The sequence number of each, ``None`` where locked.

    The raising of ``head_seq`` holds the document's row until the commit, so numbers are in
    the order of commits. Rows are taken in one order, so that two processes never wait for
    one another in a circle.
    """
    by_document = defaultdict(list)
    for place, entry in enumerate(entries):
        by_document[entry.document].append(place)
    numbers = [None] * len(entries)
    rows = []
    with transaction.atomic():
        for document, places in sorted(by_document.items()):
            head = raise_head(document, len(places))
            if head is None:
                continue
            for seq, place in enumerate(places, start=head - len(places) + 1):
                entry, numbers[place] = entries[place], seq
                rows.append(
                    LiveUpdate(
                        document_id=document,
                        seq=seq,
                        payload=entry.payload,
                        author_id=entry.author,
                    )
                )
        LiveUpdate.objects.bulk_create(rows)
    return numbers


def raise_head(document, count):
    """Take the next ``count`` numbers; the last of them, or ``None`` if it is locked or gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE postmortems_livedocument SET head_seq = head_seq + %s "
            "WHERE id = %s AND NOT is_locked RETURNING head_seq",
            [count, document],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def read(document, after=0):
    """All that came after number ``after``, as a ``Stretch``.

    Its ``snapshot`` is set where the log no longer has the first of those updates by itself.
    A compaction that falls between two looks is seen by the gap it leaves.
    """
    for _ in range(READ_TRIES):
        head = LiveDocument.objects.values_list("head_seq", flat=True).get(pk=document)
        snapshot = LiveSnapshot.objects.filter(document=document, upto_seq__gt=after).first()
        start = snapshot.upto_seq if snapshot else after
        rows = list(
            LiveUpdate.objects.filter(document=document, seq__gt=start)
            .order_by("seq")
            .values_list("seq", "payload")
        )
        numbers = [seq for seq, _ in rows]
        last = numbers[-1] if numbers else start
        if last >= head and numbers == list(range(start + 1, last + 1)):
            state = bytes(snapshot.state) if snapshot else None
            return Stretch(last, [bytes(payload) for _, payload in rows], state)
    raise LogChanging(f"document {document}")


def build(document):
    """The document as the log has it: ``(pycrdt.Doc, seq)``."""
    stretch = read(document)
    return put_together(stretch.snapshot, stretch.payloads).doc, stretch.seq


def put_together(snapshot, payloads):
    """The ``LiveDoc`` that a snapshot and the updates after it make.

    Updates that cannot be borne are left out, and told of in the log of the server: one of
    them must not take the whole document along.
    """
    left_out: set = set()
    while True:
        live, place = LiveDoc(), None
        try:
            if snapshot:
                live.take_snapshot(snapshot)
            for place, payload in enumerate(payloads):
                if place not in left_out:
                    live.apply(payload)
        except Damaged:
            if place is None:
                raise
            left_out.add(place)
        else:
            break
    if left_out:
        logger.error("%s damaged updates of a live text were left out.", len(left_out))
    return live


def read_bearable(document):
    """The whole log as a ``Stretch`` without what cannot be borne."""
    stretch = read(document)
    live = put_together(stretch.snapshot, stretch.payloads)
    waiting = [update.payload for update in live.waiting]
    return Stretch(stretch.seq, waiting, live.doc.get_update())


def heads(documents):
    """``{document: (head_seq, is_locked)}`` of those that exist."""
    rows = LiveDocument.objects.filter(pk__in=documents)
    return {
        pk: (head, locked) for pk, head, locked in rows.values_list("pk", "head_seq", "is_locked")
    }


def writers_between(document, after, upto):
    """The people who wrote the updates after one number, up to another."""
    rows = LiveUpdate.objects.filter(document=document, seq__gt=after, seq__lte=upto)
    return set(rows.exclude(author=None).values_list("author", flat=True).distinct())


def is_due(before, after):
    """Whether to look at what could be compacted, once the text was taken up to a number.

    Now and then: while something waits it is in vain, and reads the whole log.
    """
    return before // COMPACT_AFTER != after // COMPACT_AFTER


def compact(document):
    """Put the oldest updates into the snapshot, if there are more than ``COMPACT_AFTER``.

    Only updates whose text was written into the sections: what those need to know of the
    others (who wrote) is still there. Not while one of them waits for another: a document
    holds only what it could place, and what waits would be lost. Returns how many updates
    went into it.
    """
    with transaction.atomic():
        live = LiveDocument.objects.select_for_update().get(pk=document)
        rows = list(live.updates.filter(seq__lte=live.text_seq).values_list("payload", flat=True))
        if len(rows) <= COMPACT_AFTER:
            return 0
        former = LiveSnapshot.objects.filter(document=live).first()
        state = bytes(former.state) if former else None
        whole = put_together(state, [bytes(payload) for payload in rows])
        if whole.waiting:
            return 0
        LiveSnapshot.objects.update_or_create(
            document=live,
            defaults={"upto_seq": live.text_seq, "state": whole.doc.get_update()},
        )
        live.updates.filter(seq__lte=live.text_seq).delete()
    return len(rows)
