"""The one door that every change of content passes.

Section text, records and incident facts alike: lock, check, change, count. So a
signature can name the version it saw, and nothing lands in a document that is final.
"""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import F

from postmortems.exceptions import ContentFrozen
from postmortems.models import Incident, Postmortem


@contextmanager
def changing_content(incident):
    """Open a transaction that may change the incident's or its postmortem's content.

    Yields the locked postmortem, or ``None`` where the incident has none (then the
    incident's own row is locked). Raises ``ContentFrozen`` if it takes no changes.
    Everything that happens inside counts as one content version.
    """
    with transaction.atomic():
        postmortem = lock_postmortem(incident)
        if postmortem and not postmortem.accepts_changes:
            raise ContentFrozen(why_frozen(postmortem))
        yield postmortem
        if postmortem:
            count_change(postmortem)


def count_change(postmortem):
    """Raise the content version of a locked postmortem, unless its content is frozen.

    For whatever the snapshot tells of: a signature under the former version is stale.
    What may still change once it is finalized (who owns an action, who carries the
    document) is no change of the published content then, and counts nothing.
    """
    if postmortem.accepts_changes:
        Postmortem.objects.filter(pk=postmortem.pk).update(content_version=F("content_version") + 1)
        postmortem.content_version += 1


def lock_postmortem(incident):
    """Lock and return the incident's postmortem; lock the incident where there is none.

    Every verb takes the incident's row first, then the postmortem's: starting a
    postmortem and changing its incident can't pass each other, and no two verbs wait
    for one another in a circle.
    """
    Incident.objects.select_for_update().only("pk").get(pk=incident.pk)
    return Postmortem.objects.select_for_update().filter(incident=incident).first()


def why_frozen(postmortem):
    """The sentence that a refused change shows."""
    if postmortem.is_discarded:
        return f"{postmortem.reference} was discarded. Its owner can recover it."
    return (
        f"{postmortem.reference} is finalized and takes no changes. "
        "Its owner or facilitator can reopen it for an amendment."
    )
