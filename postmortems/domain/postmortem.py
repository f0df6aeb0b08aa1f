"""Starting a postmortem, and who carries it."""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from accounts.domain import audit
from postmortems import workflow
from postmortems.enums import Obligation, State
from postmortems.exceptions import ContentFrozen, IllegalMove, Refused
from postmortems.models import Incident, Postmortem, Section
from postmortems.signals import facilitator_named

from . import access, coediting
from .content import count_change, lock_postmortem, why_frozen
from .due_dates import set_clocks
from .page_facts import place_in_lists
from .template_choice import template_for

NOT_NEEDED = (Obligation.WAIVED, Obligation.COVERED)


def start_postmortem(incident, *, by, owner=None, template=None):
    """Start the account of an incident from a template, with ``owner`` (or ``by``).

    Without a template it is the one of the owner's team, of the severity, or the default.

    Raises ``Refused`` if there is one already, or if the incident is waived or covered.
    """
    with transaction.atomic():
        incident = Incident.objects.select_for_update().get(pk=incident.pk)
        if Postmortem.objects.filter(incident=incident).exists():
            raise Refused("This incident has a postmortem already.")
        if incident.obligation in NOT_NEEDED:
            raise Refused(
                "This incident is waived or covered by another postmortem. Change that first."
            )
        template = template or template_for(incident, owner or by)
        postmortem = Postmortem(incident=incident, owner=owner or by, template=template)
        set_clocks(postmortem)
        place_in_lists(postmortem, incident)
        postmortem.full_clean()
        postmortem.save()
        Section.objects.bulk_create(
            Section(
                postmortem=postmortem,
                key=shape.key,
                number=shape.number,
                heading=shape.heading,
                prompt=shape.prompt,
                required=shape.required,
                audience=shape.audience,
                position=shape.position,
            )
            for shape in template.sections.all()
        )
        access.refresh(incident)
        note("postmortem started", postmortem, by=by, after={"template": template.name})
    return postmortem


def transfer_ownership(postmortem, owner, *, by, reason=""):
    """Give the postmortem to another owner; the former stays as a contributor.

    The page names who carries the document: until finalize this is a change of content.
    """
    with locked(postmortem) as postmortem:
        former = postmortem.owner
        if owner == postmortem.facilitator:
            raise Refused(
                f"{owner.name} facilitates this review. Choose another facilitator first."
            )
        postmortem.owner = owner
        postmortem.full_clean()
        postmortem.save(update_fields=["owner"])
        if former != owner:
            postmortem.contributors.add(former)
        postmortem.contributors.remove(owner)
        if former != owner:
            count_change(postmortem)
        access.refresh(postmortem.incident)
        note(
            "ownership transferred",
            postmortem,
            by=by,
            before={"owner": former.name},
            after={"owner": owner.name},
            reason=reason,
        )
    return postmortem


def set_facilitator(postmortem, facilitator, *, by, reason=""):
    """Name the facilitator; replacing one needs a reason. Former signatures stay.

    What hangs on the facilitator above this app follows ``signals.facilitator_named``.

    Someone who is not neutral may be named: *mark reviewed* and *finalize* then ask for
    their declaration and the reason.
    """
    with locked(postmortem) as postmortem:
        former = postmortem.facilitator
        if facilitator == former:
            return postmortem
        if former and not reason.strip():
            raise Refused("Say why the facilitator changes; the reason is kept.")
        if postmortem.is_finalized:
            raise IllegalMove("A finalized postmortem keeps its facilitator; reopen it first.")
        postmortem.facilitator = facilitator
        postmortem.full_clean()
        postmortem.save(update_fields=["facilitator"])
        count_change(postmortem)
        access.refresh(postmortem.incident)
        note(
            "facilitator replaced" if former else "facilitator named",
            postmortem,
            by=by,
            before={"facilitator": former.name if former else ""},
            after={"facilitator": facilitator.name},
            reason=reason,
        )
        facilitator_named.send(
            Postmortem, postmortem=postmortem, former=former, by=by, reason=reason
        )
    return postmortem


def set_contributors(postmortem, people, *, by, shown=None):
    """Say who edits beside the owner and the facilitator.

    ``shown`` are those whom the form showed as chosen: what differs from them is added
    and removed, and whoever joined or left meanwhile stays so. Without it ``people`` are
    all of them.
    """
    with locked(postmortem) as postmortem:
        before = sorted(person.name for person in postmortem.contributors.all())
        former, wanted = set(postmortem.contributors.all()), set(people)
        if shown is not None:
            wanted = former | (wanted - set(shown))
            wanted -= set(shown) - set(people)
        postmortem.contributors.set(wanted - {postmortem.owner})
        access.refresh(postmortem.incident)
        after = sorted(person.name for person in postmortem.contributors.all())
        if after != before:
            count_change(postmortem)
        note(
            "contributors changed",
            postmortem,
            by=by,
            before={"contributors": before},
            after={"contributors": after},
        )
    return postmortem


def discard(postmortem, *, by, reason):
    """Discard a draft that no review was held for. Its owner can recover it."""
    if not reason.strip():
        raise Refused("Say why it is discarded; the reason is kept.")
    with locked(postmortem) as postmortem:
        if postmortem.state != State.DRAFT:
            raise IllegalMove("Only a draft can be discarded.")
        for gate in workflow.DISCARD_GATES:
            for blocker in workflow.GATES[gate].check(postmortem):
                raise IllegalMove(blocker.sentence)
        postmortem.discarded_at, postmortem.discarded_by = timezone.now(), by
        postmortem.discard_reason = reason
        postmortem.full_clean()
        postmortem.save(update_fields=["discarded_at", "discarded_by", "discard_reason"])
        coediting.follow(postmortem)
        note("postmortem discarded", postmortem, by=by, reason=reason)
    return postmortem


def recover(postmortem, *, by):
    """Bring a discarded draft back as it was."""
    with locked(postmortem, discarded=True) as postmortem:
        if not postmortem.is_discarded:
            return postmortem
        if postmortem.incident.obligation in NOT_NEEDED:
            raise Refused(
                "This incident is waived or covered by another postmortem. Change that first."
            )
        postmortem.discarded_at = postmortem.discarded_by = None
        postmortem.discard_reason = ""
        postmortem.save(update_fields=["discarded_at", "discarded_by", "discard_reason"])
        coediting.follow(postmortem)
        note("postmortem recovered", postmortem, by=by)
    return postmortem


@contextmanager
def locked(postmortem, *, discarded=False):
    """A transaction with the postmortem locked, for changes that stay open when it is final.

    Whoever changes what the snapshot tells of calls ``count_change`` too.
    """
    with transaction.atomic():
        row = lock_postmortem(postmortem.incident)
        if row.is_discarded and not discarded:
            raise ContentFrozen(why_frozen(row))
        yield row


def note(verb, postmortem, *, by, before=None, after=None, reason=""):
    audit.record(
        verb,
        postmortem,
        by=by,
        stream=postmortem.incident.reference,
        before=before,
        after=after,
        reason=reason,
    )
