"""What lists and search know of a published page, kept beside it when it is released.

Made from what the organization may see of the snapshot, so that no list has to open one.
"""

import re
from datetime import timedelta

from django.utils.dateparse import parse_datetime

from postmortems.models import PublishedWords
from postmortems.rendering import plain_text
from postmortems.search import folded

from .local_time import local_day

SUMMARY_LIMIT = 20_000
SENTENCE_LIMIT = 240

# A sentence ends at a full stop that a capital follows, or with its line.
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“‘(]?[^\W\d_a-z])|\n")

# As the renderer writes the address of an attachment.
NAMED_FILE = re.compile(r"/(?:images|files)/([0-9a-f]{32})\b")

# Of each kind of rows, the fields that somebody wrote.
WRITTEN = {
    "impact": ("who", "experienced", "told", "can_do"),
    "timeline": ("text",),
    "perspectives": ("saw", "understood", "expected", "did", "options", "pressures"),
    "factors": ("summary", "narrative"),
    "triggers": ("text",),
    "mitigators": ("text", "narrative"),
    "ideas": ("text", "detail"),
    "actions": ("title", "done_when"),
    "links": ("label",),
}


def facts_of_page(view):
    """Columns of a publication by name, from the snapshot as its readers may see it."""
    incident = view["incident"]
    summary = text_of(view, "summary")
    began, ended = (parse_datetime(incident[name] or "") for name in ("started_at", "resolved_at"))
    return {
        "title": incident["title"],
        "severity": incident["severity"],
        "summary": summary[:SUMMARY_LIMIT],
        "started_at": began,
        "minutes_lasted": minutes_between(began, ended, incident["day_only"]),
        "began_day": day_of_year(began, incident["time_zone"]),
        "learned": first_sentence(text_of(view, "q7")),
    }


def text_of(view, key):
    """One section's text without its Markdown; empty where readers don't get it."""
    return plain_text(next((one["text"] for one in view["sections"] if one["key"] == key), ""))


def words_of(view):
    """All that was written on the page, folded for comparing: see ``folded``."""
    incident = view["incident"]
    written = [incident["title"], *incident["services"], *incident["tags"]]
    written += [plain_text(one["text"]) for one in view["sections"]]
    for name, fields in WRITTEN.items():
        written += [row.get(field) or "" for row in view[name] for field in fields]
    written += words_of_review(view["review"] or {})
    return folded("\n".join(text for text in written if text))


def words_of_review(review):
    """What the record of the review says: its covering note, open questions, decisions."""
    note = review.get("covering_note") or {}
    questions = review.get("open_questions") or []
    decisions = review.get("decisions") or []
    return [
        note.get("text") or "",
        *(row.get(field) or "" for row in questions for field in ("text", "note")),
        *(row["text"] if isinstance(row, dict) else row for row in decisions),
    ]


def first_sentence(text):
    """The first sentence, at most 240 characters; a longer one ends with an ellipsis."""
    sentence = SENTENCE_END.split(text.strip(), maxsplit=1)[0].strip()
    if len(sentence) <= SENTENCE_LIMIT:
        return sentence
    return f"{sentence[: SENTENCE_LIMIT - 1].rsplit(' ', 1)[0]}…"


def minutes_between(start, end, day_only):
    """How long it lasted; ``day_only`` names the milestones known by their day only.

    ``None`` where it can't be told: a time is unknown or known by its day only, or the
    end comes first.
    """
    if {"started_at", "resolved_at"} & set(day_only) or not (start and end) or end < start:
        return None
    return (end - start) // timedelta(minutes=1)


def day_of_year(moment, zone):
    """Month and day as one number (229 is 29 February) by the incident's own calendar."""
    if moment is None:
        return None
    day = local_day(moment, zone)
    return day.month * 100 + day.day


LISTED = ("listed_title", "listed_severity", "listed_at")


def place_in_lists(postmortem, shown):
    """Set what lists sort and filter by, from ``shown``: its newest page, or its incident.

    Sets the columns named in ``LISTED``; the caller saves them.
    """
    postmortem.listed_title = shown.title
    postmortem.listed_severity = shown.severity
    postmortem.listed_at = listing_date(postmortem.incident, shown.started_at)


def listing_date(incident, started_at):
    """Where it stands in a list by time: when it began, or when it was opened if unknown."""
    return started_at or incident.declared_at


def keep_words(publication, view):
    """Let search know what the newest page says; of an older one it says nothing."""
    if publication.postmortem.current_publication_id == publication.pk:
        PublishedWords.objects.update_or_create(
            postmortem=publication.postmortem, defaults={"words": words_of(view)}
        )


def attachments_shown(postmortem, view):
    """The attachments that what an audience may see of a snapshot shows or links to.

    Readers of the page get these bytes. One that was removed from the draft is not among
    them, even where an old text that names it came back.
    """
    keys = {key for one in view["sections"] for key in NAMED_FILE.findall(one["html"])}
    return postmortem.attachments.kept().filter(key__in=keys) if keys else []
