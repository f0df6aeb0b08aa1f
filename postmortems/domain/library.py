"""Finding postmortems: what the library lists for whom, and what it can be filtered by."""

import re

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from accounts.models import User
from postmortems.enums import Severity, State
from postmortems.models import (
    Incident,
    Postmortem,
    PreliminaryNote,
    Publication,
    Section,
    Service,
    Tag,
)

PUBLISHED, NOTED = "published", "note"
STATES = [
    (State.DRAFT.value, "Draft"),
    (State.REVIEWED.value, "Reviewed"),
    (PUBLISHED, "Published"),
    (NOTED, "Preliminary note"),
]
READERS_STATES = STATES[2:]
REFERENCE = re.compile(r"\s*PM-?(\d{1,9})\s*", re.IGNORECASE)


def readable(user):
    """What this person finds, each with what was published of it; newest incident first.

    ``shown_title``, ``shown_severity`` and ``shown_started_at`` are the published ones where
    there is a page: a draft that goes on after a reopen shows nowhere but in the draft.
    """
    latest = Publication.objects.visible_to(user).filter(postmortem=OuterRef("pk")).latest()
    notes = PreliminaryNote.objects.visible_to(user).filter(postmortem=OuterRef("pk"))
    drafts = Incident.objects.visible_to(user).filter(pk=OuterRef("incident"))
    return (
        Postmortem.objects.readable_by(user)
        .current()
        .annotate(
            published_title=Subquery(latest.values("title")[:1]),
            published_summary=Subquery(latest.values("summary")[:1]),
            published_at=Subquery(latest.values("released_at")[:1]),
            published_start=Subquery(latest.values("started_at")[:1]),
            reading_minutes=Subquery(latest.values("reading_minutes")[:1]),
            shown_title=Coalesce(Subquery(latest.values("title")[:1]), F("incident__title")),
            shown_severity=Coalesce(
                Subquery(latest.values("severity")[:1]), F("incident__severity")
            ),
            has_note=Exists(notes),
            sees_draft=Exists(drafts),
        )
        .annotate(
            shown_started_at=Case(
                When(published_at=None, then=F("incident__started_at")),
                default=F("published_start"),
            )
        )
        .order_by(F("shown_started_at").desc(nulls_last=True), "-pk")
    )


def find(user, *, text="", severity=None, service=None, tag=None, state="", owner=None):
    """The readable postmortems that match every filter given."""
    found = readable(user)
    if text.strip():
        found = found.filter(matches(user, text.strip()))
    if severity:
        found = found.filter(shown_severity=severity)
    if service:
        found = found.filter(names(user, services=service))
    if tag:
        found = found.filter(names(user, tags=tag))
    if owner:
        found = found.filter(owner=owner)
    return in_state(found, state)


def names(user, **name):
    """Which name this service or tag: on their page, or in the facts where there is none."""
    pages = Publication.objects.visible_to(user).newest().filter(postmortem=OuterRef("pk"), **name)
    facts = Incident.objects.filter(pk=OuterRef("incident"), **name)
    return Q(Exists(pages)) | Q(Exists(facts), published_at=None)


def matches(user, text):
    """Whose text holds these words: of a draft only for those who may read the draft."""
    reference = REFERENCE.fullmatch(text)
    if reference:
        return Q(pk=int(reference[1]))
    summaries = Section.objects.filter(
        postmortem=OuterRef("pk"), key="summary", text__icontains=text
    )
    notes = PreliminaryNote.objects.visible_to(user).filter(
        Q(summary__icontains=text) | Q(impact__icontains=text) | Q(what_to_do__icontains=text),
        postmortem=OuterRef("pk"),
    )
    in_draft = Q(sees_draft=True) & (Q(incident__title__icontains=text) | Exists(summaries))
    in_note = Q(has_note=True) & (Q(incident__title__icontains=text) | Exists(notes))
    on_page = Q(published_title__icontains=text) | Q(published_summary__icontains=text)
    return in_draft | in_note | on_page


def in_state(found, state):
    if state == PUBLISHED:
        return found.exclude(published_at=None)
    if state == NOTED:
        return found.filter(has_note=True)
    if state:
        return found.filter(state=state, sees_draft=True)
    return found


def choices(user):
    """What the list can be filtered by: only what this person's list holds."""
    owners = Postmortem.objects.readable_by(user).current().order_by().values("owner")
    return {
        "severity": list(Severity.choices),
        "service": Service.objects.filter(shown_by(user)).distinct(),
        "tag": Tag.objects.filter(shown_by(user)).distinct(),
        "owner": User.objects.filter(pk__in=owners).order_by("name"),
        "state": READERS_STATES if user.is_reader else STATES,
    }


def shown_by(user):
    """What the rows of this person's list name: catalogue rows, by page or by draft facts."""
    pages = Publication.objects.visible_to(user).newest()
    pages = pages.filter(postmortem__discarded_at=None)
    unpublished = Postmortem.objects.readable_by(user).current().filter(publications=None)
    return Q(publications__in=pages.values("pk")) | Q(
        incidents__in=unpublished.order_by().values("incident")
    )
