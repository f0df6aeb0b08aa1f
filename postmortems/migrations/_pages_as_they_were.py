"""What a published page told its readers when lists began to keep it in columns.

A copy, for the migrations beside it alone: however the product's own code changes, a database
of that time is brought up the same way. Kept here: what the organization may see of a snapshot,
and what lists, search and the action list made of it.
"""

import re
import zoneinfo
from datetime import timedelta

from django.utils.dateparse import parse_date, parse_datetime

from postmortems.rendering import plain_text
from postmortems.search import folded

SENTENCE_LIMIT = 240
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“‘(]?[^\W\d_a-z])|\n")
OPEN = {"organization", "public"}
SHOWN_BY = {
    "impact": ("impact",),
    "factors": ("q4",),
    "triggers": ("q4",),
    "mitigators": ("q5",),
    "ideas": ("q8",),
    "actions": ("q8",),
}
ENTRIES_SHOWN_BY = {"action": ("timeline", "steps"), "communication": ("timeline", "q3")}
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
KINDS = {
    "Investigate": "investigate",
    "Mitigate": "mitigate",
    "Repair": "repair",
    "Detect": "detect",
    "Prevent": "prevent",
    "Improve response": "improve-response",
    "Share knowledge": "share",
}
PRIORITIES = {"High": "high", "Medium": "medium", "Low": "low"}


def seen(snapshot):
    """The parts of a snapshot that the organization may see and that lists are made from."""
    keys = {one["key"] for one in snapshot["sections"]}
    sections = [one for one in snapshot["sections"] if one["audience"] in OPEN]
    shown = {one["key"] for one in sections}

    def is_shown(names):
        return bool(shown & set(names)) or not keys & set(names)

    view = {name: snapshot[name] for name in ("incident", "links")}
    view |= {"sections": sections, "review": snapshot.get("review")}
    for name, names in SHOWN_BY.items():
        view[name] = list(snapshot[name]) if is_shown(names) else []
    view["timeline"] = [
        row
        for row in snapshot["timeline"]
        if not row["is_hidden"] and is_shown(ENTRIES_SHOWN_BY.get(row["kind"], ("timeline",)))
    ]
    entries = {row["id"] for row in view["timeline"]} if is_shown(("timeline",)) else set()
    view["perspectives"] = [
        row
        for row in snapshot["perspectives"]
        if row["entry"] in entries and row["audience"] == "organization" and not row["withdrawn"]
    ]
    return view


def facts_of(view):
    """The columns that publications got."""
    incident = view["incident"]
    began, ended = (parse_datetime(incident[name] or "") for name in ("started_at", "resolved_at"))
    return {
        "minutes_lasted": minutes_between(began, ended, incident["day_only"]),
        "began_day": day_of_year(began, incident["time_zone"]),
        "learned": first_sentence(text_of(view, "q7")),
    }


def text_of(view, key):
    return plain_text(next((one["text"] for one in view["sections"] if one["key"] == key), ""))


def minutes_between(start, end, day_only):
    if {"started_at", "resolved_at"} & set(day_only) or not (start and end) or end < start:
        return None
    return (end - start) // timedelta(minutes=1)


def day_of_year(moment, zone):
    if moment is None:
        return None
    try:
        local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    except OverflowError:
        local = moment
    return local.month * 100 + local.day


def first_sentence(text):
    sentence = SENTENCE_END.split(text.strip(), maxsplit=1)[0].strip()
    if len(sentence) <= SENTENCE_LIMIT:
        return sentence
    return f"{sentence[: SENTENCE_LIMIT - 1].rsplit(' ', 1)[0]}…"


def words_of(view):
    incident = view["incident"]
    written = [incident["title"], *incident["services"], *incident["tags"]]
    written += [plain_text(one["text"]) for one in view["sections"]]
    for name, fields in WRITTEN.items():
        written += [row.get(field) or "" for row in view[name] for field in fields]
    written += words_of_review(view["review"] or {})
    return folded("\n".join(text for text in written if text))


def words_of_review(review):
    note = review.get("covering_note") or {}
    questions = review.get("open_questions") or []
    decisions = review.get("decisions") or []
    return [
        note.get("text") or "",
        *(row.get(field) or "" for row in questions for field in ("text", "note")),
        *(row["text"] if isinstance(row, dict) else row for row in decisions),
    ]


def told_of(row):
    """The columns of one published action."""
    link = row["tracker_link"] or ""
    return {
        "action_id": row["id"],
        "title": row["title"],
        "kind": KINDS.get(row["kind"], ""),
        "priority": PRIORITIES.get(row["priority"], "medium"),
        "due_on": parse_date(row["due_on"] or ""),
        "done_when": row["done_when"],
        "tracker_link": link if link.lower().startswith(("http://", "https://")) else "",
    }
