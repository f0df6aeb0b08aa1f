"""A snapshot arranged for reading: parts in their order, rows with the rows they name.

It takes what one audience may see (``publication.for_audience``) and hides nothing itself.
"""

import zoneinfo
from datetime import datetime

from postmortems.enums import (
    Answer,
    EntryKind,
    EntrySource,
    Measure,
    Phase,
    Severity,
    StepOutcome,
    ThreadOutcome,
)
from postmortems.models import MILESTONES

# Which records stand under which section, and the template that shows them.
RECORDS = {
    "impact": "postmortems/_publication_impact.html",
    "timeline": "postmortems/_publication_timeline.html",
    "steps": "postmortems/_publication_steps.html",
    "q1": "postmortems/_publication_people.html",
    "q2": "postmortems/_publication_engaged.html",
    "q3": "postmortems/_publication_communication.html",
    "q4": "postmortems/_publication_factors.html",
    "q5": "postmortems/_publication_mitigators.html",
    "q8": "postmortems/_publication_actions.html",
}

# The formats of a meeting, which the app above us names.
MEETINGS = {"full": "Full review", "short": "Short review"}


def reading_context(view):
    """Everything the templates of a page's head and body name, from one audience's view.

    The summary's first paragraph is the ``lede``, what follows it ``summary_rest``;
    ``parts`` go on from there, and ``parts_whole`` are the same with nothing taken out.
    """
    incident = view["incident"]
    entries = [entry(row, view["perspectives"]) for row in view["timeline"]]
    rows = arranged_rows(view, entries)
    parts = [part(section, rows) for section in view["sections"]]
    parts = [one for one in parts if one["number"] or one["has_records"] or one["text"].strip()]
    whole = parts
    lede, rest = split_lede(parts)
    summary = next((one for one in parts if one["key"] == "summary"), None)
    if lede:
        parts = [one for one in parts if one is not summary]
    return {
        **rows,
        "document": view,
        "incident": incident,
        "severity_label": Severity(incident["severity"]).label,
        "zone": incident["time_zone"],
        "zone_words": zone_words(incident["time_zone"], times_of(incident, entries)),
        "lede": lede,
        "summary": summary,
        "summary_rest": rest,
        "parts": parts,
        "parts_whole": whole,
        "facts": facts(incident),
        "headline": next((row for row in rows["impact"] if row["is_headline"]), None),
        "milestones": milestones(incident),
        "not_known": not_known(view),
        "review": review(view.get("review")),
    }


def arranged_rows(view, entries):
    by_id = {row["id"]: row for row in entries}
    factors = {row["id"]: row for row in view["factors"]}
    return {
        "impact": [measured(row) for row in view["impact"]],
        "phases": phases(entries),
        "steps_tried": [row for row in entries if row["kind"] == EntryKind.ACTION],
        "communications": [row for row in entries if row["kind"] == EntryKind.COMMUNICATION],
        "people": view["people"],
        "engaged": [row for row in view["people"] if row["joined_at"] or row["reached_how"]],
        "factors": [
            {**row, "entries": [by_id[pk] for pk in row["evidence"] if pk in by_id]}
            for row in view["factors"]
        ],
        "triggers": view["triggers"],
        "helped": kind_of(view["mitigators"], "helped"),
        "luck": kind_of(view["mitigators"], "luck"),
        "thanks": kind_of(view["mitigators"], "thanks"),
        "actions": with_factors(view["actions"], factors),
        "ideas": with_factors(view["ideas"], factors),
        "links": view["links"],
    }


def part(section, rows):
    """One section with the template of its records, if it has any."""
    present = {
        "impact": rows["impact"],
        "timeline": rows["phases"],
        "steps": rows["steps_tried"],
        "q1": rows["people"],
        "q2": rows["engaged"],
        "q3": rows["communications"],
        "q4": rows["factors"] or rows["triggers"],
        "q5": rows["helped"] or rows["luck"] or rows["thanks"],
        "q8": rows["ideas"] or rows["actions"],
    }.get(section["key"])
    return {
        **section,
        "has_records": bool(present),
        "records": RECORDS.get(section["key"]) if present else None,
        "is_none": section["answer"] == Answer.NONE,
        "is_not_known": section["answer"] == Answer.NOT_KNOWN,
    }


def split_lede(parts):
    """(first paragraph of the summary, the rest), as HTML; ``(None, None)`` if it has none.

    The renderer closes every paragraph and nests none, so the first end tag is its end.
    """
    html = next((one["html"] for one in parts if one["key"] == "summary"), "").strip()
    if not html.startswith("<p>") or "</p>" not in html:
        return None, None
    lede, _, rest = html.partition("</p>")
    return lede.removeprefix("<p>"), rest.strip()


def entry(row, perspectives):
    """A timeline row with its words and with the perspectives opened at it."""
    return {
        **row,
        "kind_label": EntryKind(row["kind"]).label.lower(),
        "outcome_label": StepOutcome(row["outcome"]).label.lower() if row["outcome"] else "",
        "source_label": "" if row["source"] == EntrySource.MANUAL else source_label(row),
        "is_day_only": row["precision"] == "day",
        "is_about": row["precision"] == "approximate",
        "perspectives": [one for one in perspectives if one["entry"] == row["id"]],
    }


def source_label(row):
    return EntrySource(row["source"]).label.lower()


def phases(entries):
    """Before, during, after: those that have entries, each in order of time."""
    groups = [(phase, [row for row in entries if row["phase"] == phase]) for phase in Phase]
    return [
        {"key": phase.value, "label": phase.label, "entries": rows}
        for phase, rows in groups
        if rows
    ]


def kind_of(rows, kind):
    return [row for row in rows if row["kind"] == kind]


def with_factors(rows, factors):
    return [
        {**row, "addresses": [factors[pk] for pk in row["factors"] if pk in factors]}
        for row in rows
    ]


def measured(row):
    """An impact row with its figure in words: about 700 accounts; not measured."""
    if row["quantity"] is not None:
        about = "about " if row["measure"] == Measure.ESTIMATED else ""
        figure = f"{about}{row['quantity']:,} {row['unit']}".strip()
    elif row["measure"]:
        figure = Measure(row["measure"]).label.lower()
    else:
        figure = ""
    by_day = row.get("day_only", [])
    return {
        **row,
        "figure": figure,
        "from_day_only": "from_at" in by_day,
        "to_day_only": "to_at" in by_day,
    }


def facts(incident):
    """Durations of the facts strip. ``words`` where a time is known by its day only."""
    return [
        fact("Impact lasted", "started_at", "resolved_at", incident),
        fact("To detect", "started_at", "detected_at", incident),
    ]


def fact(label, start, end, incident):
    by_day = {start, end} & set(incident["day_only"])
    words = day_words(incident[start], incident[end], incident["time_zone"]) if by_day else ""
    return {"label": label, "start": incident[start], "end": incident[end], "words": words}


def day_words(start, end, zone):
    """How many days from one to the other, where hours would pretend to be known."""
    if not (start and end):
        return ""
    days = (local_day(end, zone) - local_day(start, zone)).days
    if days < 0:
        return "ends before it began"
    if days == 0:
        return "the same day"
    return "about a day" if days == 1 else f"about {days} days"


def local_day(text, zone):
    return local(text, zone).date()


def local(text, zone):
    moment = datetime.fromisoformat(text)
    try:
        return moment.astimezone(zoneinfo.ZoneInfo(zone))
    except OverflowError:  # year 1 or 9999: no zone has them
        return moment


def milestones(incident):
    """The known milestones in their order, each with the time until the next."""
    known = [
        {
            "label": label,
            "at": incident[name],
            "is_day_only": name in incident["day_only"],
        }
        for name, label in MILESTONES
        if incident[name]
    ]
    for here, following in zip(known, known[1:], strict=False):
        here["next"] = following
        here["has_span"] = not (here["is_day_only"] or following["is_day_only"])
    return known


def times_of(incident, entries):
    return [incident[name] for name, _ in MILESTONES if incident[name]] + [
        row["occurred_at"] for row in entries
    ]


def zone_words(zone, moments):
    """The zone with its offset, or both where the clocks changed in between."""
    offsets = []
    for text in sorted(moments):
        words = offset_words(local(text, zone).utcoffset())
        if words not in offsets:
            offsets.append(words)
    if zone == "UTC" or not offsets:
        return zone
    return f"{zone} ({', then '.join(offsets)})"


def offset_words(offset):
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def not_known(view):
    """What nobody knows yet, and who will find out: questions, and the review's own."""
    rows = [
        {
            "text": section["heading"],
            "owner": (section["answer_owner"] or {}).get("name", ""),
            "note": "",
        }
        for section in view["sections"]
        if section["answer"] == Answer.NOT_KNOWN
    ]
    for question in (view.get("review") or {}).get("open_questions") or []:
        if question.get("outcome") != ThreadOutcome.ANSWERED:
            rows.append(
                {
                    "text": question.get("text", ""),
                    "owner": name_of(question.get("owner")),
                    "note": question.get("note", ""),
                }
            )
    return rows


def review(record):
    """The review record in words; snapshots from before there was one have none."""
    if not record:
        return None
    questions = record.get("open_questions") or []
    return {
        **record,
        "meetings": [meeting(row) for row in record.get("meetings") or []],
        "answered": [row for row in questions if row.get("outcome") == ThreadOutcome.ANSWERED],
        "decisions": [
            row if isinstance(row, dict) else {"text": row} for row in record.get("decisions") or []
        ],
    }


def meeting(row):
    attended = row.get("attended")
    relations = row.get("relations") or {}
    if isinstance(relations, dict):
        relations = [f"{number} {name}" for name, number in relations.items() if number]
    return {
        **row,
        "facilitator_name": name_of(row.get("facilitator")),
        "format_label": MEETINGS.get(row.get("format"), "Review"),
        "attended": len(attended) if isinstance(attended, list) else attended,
        "relation_words": ", ".join(str(one).lower() for one in relations),
    }


def name_of(person):
    """A person's name, from ``{"id", "name"}`` or a bare name."""
    return person.get("name", "") if isinstance(person, dict) else person or ""
