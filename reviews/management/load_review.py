"""Generated load: the review of one document, and the page that it was published as.

The snapshot is put together from the rows in memory by the functions that read them from the
database everywhere else, and the body is rendered by the renderer of every page: what is made
here could have been published. A test compares both with what the product makes of the rows.
"""

from collections import Counter
from datetime import timedelta

from postmortems.domain import snapshot as parts
from postmortems.domain.page_facts import facts_of_page, words_of
from postmortems.domain.publication import for_audience, reading_minutes, render_body
from postmortems.domain.told_action import told_of
from postmortems.enums import Move
from postmortems.models import Publication, PublishedAction, PublishedWords, Revision
from reviews.enums import MeetingOutcome, Relation, Response, StopState
from reviews.models import Attendance, Declaration, Meeting, SignOff, Stop


def meeting_of(document):
    """The review meeting: held, or ahead; ``None`` for a draft that is not so far."""
    if document.stage not in ("scheduled", "reviewed", "finalized"):
        return None
    postmortem = document.postmortem
    starts_at = postmortem.started_at + timedelta(days=3)
    meeting = Meeting(
        postmortem=postmortem,
        starts_at=starts_at,
        facilitator=postmortem.facilitator,
        created_by=postmortem.facilitator,
    )
    if document.is_reviewed:
        meeting.outcome = MeetingOutcome.HELD
        meeting.closed_at = starts_at + timedelta(hours=1)
    else:
        meeting.starts_at = starts_at + timedelta(days=7)
    return meeting


def attendance_of(document, meeting, catalogue):
    """Those who took part, and one or two who did not; nobody twice."""
    present = document.is_reviewed
    involved = [row.user for row in document.rows["people"]]
    others = [one for one in catalogue.members if one not in involved][:2]
    relations = [(one, Relation.INVOLVED) for one in involved]
    relations += [(one, Relation.INTERESTED) for one in others]
    return [
        Attendance(
            meeting=meeting,
            user=user,
            relation=relation,
            response=Response.ACCEPTED,
            is_present=present,
            position=position,
        )
        for position, (user, relation) in enumerate(relations)
    ]


def stops_of(document, meeting):
    """The key moments, and the first entry in any case."""
    entries = document.rows["timeline"]
    chosen = [one for one in entries if one.is_key_moment] or entries[:1]
    state = StopState.DISCUSSED if document.is_reviewed else StopState.NOT_YET
    return [
        Stop(meeting=meeting, entry=entry, state=state, position=position)
        for position, entry in enumerate(chosen)
    ]


def declaration_of(document, meeting):
    return Declaration(
        postmortem=document.postmortem,
        by=document.postmortem.facilitator,
        at=meeting.starts_at,
        directs_nobody=True,
    )


def snapshot_of(document):
    """What ``take_snapshot`` would read from the database, from the saved rows in memory."""
    rows, postmortem = document.rows, document.postmortem
    remember(document.incident, services=by_name(document.services), tags=by_name(document.tags))
    return {
        "format": parts.FORMAT,
        "reference": postmortem.reference,
        "content_version": postmortem.content_version,
        "owner": parts.person(postmortem.owner),
        "contributors": [parts.person(one) for one in by_name(document.contributors)],
        "facilitator": parts.person(postmortem.facilitator),
        "incident": parts.incident_facts(document.incident),
        "severity_label": document.incident.get_severity_display(),
        "sections": [parts.section_part(one) for one in rows["sections"]],
        "people": [parts.person_row(one) for one in rows["people"]],
        "links": [
            {"id": one.pk, "url": one.url, "label": one.label, "kind": one.kind}
            for one in rows["links"]
        ],
        "timeline": [parts.entry_row(one) for one in in_order(rows["timeline"])],
        "perspectives": [parts.perspective_row(one) for one in rows["perspectives"]],
        "impact": [parts.impact_row(one) for one in rows["impacts"]],
        "factors": [parts.factor_row(one) for one in rows["factors"]],
        "triggers": [
            {"id": one.pk, "text": one.text, "kind": one.get_kind_display()}
            for one in rows["triggers"]
        ],
        "mitigators": [
            {"id": one.pk, "text": one.text, "kind": one.kind, "narrative": one.narrative}
            for one in rows["mitigators"]
        ],
        "ideas": [parts.idea_row(one) for one in rows["ideas"]],
        "actions": [parts.action_row(one) for one in rows["actions"]],
        "review": review_part(document),
    }


def remember(row, **related):
    """Make ``row.<name>.all()`` answer from memory, as after ``prefetch_related``."""
    vars(row).setdefault("_prefetched_objects_cache", {}).update(related)


def by_name(things):
    return sorted(things, key=lambda one: one.name)


def in_order(entries):
    return sorted(entries, key=lambda one: (one.occurred_at, one.position, one.pk))


def review_part(document):
    meeting, postmortem = document.rows["meeting"], document.postmortem
    present = Counter(str(one.relation) for one in document.rows["attendance"])
    return {
        "meetings": [
            {
                "id": meeting.pk,
                "held_on": meeting.starts_at.isoformat(),
                "format": str(meeting.format),
                "facilitator": meeting.facilitator.name,
                "attended": present.total(),
                "relations": dict(sorted(present.items())),
                "stops": sum(stop.is_discussed for stop in document.rows["stops"]),
                "corrections": 0,
            }
        ],
        "facilitator": postmortem.facilitator.name,
        "declaration": {"directs_nobody": True, "exception": ""},
        "covering_note": None,
        "open_questions": [],
        "decisions": [],
        "reviewed_at": postmortem.reviewed_at.isoformat(),
    }


def revision_of(document, snapshot):
    """The one revision: what was reviewed, and what was signed."""
    postmortem = document.postmortem
    return Revision(
        postmortem=postmortem,
        number=1,
        content_version=postmortem.content_version,
        snapshot=snapshot,
        reason=(Move.FINALIZE if document.is_finalized else Move.MARK_REVIEWED).label,
        author=postmortem.facilitator,
        at=postmortem.finalized_at or postmortem.reviewed_at,
    )


def sign_off_of(document, revision):
    return SignOff(
        postmortem=document.postmortem,
        by=document.postmortem.facilitator,
        at=revision.at,
        move=Move.FINALIZE,
        revision=revision,
        content_version=revision.content_version,
    )


def told_actions_of(document):
    """What lists know of its published actions, as ``told_action.keep_told`` keeps it."""
    return [
        PublishedAction(postmortem=document.postmortem, **told_of(parts.action_row(row)))
        for row in document.rows["actions"]
    ]


def publication_of(document, revision):
    """The published page, as ``publication.publish`` would write it. Renders: the slow part."""
    snapshot = revision.snapshot
    view = for_audience(snapshot)
    return Publication(
        postmortem=document.postmortem,
        number=1,
        revision=revision,
        snapshot=snapshot,
        body=render_body(snapshot),
        **facts_of_page(view),
        reading_minutes=reading_minutes(snapshot),
        released_by=document.postmortem.facilitator,
        released_at=document.postmortem.finalized_at,
    )


def words_of_page(page):
    """What search finds of it, as ``publication.publish`` would keep it."""
    return PublishedWords(postmortem=page.postmortem, words=words_of(for_audience(page.snapshot)))
