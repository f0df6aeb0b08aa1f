"""Rows as a revision has them, set back by the ordinary verbs of records.

What a row says that no snapshot tells stays as it is: the order of rows, earlier incidents
that a factor was seen in, evidence among entries that readers are not shown.
"""

from django.utils.dateparse import parse_datetime

from postmortems.enums import FactorGroup, FactorPart, StakeholderGroup, TriggerKind
from postmortems.models import (
    ContributingFactor,
    Impact,
    IncidentLink,
    Mitigator,
    TimelineEntry,
    Trigger,
)

from .record import change_record, remove_record, restore_record

ENTRY_FIELDS = "precision text kind outcome source source_link is_key_moment is_hidden".split()
IMPACT_FIELDS = "experienced quantity unit measure day_only told can_do is_headline".split()


def entry_values(entry, row):
    values = {name: row[name] for name in ENTRY_FIELDS}
    values |= {name: moment_of(row[name]) for name in ("occurred_at", "ended_at")}
    return values | {"phase_set": phase_to_set(entry, values, row["phase"])}


def phase_to_set(entry, values, phase):
    """What to set so that the entry stands in this phase; nothing if its time says so too."""
    told = TimelineEntry(
        incident=entry.incident,
        occurred_at=values["occurred_at"],
        precision=values["precision"],
        phase_set=entry.phase_set,
    )
    if told.phase == phase:
        return entry.phase_set
    told.phase_set = ""
    return "" if told.phase == phase else phase


def impact_values(impact, row):
    values = {name: row[name] for name in IMPACT_FIELDS}
    values |= {name: moment_of(row[name]) for name in ("from_at", "to_at")}
    if impact.who != row["who"]:
        group = value_of(StakeholderGroup, row["who"])
        values |= {"group": group or impact.group, "group_name": "" if group else row["who"]}
    return values


def factor_values(_, row):
    return {
        "summary": row["summary"],
        "narrative": row["narrative"],
        "group": value_of(FactorGroup, row["group"]),
        "part": value_of(FactorPart, row["part"]),
    }


def trigger_values(_, row):
    return {"text": row["text"], "kind": value_of(TriggerKind, row["kind"])}


def plain_values(*names):
    return lambda _, row: {name: row[name] for name in names}


# part of a snapshot -> (its model, the fields that a row of it gives a record), in the
# order in which they are put back: factors after the entries that are their evidence.
RESTORED = {
    "timeline": (TimelineEntry, entry_values),
    "impact": (Impact, impact_values),
    "factors": (ContributingFactor, factor_values),
    "triggers": (Trigger, trigger_values),
    "mitigators": (Mitigator, plain_values("text", "kind", "narrative")),
    "links": (IncidentLink, plain_values("url", "label", "kind")),
}


def restore_rows(postmortem, then, *, by):
    """Remove what came later, bring back what went, set back what changed.

    Call it with the document locked. A removed row stays in its table, marked.
    """
    incident = postmortem.incident
    for part, (model, values_of) in RESTORED.items():
        wanted = {row["id"]: row for row in then[part]}
        for record in model.objects.of_incident(incident):
            if record.is_removed and record.pk in wanted:
                restore_record(record, by=by)
            elif not record.is_removed and record.pk not in wanted:
                remove_record(record, by=by)
        standing = model.objects.of_incident(incident).select_related(model.INCIDENT_PATH)
        for record in standing.filter(pk__in=wanted):
            row = wanted[record.pk]
            values = {
                name: value
                for name, value in values_of(record, row).items()
                if value != getattr(record, name)
            }
            links = evidence_links(record, row, then) if part == "factors" else {}
            if values or links:
                change_record(record, values, base=record.version, by=by, links=links)


def evidence_links(factor, row, then):
    """``{"evidence": entries}`` if it is to change, else nothing.

    Only entries that the snapshot shows are decided by it.
    """
    shown = {entry["id"] for entry in then["timeline"] if not entry["is_hidden"]}
    stands = set(factor.evidence.values_list("pk", flat=True))
    wanted = set(row["evidence"]) | (stands - shown)
    if wanted == stands:
        return {}
    return {
        "evidence": TimelineEntry.objects.of_incident(factor.owning_incident()).filter(
            pk__in=wanted
        )
    }


def moment_of(text):
    return parse_datetime(text) if text else None


def value_of(choices, label):
    """The value that a snapshot tells by its label; empty for none."""
    return next((value for value, known in choices.choices if known == label), "")
