"""Opening an incident, changing its facts, and who may see it."""

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower

from accounts.domain import audit
from postmortems.enums import AccessReason, IncidentRole, Obligation
from postmortems.exceptions import ContentFrozen, Refused, StaleChange
from postmortems.models import MILESTONES, Incident, IncidentPerson, Service, Tag

from . import access
from .content import changing_content, lock_postmortem, why_frozen
from .due_dates import set_clocks
from .page_facts import LISTED, place_in_lists
from .severity import words_of

FACTS = ("title", "severity", "detected_by", "detected_by_note", "time_zone")


def open_incident(incident, *, by, services=(), tags=(), role=IncidentRole.REPORTER):
    """Save a new incident; whoever opens it is the first of its people. Returns it.

    ``services`` and ``tags`` are names: known ones are used, new ones join the catalogue.
    """
    with transaction.atomic():
        incident.opened_by = by
        incident.full_clean()
        incident.save()
        set_names(incident, services=services, tags=tags)
        IncidentPerson.objects.create(incident=incident, user=by, role=role, created_by=by)
        access.refresh(incident)
        note("incident opened", incident, by=by, after=facts_of(incident))
    return incident


def obligation_for(severity):
    """Owed for the severities that administrators name, voluntary for the others."""
    return Obligation.OWED if words_of(severity).is_owed else Obligation.VOLUNTARY


def change_incident(incident, values, *, base, by, services=None, tags=None, related=None):
    """Change facts that were read at version ``base``; clocks follow severity and times.

    Raises ``StaleChange`` when somebody changed them since. ``related`` holds incidents
    that ``by`` may see; links that ``by`` can't see stay as they are.
    """
    with changing_content(incident) as postmortem:
        incident = Incident.objects.select_for_update().get(pk=incident.pk)
        if incident.version != base:
            raise StaleChange(incident)
        before = facts_of(incident)
        for name, value in values.items():
            setattr(incident, name, value)
        incident.version += 1
        incident.full_clean()
        incident.save()
        set_names(incident, services=services, tags=tags)
        if related is not None:
            set_related(incident, related, by=by)
        if postmortem:
            postmortem.incident = incident
            set_clocks(postmortem)
            if postmortem.current_publication_id is None:
                place_in_lists(postmortem, incident)
            postmortem.save(update_fields=["draft_due", "review_due", "finalize_due", *LISTED])
        note("incident changed", incident, by=by, before=before, after=facts_of(incident))
    return incident


def set_related(incident, related, *, by):
    hidden = set(incident.related.values_list("pk", flat=True)) - set(
        incident.related.visible_to(by).values_list("pk", flat=True)
    )
    incident.related.set({other.pk for other in related if other.pk != incident.pk} | hidden)


def set_names(incident, *, services, tags):
    for model, manager, names in (
        (Service, incident.services, services),
        (Tag, incident.tags, tags),
    ):
        if names is not None:
            # One order for everyone: two changes that add the same names never wait in a circle.
            manager.set([named(model, name) for name in sorted(names, key=str.casefold)])


def named(model, name):
    """The catalogue's row of this name (letter case aside), made if there is none.

    Compared here and not by the database: SQLite folds the case of ASCII letters only.
    """
    wanted = name.casefold()
    known = model.objects.alias(lower=Lower("name")).order_by("pk")
    row = next((row for row in known if row.name.casefold() == wanted), None)
    if row is None:
        row = model(name=name)
        row.full_clean(validate_constraints=False)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:  # somebody added the same name at this moment
            row = known.get(lower=Lower(Value(name)))
    return row


def settle_obligation(incident, obligation, *, by, reason="", covered_by=None):
    """Say whether a postmortem is owed, voluntary, waived (why?) or covered by another.

    Possible beside a discarded draft too: only its own content is frozen. Raises
    ``ContentFrozen`` where the postmortem is finalized. The page doesn't tell of it, so it
    counts as no change of content.
    """
    if obligation == Obligation.WAIVED and not reason.strip():
        raise Refused("Say why no postmortem is needed: a waiver has a reason.")
    if obligation == Obligation.COVERED and covered_by is None:
        raise Refused("Name the postmortem that covers this incident.")
    if covered_by is not None and covered_by.incident_id == incident.pk:
        raise Refused("A postmortem already covers its own incident. Name another one.")
    with transaction.atomic():
        postmortem = lock_postmortem(incident)
        if postmortem and postmortem.is_finalized:
            raise ContentFrozen(why_frozen(postmortem))
        ends = obligation in (Obligation.WAIVED, Obligation.COVERED)
        if ends and postmortem and not postmortem.is_discarded:
            raise Refused(f"{postmortem.reference} exists. Discard it first.")
        incident = Incident.objects.select_for_update().get(pk=incident.pk)
        before = incident.obligation
        incident.obligation = obligation
        incident.waived_because = reason if obligation == Obligation.WAIVED else ""
        incident.covered_by = covered_by if obligation == Obligation.COVERED else None
        incident.version += 1
        incident.full_clean()
        incident.save()
        note(
            "obligation settled",
            incident,
            by=by,
            before={"obligation": before},
            after={"obligation": obligation},
            reason=reason,
        )
    return incident


def set_visibility(incident, visibility, *, by):
    """Restrict an incident to its people, or open it to the organization."""
    with transaction.atomic():
        incident = Incident.objects.select_for_update().get(pk=incident.pk)
        before, incident.visibility = incident.visibility, visibility
        incident.full_clean()
        incident.save(update_fields=["visibility"])
        note(
            "visibility changed",
            incident,
            by=by,
            before={"visibility": before},
            after={"visibility": visibility},
        )
    return incident


def grant_access(incident, user, *, by):
    """Let one more person see a restricted incident."""
    with transaction.atomic():
        access.grant(incident, user, AccessReason.GRANTED)
        note("access granted", incident, by=by, after={"person": user.name})


def withdraw_access(incident, user, *, by):
    """Take a granted access back; who is one of the incident's people keeps theirs."""
    with transaction.atomic():
        access.revoke(incident, user, AccessReason.GRANTED)
        note("access withdrawn", incident, by=by, before={"person": user.name})


def facts_of(incident):
    """The incident's facts as JSON-ready words, for the audit."""
    facts = {name: str(getattr(incident, name)) for name in FACTS}
    for name, _ in MILESTONES:
        moment = getattr(incident, name)
        facts[name] = moment.isoformat() if moment else ""
    return facts


def note(verb, incident, *, by, before=None, after=None, reason=""):
    audit.record(
        verb,
        incident,
        by=by,
        stream=incident.reference,
        before=before,
        after=after,
        reason=reason,
    )
