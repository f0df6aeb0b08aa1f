"""What administrators tell the language helper: phrases, nouns for people, systems."""

from django.db import transaction

from accounts.domain.audit import record
from postmortems.enums import WordingKind
from postmortems.models import KnownWords

from .severity import STREAM

MOST = 500  # of each kind: each is looked for in every text


def all_words():
    """Kind → its words, in the order of the alphabet."""
    found = {kind: [] for kind in WordingKind.values}
    for row in KnownWords.objects.all():
        found[row.kind].append(row.text)
    return found


def change_words(kind, added, removed, *, by):
    """Add and take out words of one kind; others that somebody changed meanwhile stay."""
    with transaction.atomic():
        gone = list(KnownWords.objects.filter(kind=kind, text__in=removed))
        KnownWords.objects.filter(pk__in=[row.pk for row in gone]).delete()
        known = set(KnownWords.objects.filter(kind=kind).values_list("text", flat=True))
        rows = [KnownWords(kind=kind, text=text) for text in added if text not in known]
        for row in rows:
            row.full_clean()
            row.save()
        if rows or gone:
            record(
                f"words of the language helper changed: {WordingKind(kind).label.lower()}",
                (rows or gone)[0],
                by=by,
                stream=STREAM,
                before={"taken out": ", ".join(row.text for row in gone)},
                after={"added": ", ".join(row.text for row in rows)},
            )
