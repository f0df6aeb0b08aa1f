"""The history of a document: its revisions, who wrote for them, keeping one by name."""

from django.db import transaction
from django.db.models import Prefetch

from accounts.domain import audit
from accounts.models import User
from postmortems.exceptions import ContentFrozen, Refused
from postmortems.models import Revision

from .content import lock_postmortem, why_frozen
from .live_text import WRITTEN_TOGETHER, bring_up
from .revision import save_revision, writers_since

NAME_LENGTH = 120


def revisions_of(postmortem, *, by_itself=True):
    """Newest first, with the people and without the snapshots.

    ``by_itself=False`` leaves out those that nobody asked for.
    """
    writers = Prefetch("authors", User.objects.order_by("name"))
    revisions = Revision.objects.filter(postmortem=postmortem).defer("snapshot")
    revisions = revisions.select_related("author").prefetch_related(writers)
    return revisions if by_itself else revisions.exclude(reason=WRITTEN_TOGETHER)


def keep_version(postmortem, name, *, by):
    """Keep the document as it stands, under a name; the revision.

    What is written live comes into it first. Nothing changes by keeping: a signature
    stands as before. The same name again, with nothing written since, is kept once.
    """
    name = name.strip()
    if not name or len(name) > NAME_LENGTH:
        raise Refused(f"Give the version a name of up to {NAME_LENGTH} characters.")
    bring_up(postmortem)
    with transaction.atomic():
        postmortem = lock_postmortem(postmortem.incident)
        if not postmortem.accepts_changes:
            raise ContentFrozen(why_frozen(postmortem))
        newest = postmortem.revisions.order_by("-number").first()
        revision = save_revision(postmortem, by=by, reason=name)
        if revision != newest:
            audit.record(
                "version kept",
                postmortem,
                by=by,
                stream=postmortem.incident.reference,
                after={"revision": revision.number},
                reason=name,
            )
    return revision


def writers_from(postmortem, old, new=None):
    """The people who wrote from one revision (or the beginning) to another (or now), by name.

    Of two in either order: what the later one has and the earlier has not, they wrote.
    """
    first = old.number if old else 0
    revisions = postmortem.revisions.filter(number__gt=min(first, new.number if new else first))
    if new:
        revisions = revisions.filter(number__lte=max(first, new.number))
    writers = set(revisions.exclude(authors=None).values_list("authors", flat=True))
    if new is None:
        latest = postmortem.revisions.defer("snapshot").order_by("-number").first()
        writers |= writers_since(postmortem, latest)
    return User.objects.filter(pk__in=writers).order_by("name")
