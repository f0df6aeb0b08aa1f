"""The whole document as data: what a revision keeps and a publication is rendered from.

Format 1. Times are ISO 8601 in UTC, people are names, rows carry their ``id`` so that
two snapshots can be compared row by row. Hidden entries are marked, perspectives that
did not leave their speaker's hands are absent. Links to other incidents are absent too:
whether a reader may know of those is decided when they read, never frozen.
"""

from django.db.models import Prefetch

from postmortems.contributions import SNAPSHOT_PARTS
from postmortems.models import MILESTONES, ContributingFactor, Perspective, TimelineEntry
from postmortems.models.perspective import TEXT_FIELDS

from .severity import labels

FORMAT = 1


def take_snapshot(postmortem):
    """Everything readers and reviewers may be shown of the document, as a JSON-ready dict."""
    incident = postmortem.incident
    snapshot = {
        "format": FORMAT,
        "reference": postmortem.reference,
        "content_version": postmortem.content_version,
        "owner": person(postmortem.owner),
        "contributors": [person(user) for user in postmortem.contributors.order_by("name")],
        "facilitator": person(postmortem.facilitator),
        "incident": incident_facts(incident),
        "severity_label": labels()[incident.severity],
        "sections": [section_part(section) for section in sections_of(postmortem)],
        "people": [person_row(row) for row in incident.people.kept().select_related("user")],
        "links": [
            {"id": link.pk, "url": link.url, "label": link.label, "kind": link.kind}
            for link in incident.links.kept()
        ],
        "timeline": [entry_row(entry) for entry in incident.timeline.kept().in_order()],
        "perspectives": [perspective_row(row) for row in shared_perspectives(incident)],
        "impact": [impact_row(row) for row in incident.impacts.kept()],
        "factors": [factor_row(row) for row in factors_of(postmortem)],
        "triggers": [
            {"id": row.pk, "text": row.text, "kind": row.get_kind_display()}
            for row in postmortem.triggers.kept()
        ],
        "mitigators": [
            {"id": row.pk, "text": row.text, "kind": row.kind, "narrative": row.narrative}
            for row in postmortem.mitigators.kept()
        ],
        "ideas": [idea_row(row) for row in with_factors(postmortem.ideas.kept())],
        "actions": [action_row(row) for row in actions_of(postmortem)],
    }
    for name, part in SNAPSHOT_PARTS.items():
        snapshot[name] = part(postmortem)
    return snapshot


def sections_of(postmortem):
    return postmortem.sections.select_related("answer_owner")


def factors_of(postmortem):
    """The factors with what of their evidence may be shown, in two queries for all."""
    shown = TimelineEntry.objects.kept().filter(is_hidden=False)
    return postmortem.factors.kept().prefetch_related(Prefetch("evidence", shown))


def with_factors(rows):
    """Ideas or actions with the factors they address that are there, likewise."""
    return rows.prefetch_related(Prefetch("factors", ContributingFactor.objects.kept()))


def actions_of(postmortem):
    return with_factors(postmortem.actions.kept().select_related("owner"))


def shared_perspectives(incident):
    return (
        Perspective.objects.filter(entry__incident=incident, entry__removed_at=None)
        .shared()
        .select_related("entry", "speaker")
    )


def person(user):
    return {"id": user.pk, "name": user.name} if user else None


def moment(value):
    return value.isoformat() if value else None


def incident_facts(incident):
    return {
        "reference": incident.reference,
        "title": incident.title,
        "severity": incident.severity,
        "services": [service.name for service in incident.services.all()],
        "tags": [tag.name for tag in incident.tags.all()],
        "time_zone": incident.time_zone,
        "detected_by": incident.get_detected_by_display(),
        "detected_by_note": incident.detected_by_note,
        "day_only": list(incident.day_only),
        **{name: moment(getattr(incident, name)) for name, _ in MILESTONES},
    }


def section_part(section):
    return {
        "id": section.pk,
        "key": section.key,
        "number": section.number,
        "heading": section.heading,
        "audience": section.audience,
        "text": section.text,
        "html": section.html,
        "answer": section.answer,
        "answer_owner": person(section.answer_owner),
    }


def person_row(row):
    return {
        "id": row.pk,
        "name": row.display_name,
        "role": row.get_role_display(),
        "joined_at": moment(row.joined_at),
        "joined_day_only": row.joined_day_only,
        "reached_how": row.reached_how,
    }


def entry_row(entry):
    return {
        "id": entry.pk,
        "occurred_at": moment(entry.occurred_at),
        "ended_at": moment(entry.ended_at),
        "precision": entry.precision,
        "text": entry.text,
        "kind": entry.kind,
        "outcome": entry.outcome,
        "phase": entry.phase.value,
        "source": entry.source,
        "source_link": entry.source_link,
        "is_key_moment": entry.is_key_moment,
        "is_hidden": entry.is_hidden,
    }


def perspective_row(row):
    return {
        "id": row.pk,
        "entry": row.entry_id,
        "role": row.role_name,
        "certainty": row.get_certainty_display(),
        "audience": row.audience,
        "withdrawn": row.withdrawn_at is not None,
        **{name: getattr(row, name) for name in TEXT_FIELDS},
    }


def impact_row(row):
    return {
        "id": row.pk,
        "who": row.who,
        "experienced": row.experienced,
        "quantity": row.quantity,
        "unit": row.unit,
        "measure": row.measure,
        "from_at": moment(row.from_at),
        "to_at": moment(row.to_at),
        "day_only": list(row.day_only),
        "told": row.told,
        "can_do": row.can_do,
        "is_headline": row.is_headline,
    }


def factor_row(row):
    return {
        "id": row.pk,
        "summary": row.summary,
        "narrative": row.narrative,
        "group": row.get_group_display(),
        "part": row.get_part_display(),
        "evidence": sorted(entry.pk for entry in row.evidence.all()),
    }


def idea_row(row):
    return {
        "id": row.pk,
        "text": row.text,
        "detail": row.detail,
        "decision": row.decision,
        "decision_label": row.get_decision_display(),
        "decision_reason": row.decision_reason,
        "deferred_until": moment(row.deferred_until),
        "factors": sorted(factor.pk for factor in row.factors.all()),
    }


def action_row(row):
    return {
        "id": row.pk,
        "title": row.title,
        "kind": row.get_kind_display(),
        "owner": row.owner.name if row.owner else "",
        "done_when": row.done_when,
        "priority": row.get_priority_display(),
        "due_on": moment(row.due_on),
        "tracker_link": row.tracker_link,
        "factors": sorted(factor.pk for factor in row.factors.all()),
    }
