"""Adding, changing, removing, restoring and ordering the records of an incident.

One set of verbs for timeline entries, perspectives, impact, factors, mitigators,
triggers, ideas, actions, people and links; what one kind needs beyond them has a file
of its own (``perspective.py``, ``idea.py``, ``action.py``).
"""

from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Max
from django.utils import timezone

from accounts.domain import audit
from postmortems.enums import PerspectiveAudience
from postmortems.exceptions import StaleChange
from postmortems.models import Impact, IncidentPerson, Perspective, Postmortem

from . import access
from .content import changing_content


def add_record(record, *, by, links=None):
    """Save a new record that names its owner (incident, entry or postmortem); returns it.

    ``links`` maps many-to-many names to lists. Raises ``ValidationError``, or
    ``ContentFrozen`` when the document takes no changes.
    """
    incident = record.owning_incident()
    with changing_content(incident):
        record.created_by = by
        record.position = next_position(record)
        settle(record, incident, by=by)
        record.full_clean()
        record.save()
        for name, values in (links or {}).items():
            getattr(record, name).set(values)
        after_change(record, incident)
        note("added", record, by=by, after=told_of(record))
    return record


def change_record(record, values, *, base, by, links=None):
    """Set fields of a record that was read at version ``base``.

    Raises ``StaleChange`` if somebody changed it since; nothing is overwritten then.
    """
    incident = record.owning_incident()
    with changing_content(incident):
        record = lock(record)
        if record.version != base or record.is_removed:
            raise StaleChange(record)
        before = told_of(record)
        for name, value in values.items():
            setattr(record, name, value)
        record.version += 1
        settle(record, incident, by=by)
        record.full_clean()
        record.save()
        for name, items in (links or {}).items():
            getattr(record, name).set(items)
        after_change(record, incident)
        after = told_of(record)
        changed = {key for key in after if after[key] != before.get(key)}
        note(
            "changed",
            record,
            by=by,
            before={key: before[key] for key in sorted(changed)},
            after={key: after[key] for key in sorted(changed)},
        )
    return record


def remove_record(record, *, by):
    """Take a record off the page; it can be brought back. Again is harmless."""
    incident = record.owning_incident()
    with changing_content(incident):
        record = lock(record)
        if not record.is_removed:
            record.removed_at, record.removed_by = timezone.now(), by
            confirm(record, by=by)
            record.version += 1
            record.save()
            after_change(record, incident)
            note("removed", record, by=by, before=told_of(record))
    return record


def restore_record(record, *, by):
    """Bring a removed record back where it was. Again is harmless."""
    incident = record.owning_incident()
    with changing_content(incident):
        record = lock(record)
        if record.is_removed:
            record.removed_at = record.removed_by = None
            record.version += 1
            settle(record, incident, by=by)
            record.save()
            after_change(record, incident)
            note("brought back", record, by=by, after=told_of(record))
    return record


def move_record(record, *, up, by):
    """Move a record one place up or down among its neighbours."""
    with changing_content(record.owning_incident()):
        record = lock(record)
        siblings = list(siblings_of(record).kept().select_for_update().order_by("position", "pk"))
        here = siblings.index(record) if record in siblings else -1
        there = here - 1 if up else here + 1
        if here >= 0 and 0 <= there < len(siblings):
            siblings[here], siblings[there] = siblings[there], siblings[here]
            for position, sibling in enumerate(siblings, start=1):
                type(record).objects.filter(pk=sibling.pk).update(position=position)
            note("moved", record, by=by)
    return record


def lock(record):
    """The row as it stands, locked until the transaction ends."""
    return type(record).objects.select_for_update().get(pk=record.pk)


def siblings_of(record):
    """All rows of the same kind under the same owner."""
    owner = record.INCIDENT_PATH.split("__")[0]
    return type(record).objects.filter(**{f"{owner}_id": getattr(record, f"{owner}_id")})


def next_position(record):
    return (siblings_of(record).aggregate(last=Max("position"))["last"] or 0) + 1


def settle(record, incident, *, by):
    """What a record's own rules ask for before it is saved."""
    if isinstance(record, Impact) and record.is_headline:
        # One headline figure for a page: choosing another lets the former go.
        siblings_of(record).filter(is_headline=True).exclude(pk=record.pk).update(is_headline=False)
    if isinstance(record, Perspective):
        set_hearer(record, incident, by=by)
        confirm(record, by=by)


def confirm(record, *, by):
    """A speaker who writes or decides here makes the words their own: see ``Perspective``."""
    if isinstance(record, Perspective) and by.pk == record.speaker_id:
        record.confirmed_at = timezone.now()


def set_hearer(perspective, incident, *, by, chosen=False):
    """Words for the facilitator alone belong to the facilitator of that moment.

    That moment is when they are written down, or when the audience is ``chosen``.
    Beyond the review group only the speaker opens them, at birth too.
    """
    audience = perspective.audience
    former = Perspective.objects.filter(pk=perspective.pk).values_list("audience", flat=True)
    opens = audience == PerspectiveAudience.ORGANIZATION and audience not in former
    if opens and by.pk != perspective.speaker_id:
        raise PermissionDenied("Only the one who speaks here can open it to the organization.")
    if audience != PerspectiveAudience.FACILITATOR:
        perspective.heard_by = None
    elif perspective.heard_by is None and (perspective.pk is None or chosen):
        postmortem = Postmortem.objects.filter(incident=incident).first()
        perspective.heard_by = postmortem.facilitator if postmortem else None


def after_change(record, incident):
    if isinstance(record, IncidentPerson):
        access.refresh(incident)


def told_of(record):
    """What the audit may tell of a record: every field, but no word of a perspective."""
    if isinstance(record, Perspective):
        return {"audience": record.audience}
    told = {}
    for field in record._meta.concrete_fields:
        if field.editable and not isinstance(field, ForeignKey) and field.name != "updated_at":
            told[field.name] = field.value_to_string(record)
    return told


def note(what, record, *, by, before=None, after=None):
    """One audit record in the incident's stream."""
    audit.record(
        f"{record._meta.verbose_name} {what}",
        record,
        by=by,
        stream=record.owning_incident().reference,
        before=before,
        after=after,
    )
