"""Freezing and releasing the page that readers see."""

import math
from dataclasses import dataclass

from django.db.models import Max
from django.template.loader import render_to_string

from postmortems.models import Postmortem, Publication

from .snapshot import take_snapshot

WORDS_PER_MINUTE = 220


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
    return Publication.objects.create(
        postmortem=postmortem,
        number=number,
        revision=revision,
        snapshot=page.snapshot,
        body=page.body,
        reading_minutes=page.reading_minutes,
        amendment=postmortem.return_reason if number > 1 else "",
        released_by=by,
    )


def render_body(snapshot):
    """The page's body from a snapshot: no page shell, no static addresses, no reader."""
    return render_to_string("postmortems/_publication_body.html", reading_context(snapshot))


def reading_context(snapshot):
    """A snapshot arranged for reading: sections by key, rows with the rows they name."""
    entries = {row["id"]: row for row in snapshot["timeline"]}
    shown = [row for row in snapshot["timeline"] if not row["is_hidden"]]
    factors = {row["id"]: row for row in snapshot["factors"]}
    return {
        "document": snapshot,
        "incident": snapshot["incident"],
        "zone": snapshot["incident"]["time_zone"],
        "sections": [section for section in snapshot["sections"]],
        "timeline": [
            {**row, "perspectives": open_perspectives(snapshot, row["id"])} for row in shown
        ],
        "steps_tried": [row for row in shown if row["kind"] == "action"],
        "communications": [row for row in shown if row["kind"] == "communication"],
        "factors": [
            {**row, "entries": [entries[pk] for pk in row["evidence"] if pk in entries]}
            for row in snapshot["factors"]
        ],
        "actions": with_factors(snapshot["actions"], factors),
        "ideas": with_factors(snapshot["ideas"], factors),
        "headline": next((row for row in snapshot["impact"] if row["is_headline"]), None),
        "review": snapshot.get("review"),
    }


def with_factors(rows, factors):
    return [
        {**row, "addresses": [factors[pk] for pk in row["factors"] if pk in factors]}
        for row in rows
    ]


def open_perspectives(snapshot, entry):
    """What was opened to the organization at this entry, shown by role."""
    return [
        row
        for row in snapshot["perspectives"]
        if row["entry"] == entry and row["audience"] == "organization" and not row["withdrawn"]
    ]


def reading_minutes(snapshot):
    """Minutes to read the text and the timeline, at 220 words a minute, at least one."""
    texts = [section["text"] for section in snapshot["sections"]]
    texts += [row["text"] for row in snapshot["timeline"] if not row["is_hidden"]]
    texts += [row["narrative"] for row in snapshot["factors"]]
    words = sum(len(text.split()) for text in texts)
    return max(1, math.ceil(words / WORDS_PER_MINUTE))
