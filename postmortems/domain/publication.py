"""Freezing and releasing the page that readers see, and what of it which audience may see."""

import math
from dataclasses import dataclass

from django.db.models import F, Max
from django.template.loader import render_to_string

from accounts.models import AuditRecord
from postmortems.enums import Audience, EntryKind, PerspectiveAudience, Severity, State
from postmortems.models import Postmortem, Publication, Service, Tag
from postmortems.models.perspective import TEXT_FIELDS

from .page_facts import LISTED, attachments_shown, facts_of_page, keep_words, place_in_lists
from .reading import name_of, reading_context
from .snapshot import take_snapshot
from .told_action import keep_told

WORDS_PER_MINUTE = 220

# Which sections a publication for an audience may hold.
OPEN_TO = {Audience.ORGANIZATION: {Audience.ORGANIZATION, Audience.PUBLIC}}

# The sections that show each kind of rows; rows whose sections are all closed are left out.
SHOWN_BY = {
    "impact": ("impact",),
    "people": ("q1", "q2"),
    "factors": ("q4",),
    "triggers": ("q4",),
    "mitigators": ("q5",),
    "ideas": ("q8",),
    "actions": ("q8",),
}
ENTRIES_SHOWN_BY = {
    EntryKind.ACTION: ("timeline", "steps"),
    EntryKind.COMMUNICATION: ("timeline", "q3"),
}

REVIEW_PARTS = (
    "meetings",
    "facilitator",
    "declaration",
    "covering_note",
    "open_questions",
    "decisions",
    "reviewed_at",
)
LINKS = {"links": "url", "timeline": "source_link", "actions": "tracker_link"}


class Outdated(Exception):
    """The document changed after its page was prepared; prepare it again."""


@dataclass(frozen=True)
class Page:
    """A rendered page of one content version, not yet released."""

    content_version: int
    snapshot: dict
    body: str
    reading_minutes: int


def prepare(postmortem):
    """Render the page from the document as it stands now. Slow; never under a lock."""
    postmortem = Postmortem.objects.select_related("incident", "owner", "facilitator").get(
        pk=postmortem.pk
    )
    snapshot = take_snapshot(postmortem)
    body = render_body(snapshot)
    return Page(postmortem.content_version, snapshot, body, reading_minutes(snapshot))


def publish(postmortem, revision, page, *, by):
    """Release a prepared page, in the caller's transaction, on the locked postmortem.

    Raises ``Outdated`` if the page shows another content version than the row has.
    """
    if page.content_version != postmortem.content_version:
        raise Outdated
    number = (postmortem.publications.aggregate(last=Max("number"))["last"] or 0) + 1
    view = for_audience(page.snapshot)
    publication = Publication.objects.create(
        postmortem=postmortem,
        number=number,
        revision=revision,
        snapshot=page.snapshot,
        body=page.body,
        **facts_of_page(view),
        reading_minutes=page.reading_minutes,
        amendment=reason_of_amendment(postmortem) if number > 1 else "",
        released_by=by,
    )
    publication.services.set(Service.objects.filter(name__in=view["incident"]["services"]))
    publication.tags.set(Tag.objects.filter(name__in=view["incident"]["tags"]))
    publication.actions.set([row["id"] for row in view["actions"]])
    publication.attachments.add(*attachments_shown(postmortem, view))
    keep_told(postmortem, view["actions"])
    postmortem.current_publication = publication
    place_in_lists(postmortem, publication)
    postmortem.save(update_fields=["current_publication", *LISTED])
    keep_words(publication, view)
    return publication


def reason_of_amendment(postmortem):
    """Why it was last reopened. A later send back is between its reviewers: not told here."""
    returns = AuditRecord.objects.filter(
        stream=postmortem.incident.reference,
        subject_type="postmortem",
        subject_id=str(postmortem.pk),
        verb=f"moved to {State.DRAFT}",
    ).order_by("-at", "-pk")
    return next((one.reason for one in returns if one.before.get("state") == State.FINALIZED), "")


def renew_body(publication):
    """Render the body again from a snapshot that lost words, and count that it changed."""
    publication.body = render_body(publication.snapshot)
    publication.body_version = F("body_version") + 1
    publication.save(update_fields=["snapshot", "body", "body_version"])
    keep_words(publication, for_audience(publication.snapshot))


def render_body(snapshot):
    """The page's body from a snapshot: no page shell, no static addresses, no reader."""
    context = reading_context(for_audience(snapshot))
    return render_to_string("postmortems/_publication_body.html", context)


def for_audience(snapshot, audience=Audience.ORGANIZATION):
    """The snapshot as one audience may see it: the one place that decides.

    Pages, downloads and lists are all made from its answer. Left out for the organization:
    hidden entries, sections kept to the review group and the rows that only they show,
    perspectives that were not opened to everyone, whatever is not named here. The snapshot
    itself stays whole. Raises ``KeyError`` for an audience nobody decided about.
    """
    open_to = OPEN_TO[audience]
    keys = {one["key"] for one in snapshot["sections"]}
    shown = {one["key"] for one in snapshot["sections"] if one["audience"] in open_to}

    def is_shown(sections):
        return bool(shown & set(sections)) or not keys & set(sections)

    view = {name: snapshot[name] for name in ("format", "reference", "incident")}
    view |= {name: snapshot.get(name) for name in ("owner", "contributors", "facilitator")}
    view["audience"] = audience.value
    # What the level was called then; a page from before levels could be named has none.
    label = Severity(snapshot["incident"]["severity"]).label
    view["severity_label"] = snapshot.get("severity_label") or label
    view["sections"] = [one for one in snapshot["sections"] if one["key"] in shown]
    for name, sections in SHOWN_BY.items():
        view[name] = list(snapshot[name]) if is_shown(sections) else []
    view["links"] = list(snapshot["links"])
    view["timeline"] = [
        row
        for row in snapshot["timeline"]
        if not row["is_hidden"] and is_shown(ENTRIES_SHOWN_BY.get(row["kind"], ("timeline",)))
    ]
    entries = {row["id"] for row in view["timeline"]} if is_shown(("timeline",)) else set()
    view["perspectives"] = [
        opened(row)
        for row in snapshot["perspectives"]
        if row["entry"] in entries and row["audience"] == PerspectiveAudience.ORGANIZATION
    ]
    view["factors"] = [
        {**row, "evidence": [pk for pk in row["evidence"] if pk in entries]}
        for row in view["factors"]
    ]
    view["review"] = review_of(snapshot)
    return with_safe_links(view)


def opened(row):
    """A perspective by role; of a withdrawn one, only that there was one."""
    kept = {name: row[name] for name in ("id", "entry", "role", "withdrawn")}
    if row["withdrawn"]:
        return kept | {name: "" for name in ("certainty", *TEXT_FIELDS)}
    return kept | {name: row[name] for name in ("certainty", *TEXT_FIELDS)}


def review_of(snapshot):
    """The review record, as far as it is published; ``None`` in older snapshots."""
    review = snapshot.get("review")
    if not review:
        return None
    kept = {name: review.get(name) for name in REVIEW_PARTS}
    kept["facilitator"] = name_of(kept["facilitator"])
    return kept


def with_safe_links(view):
    """Addresses that are not plain web addresses are left out: nothing else is a link."""
    for name, field in LINKS.items():
        view[name] = [
            {**row, field: row[field] if is_web_address(row[field]) else ""} for row in view[name]
        ]
    return view


def is_web_address(text):
    return (text or "").lower().startswith(("http://", "https://"))


def reading_minutes(snapshot):
    """Minutes to read what is published, at 220 words a minute, at least one."""
    view = for_audience(snapshot)
    texts = [section["text"] for section in view["sections"]]
    texts += [row["text"] for row in view["timeline"]]
    texts += [row["narrative"] for row in view["factors"]]
    words = sum(len(text.split()) for text in texts)
    return max(1, math.ceil(words / WORDS_PER_MINUTE))
