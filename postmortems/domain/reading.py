"""A snapshot arranged for reading: parts in their order, rows with the rows they name.

It takes what one audience may see (``publication.for_audience``) and hides nothing itself.
"""

from postmortems.enums import Answer, EntryKind, Measure, ThreadOutcome
from postmortems.models import MILESTONES

from .chronology import entry, is_folded, phases
from .cited_entry import led_within
from .incident_clock import clock_of_snapshot
from .local_time import local, local_day

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

# What comes before the actions: enough for whoever has two minutes.
OPENING = ("summary", "impact")

# The formats of a meeting, which the app above us names.
MEETINGS = {"full": "Full review", "short": "Short review"}


def reading_context(view):
    """Everything the templates of a page's head and body name, from one audience's view.

    The summary's first paragraph is the ``lede``, what follows it ``summary_rest``;
    ``opening`` are the parts for whoever has two minutes, ``account`` the others, and
    ``parts_whole`` all of them with nothing taken out. ``contents`` names every section.
    """
    incident = view["incident"]
    zone = incident["time_zone"]
    entries = [entry(row, view["perspectives"], zone) for row in view["timeline"]]
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
        "severity_label": view["severity_label"],
        "zone": zone,
        "zone_words": zone_words(zone, times_of(incident, entries)),
        "lede": lede,
        "summary": summary,
        "summary_rest": rest,
        "opening": [one for one in parts if one["key"] in OPENING],
        "account": [one for one in parts if one["key"] not in OPENING],
        "parts_whole": whole,
        "contents": contents(view, whole),
        "facts": facts(incident),
        "headline": next((row for row in rows["impact"] if row["is_headline"]), None),
        "milestones": milestones(incident),
        "clock": clock_of_snapshot(incident, entries),
        "not_known": not_known(view),
        "review": review(view.get("review")),
    }


def arranged_rows(view, entries):
    by_id = {row["id"]: row for row in entries}
    groups = phases(entries)
    factors = {row["id"]: row for row in view["factors"]}
    has_timeline = any(one["key"] == "timeline" for one in view["sections"])
    return {
        "impact": [measured(row) for row in view["impact"]],
        "phases": groups,
        "has_timeline": has_timeline,
        "anchors": set(by_id) if has_timeline else set(),
        "is_folded": is_folded(groups),
        "entry_count": len(entries),
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
        "html": led_within(section["html"], rows["anchors"]),
        "has_records": bool(present),
        "records": RECORDS.get(section["key"]) if present else None,
        "is_quiet": not present and not section["text"].strip(),
        "is_none": section["answer"] == Answer.NONE,
        "is_not_known": section["answer"] == Answer.NOT_KNOWN,
    }


def contents(view, parts):
    """(anchor, words) of every section, in the order of the page; the discussion is not ours."""
    rows = [(one["key"], one["heading"]) for one in parts]
    opening = [row for row in rows if row[0] in OPENING]
    account = [row for row in rows if row[0] not in OPENING]
    actions = [("actions-now", "What is being done")] if view["actions"] else []
    ends = [("not-known", "What is not known")] if not_known(view) else []
    ends.append(("review", "How it was reviewed"))
    if view["links"]:
        ends.append(("links", "Where the traces are"))
    return opening + actions + account + ends


def split_lede(parts):
    """(first paragraph of the summary, the rest), as HTML; ``(None, None)`` if it has none.

    The renderer closes every paragraph and nests none, so the first end tag is its end.
    """
    html = next((one["html"] for one in parts if one["key"] == "summary"), "").strip()
    if not html.startswith("<p>") or "</p>" not in html:
        return None, None
    lede, _, rest = html.partition("</p>")
    return lede.removeprefix("<p>"), rest.strip()


def kind_of(rows, kind):
    return [row for row in rows if row["kind"] == kind]


def with_factors(rows, factors):
    return [
        {**row, "addresses": [factors[pk] for pk in row["factors"] if pk in factors]}
        for row in rows
    ]


def measured(row):
    """An impact row with its figure in words: about 700 accounts; not measured.

    ``is_about``, ``amount`` and ``unit`` are the same in parts, for the strip of facts.
    """
    amount = ""
    if row["quantity"] is not None:
        about = "about " if row["measure"] == Measure.ESTIMATED else ""
        amount = f"{row['quantity']:,}"
        figure = f"{about}{amount} {row['unit']}".strip()
    elif row["measure"]:
        figure = Measure(row["measure"]).label.lower()
    else:
        figure = ""
    by_day = row.get("day_only", [])
    return {
        **row,
        "figure": figure,
        "amount": amount,
        "is_about": row["measure"] == Measure.ESTIMATED,
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
                    "due": question.get("due", ""),
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
        # Sorted here: PostgreSQL stores the names of a snapshot in an order of its own.
        relations = [f"{number} {name}" for name, number in sorted(relations.items()) if number]
    return {
        **row,
        "facilitator_name": name_of(row.get("facilitator")),
        "format_label": MEETINGS.get(row.get("format"), "Review"),
        "attended": len(attended) if isinstance(attended, list) else attended,
        "relation_words": ", ".join(str(one).lower() for one in relations),
        "walk_words": walk_words(row),
    }


def walk_words(row):
    """How many stops were discussed and corrections taken in; pages of before tell neither."""
    told = []
    if stops := row.get("stops"):
        told.append(f"{stops} stop{'s' if stops > 1 else ''} discussed")
    if made := row.get("corrections"):
        told.append(f"{made} correction{'s' if made > 1 else ''} taken into the text")
    return ", ".join(told)


def name_of(person):
    """A person's name, from ``{"id", "name"}`` or a bare name."""
    return person.get("name", "") if isinstance(person, dict) else person or ""
