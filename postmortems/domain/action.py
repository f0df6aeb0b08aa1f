"""The life of an action item after it was decided. It goes on when the text is frozen."""

from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditRecord
from postmortems.enums import ActionStatus
from postmortems.exceptions import Refused, StaleChange

from .content import count_change
from .postmortem import locked
from .publication import for_audience
from .record import lock, note

NEEDS_WORD = {
    ActionStatus.DONE: "Say how one can see that it is done: the evidence is shown.",
    ActionStatus.DECLINED: "Say why it is declined; the reason is kept and shown.",
    ActionStatus.SUPERSEDED: "Say what takes its place.",
}


def record_progress(action, status, *, base, by, note_text="", superseded_by=None):
    """Open, in progress, done with evidence, declined with a reason, or superseded.

    Progress is not content: it stays possible when the postmortem is finalized. ``base``
    is the version that was read; ``StaleChange`` if somebody changed the action since.
    """
    if status != ActionStatus.SUPERSEDED:
        superseded_by = None
    if status in NEEDS_WORD and not note_text.strip() and superseded_by is None:
        raise Refused(NEEDS_WORD[status])
    with transaction.atomic():
        action = lock_at(action, base)
        before = {"status": action.status}
        if action.status != status and ActionStatus.DONE in (action.status, status):
            before |= begin_or_end_done(action, is_done=status == ActionStatus.DONE)
        action.status, action.status_note = status, note_text
        action.superseded_by = superseded_by
        action.full_clean()
        action.save()
        after = {"status": status, "note": note_text}
        note("progress recorded", action, by=by, before=before, after=after)
    return action


def begin_or_end_done(action, *, is_done):
    """Set when it was done and when to look back; both go when it is not done any more.

    What was said on looking back goes too, it was said of that end: returned for the audit.
    A correction of the evidence comes here not at all, and moves neither day.
    """
    said = {"did it help": action.did_it_help, "did it help note": action.did_it_help_note}
    action.did_it_help = action.did_it_help_note = ""
    action.done_at = timezone.now() if is_done else None
    wait = timedelta(days=settings.LOOK_BACK_DAYS)
    action.look_back_on = timezone.localdate() + wait if is_done else None
    return said if said["did it help"] else {}


def lock_at(action, base):
    """The action locked, if it is as it was read; it counts as changed from here on."""
    action = lock(action)
    if action.version != base or action.is_removed:
        raise StaleChange(action)
    action.version += 1
    return action


@contextmanager
def changing_owner(action):
    """The action locked after its postmortem, for a change of its owner.

    The page names the owner, so until finalize this is a change of content; afterwards
    it is progress, and stays possible. Raises ``ContentFrozen`` for a discarded draft.
    """
    with locked(action.postmortem) as postmortem:
        yield lock(action)
        count_change(postmortem)


def hand_back(action, *, by, reason):
    """The owner gives it back: it has no owner until someone else takes it."""
    if not reason.strip():
        raise Refused("Say why it is handed back, for whoever takes it next.")
    with changing_owner(action) as action:
        if action.owner_id != by.pk:
            raise Refused("Only its owner can hand an action back.")
        action.owner = None
        action.save()
        note("handed back", action, by=by, before={"owner": by.name}, after={"reason": reason})
    return action


def hand_over(action, owner, *, by):
    """Give it to its one owner."""
    with changing_owner(action) as action:
        before = action.owner.name if action.owner else ""
        action.owner = owner
        action.full_clean()
        action.save()
        note("handed over", action, by=by, before={"owner": before}, after={"owner": owner.name})
    return action


def look_back(action, did_it_help, *, base, by, note_text=""):
    """Some weeks after it was done: did it help? ``base`` as in ``record_progress``."""
    with transaction.atomic():
        action = lock_at(action, base)
        if action.status != ActionStatus.DONE:
            raise Refused("Looking back is for actions that are done.")
        action.did_it_help, action.did_it_help_note = did_it_help, note_text
        action.full_clean()
        action.save()
        note("looked back", action, by=by, after={"did it help": did_it_help})
    return action


def addressed(action, *, from_draft):
    """(words, address) of each factor it addresses, in the draft or as its page shows them."""
    postmortem = action.postmortem
    page = postmortem.get_absolute_url()
    if from_draft:
        section = reverse("postmortems:section", args=[postmortem.pk, "q4"])
        where = page if postmortem.is_finalized else section
        return [(one.summary, f"{where}#factor-{one.pk}") for one in action.factors.kept()]
    view = for_audience(postmortem.current_publication.snapshot)
    mine = next(row for row in view["actions"] if row["id"] == action.pk)["factors"]
    return [
        (row["summary"], f"{page}#factor-{row['id']}")
        for row in view["factors"]
        if row["id"] in mine
    ]


def history(action):
    """What the audit tells of this action, oldest first, each with its actor."""
    rows = AuditRecord.objects.filter(
        stream=action.owning_incident().reference,
        subject_type="actionitem",
        subject_id=str(action.pk),
    )
    return rows.select_related("actor").order_by("at", "pk")
