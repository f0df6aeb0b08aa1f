"""Who is one of an incident's people, and why. The only writer of ``IncidentAccess``."""

from postmortems.enums import AccessReason
from postmortems.models import IncidentAccess, Postmortem

DERIVED = (
    AccessReason.PERSON,
    AccessReason.OWNER,
    AccessReason.CONTRIBUTOR,
    AccessReason.FACILITATOR,
)


def refresh(incident):
    """Bring the rows that follow from other records in line with those records.

    Called, in the same transaction, by every verb that changes the incident's people or
    the postmortem's owner, contributors or facilitator. Invitations and grants, which
    have no other record here, are left alone.
    """
    wanted = {
        (user_id, AccessReason.PERSON)
        for user_id in incident.people.kept().exclude(user=None).values_list("user_id", flat=True)
    }
    postmortem = Postmortem.objects.filter(incident=incident).first()
    if postmortem:
        wanted.add((postmortem.owner_id, AccessReason.OWNER))
        if postmortem.facilitator_id:
            wanted.add((postmortem.facilitator_id, AccessReason.FACILITATOR))
        wanted |= {
            (user_id, AccessReason.CONTRIBUTOR)
            for user_id in postmortem.contributors.values_list("pk", flat=True)
        }
    rows = IncidentAccess.objects.filter(incident=incident, reason__in=DERIVED)
    present = {(row.user_id, row.reason): row.pk for row in rows}
    gone = [pk for key, pk in present.items() if key not in wanted]
    IncidentAccess.objects.filter(pk__in=gone).delete()
    IncidentAccess.objects.bulk_create(
        IncidentAccess(incident=incident, user_id=user_id, reason=reason)
        for user_id, reason in sorted(wanted - present.keys())
    )
    forget_reasons(incident)


def grant(incident, user, reason):
    """Make someone one of the incident's people for this reason; again is harmless."""
    IncidentAccess.objects.get_or_create(incident=incident, user=user, reason=reason)
    forget_reasons(incident)


def revoke(incident, user, reason):
    """Take one reason away; others, if any, still hold."""
    IncidentAccess.objects.filter(incident=incident, user=user, reason=reason).delete()
    forget_reasons(incident)


def forget_reasons(incident):
    """Drop what the permission predicates remembered on this instance."""
    incident.__dict__.pop("_reasons", None)
