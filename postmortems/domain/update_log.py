"""The log of updates to live texts: stored before anyone is told, read again at any time.

Nothing else writes ``LiveUpdate`` and ``LiveSnapshot``. Payloads are kept to the byte as they
were sent: an update may rest on one that has not arrived yet, and only what was sent, not a
document it was applied to, is sure to hold it.
"""

from collections import defaultdict
from dataclasses import dataclass

import pycrdt
from django.db import connection, transaction

from postmortems.models import LiveDocument, LiveSnapshot, LiveUpdate

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
    doc = pycrdt.Doc()
    if stretch.snapshot:
        doc.apply_update(stretch.snapshot)
    for payload in stretch.payloads:
        doc.apply_update(payload)
    return doc, stretch.seq


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


def compact(document):
    """Put the oldest updates into the snapshot, if there are more than ``COMPACT_AFTER``.

    Only updates whose text was written into the sections: what those need to know of the
    others (who wrote) is still there. Returns how many updates went into it.
    """
    with transaction.atomic():
        live = LiveDocument.objects.select_for_update().get(pk=document)
        rows = list(live.updates.filter(seq__lte=live.text_seq).values_list("payload", flat=True))
        if len(rows) <= COMPACT_AFTER:
            return 0
        former = LiveSnapshot.objects.filter(document=live).first()
        payloads = [bytes(payload) for payload in rows]
        state = in_one([bytes(former.state), *payloads] if former else payloads)
        LiveSnapshot.objects.update_or_create(
            document=live, defaults={"upto_seq": live.text_seq, "state": state}
        )
        live.updates.filter(seq__lte=live.text_seq).delete()
    return len(rows)


def in_one(payloads):
    """One update for many. What waits for an update that is not there yet stays in it.

    A document gives only what it could apply: taking that alone would lose what waits.
    """
    merged = pycrdt.merge_updates(*payloads)
    doc = pycrdt.Doc()
    doc.apply_update(merged)
    return merged if waits(pycrdt.get_update(merged, doc.get_state()), doc) else doc.get_update()


def waits(rest, doc):
    """Whether an update holds anything, or deletes anything, that the document does not know.

    ``rest`` is an update without what the document has; deletions are always in it. Format:
    github.com/yjs/yjs, INTERNALS.md and src/utils/{DeleteSet,encoding}.js, version 1.
    """
    numbers = pycrdt.Decoder(rest)
    if numbers.read_var_uint():
        return True
    known = state_vector(doc)
    for _ in range(numbers.read_var_uint()):
        client = numbers.read_var_uint()
        for _ in range(numbers.read_var_uint()):
            clock, length = numbers.read_var_uint(), numbers.read_var_uint()
            if clock + length > known.get(client, 0):
                return True
    return False


def state_vector(doc):
    """How many changes of each client the document has: ``{client: clock}``."""
    numbers = pycrdt.Decoder(doc.get_state())
    pairs = (
        (numbers.read_var_uint(), numbers.read_var_uint()) for _ in range(numbers.read_var_uint())
    )
    return dict(pairs)
