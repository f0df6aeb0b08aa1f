"""What editors are told when something beside the text changes: where to look, never what."""

import secrets

from accounts.models import AuditRecord

LOOK_BACK = 100  # records: a number taken earlier may be committed later
OPEN = {"progress"}  # where a meeting is: told whole, so that every screen follows at once
PRIVATE = {"perspective"}  # may be for its speaker alone: not even that there is one is told


def notice_of(record):
    """``(stream, {"kind", "id", "revision"})`` of one audit record.

    ``stream`` is the incident's reference; ``kind`` a model's name, or *page* for anything;
    of a meeting that goes on, ``progress`` says where to.
    """
    kind, pk = record.subject_type, record.subject_id
    if kind in PRIVATE:
        kind, pk = "page", ""
    told = {"kind": kind, "id": pk, "revision": record.pk}
    if kind in OPEN:
        told[kind] = record.after
    return record.stream, told


def nameless_notice():
    """For a change of which no record is kept. Its number is below those of records, and new."""
    return {"kind": "page", "id": "", "revision": -secrets.randbits(52) - 1}


def newest():
    """The number of the last record that there is."""
    last = AuditRecord.objects.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def since(number, streams):
    """The notices of some incidents after a record's number, and of those shortly before it."""
    records = AuditRecord.objects.filter(pk__gt=number - LOOK_BACK, stream__in=streams)
    return [notice_of(record) for record in records.order_by("pk")]
