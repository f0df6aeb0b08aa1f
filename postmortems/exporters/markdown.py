"""A publication as CommonMark: complete, and readable as plain text."""

import re
from datetime import date, datetime

from postmortems.domain.local_time import local
from postmortems.domain.page import actions_now
from postmortems.domain.publication import for_audience
from postmortems.domain.reading import offset_words, reading_context

SIGNS = re.compile(r"([\\`*_\[\]<>&#|])")
LINE_START = re.compile(r"^(\d*)([-+=~.)])")


def export(publication, actions):
    """The text of the file. ``actions`` are the live rows; their states are marked as such."""
    view = for_audience(publication.snapshot)
    page = reading_context(view)
    blocks = [*head(publication, page)]
    for part in page["parts_whole"]:
        blocks += section(part, page)
    blocks += unknown(page) + review(page) + links(page) + now(actions_now(actions, view))
    return "\n\n".join(block for block in blocks if block) + "\n"


def plain(text):
    """One-line text as typed: signs that mean something in Markdown are escaped."""
    text = SIGNS.sub(r"\\\1", " ".join((text or "").split()))
    return LINE_START.sub(r"\1\\\2", text)


def paragraphs(text, indent=""):
    """Plain text of several lines, its paragraphs kept."""
    kept = [plain(one) for one in re.split(r"\n\s*\n", (text or "").strip())]
    return f"\n\n{indent}".join(one for one in kept if one)


def head(publication, page):
    incident = page["incident"]
    facts = [f"- {one['label']}: {fact_words(one, page['zone'])}" for one in page["facts"]]
    facts += [
        f"- {one['label']}: {when(one['at'], page['zone'], one['is_day_only'])}"
        for one in page["milestones"]
    ]
    if page["headline"]:
        facts.append(f"- {plain(page['headline']['who'])}: {plain(page['headline']['figure'])}")
    names = incident["services"] + [f"#{tag}" for tag in incident["tags"]]
    words = [page["severity_label"], *map(plain, names), page["document"]["reference"]]
    yield f"# {plain(incident['title'])}"
    yield " · ".join([*words, f"published {publication.released_at:%-d %b %Y}"])
    if publication.amendment:
        yield f"Amended: {plain(publication.amendment)}"
    yield "\n".join(facts)


def fact_words(fact, zone):
    if fact["words"]:
        return fact["words"]
    if not (fact["start"] and fact["end"]):
        return "not recorded"
    seconds = (local(fact["end"], zone) - local(fact["start"], zone)).total_seconds()
    if seconds < 0:
        return "ends before it began"
    hours, minutes = divmod(int(seconds // 60), 60)
    return f"{hours} h {minutes:02} m" if hours else f"{minutes} m"


def when(text, zone, is_day_only=False):
    """A time in the incident's zone with its offset; a day without a time where that is all."""
    if not text:
        return "not recorded"
    moment = local(text, zone)
    if is_day_only:
        return f"{moment.day} {moment:%b} {moment.year}"
    return (
        f"{moment.day} {moment:%b} {moment.year}, {moment:%H:%M} {offset_words(moment.utcoffset())}"
    )


def section(part, page):
    number = f"{part['number']}. " if part["number"] else ""
    yield f"## {number}{plain(part['heading'])}"
    if part["is_not_known"]:
        owner = (part["answer_owner"] or {}).get("name", "")
        yield f"Not known. {plain(owner)} will find out." if owner else "Not known."
    if part["is_none"]:
        yield "None."
    yield part["text"].strip()
    if part["has_records"]:
        yield from RECORDS[part["key"]](page)


def impact(page):
    for row in page["impact"]:
        lines = [f"- **{plain(row['who'])}** ({plain(row['figure'] or 'not stated')}): "]
        lines[0] += paragraphs(row["experienced"], "  ")
        if row["told"]:
            lines.append(f"  - What they were told: {paragraphs(row['told'], '    ')}")
        if row["can_do"]:
            lines.append(f"  - What they can do now: {paragraphs(row['can_do'], '    ')}")
        yield "\n".join(lines)


def timeline(page):
    yield f"Times are in {page['zone_words']}."
    for phase in page["phases"]:
        yield f"### {phase['label']}"
        for row in phase["entries"]:
            yield entry(row, page["zone"])


def entry(row, zone):
    about = "about " if row["is_about"] else ""
    words = [row["kind_label"], row["outcome_label"], "key moment" if row["is_key_moment"] else ""]
    source = row["source_label"]
    if row["source_link"]:
        source = f"{source or 'source'}: <{address(row['source_link'])}>"
    kinds = " · ".join(word for word in [*words, source] if word)
    time = when(row["occurred_at"], zone, row["is_day_only"])
    lines = [f"- **{about}{time}** {paragraphs(row['text'], '  ')} ({kinds})"]
    lines += [perspective(one) for one in row["perspectives"]]
    return "\n".join(lines)


def perspective(row):
    if row["withdrawn"]:
        return "  - A perspective was given here and withdrawn by the one who gave it."
    told = [
        f"{label}: {plain(row[name])}"
        for label, name in (
            ("Certainty", "certainty"),
            ("Saw or heard", "saw"),
            ("Understood it as", "understood"),
            ("Expected next", "expected"),
            ("Did", "did"),
            ("Options considered", "options"),
            ("Pressures", "pressures"),
        )
        if row[name]
    ]
    return f"  - As {plain(row['role'])} met it. {'; '.join(told)}"


def steps(page):
    yield listed(
        f"{plain(row['text'])} ({row['outcome_label'] or 'outcome not recorded'})"
        for row in page["steps_tried"]
    )


def people(page):
    yield listed(f"{plain(row['name'])}, {row['role'].lower()}" for row in page["people"])


def engaged(page):
    yield listed(
        f"{plain(row['name'])} joined: "
        + when(row["joined_at"], page["zone"], row["joined_day_only"])
        + f"; reached: {plain(row['reached_how']) or 'not recorded'}"
        for row in page["engaged"]
    )


def communication(page):
    yield listed(
        f"{when(row['occurred_at'], page['zone'], row['is_day_only'])}: {plain(row['text'])}"
        for row in page["communications"]
    )


def factors(page):
    if page["factors"]:
        yield "### Contributing factors"
        yield listed(factor(row) for row in page["factors"])
    if page["triggers"]:
        yield "### What set it off"
        yield listed(f"{plain(row['text'])} ({row['kind'].lower()})" for row in page["triggers"])


def factor(row):
    evidence = "; ".join(plain(one["text"]) for one in row["entries"])
    words = [
        row["group"],
        row["part"].lower(),
        f"evidence: {evidence}" if evidence else "judgement",
    ]
    narrative = f"\n\n  {paragraphs(row['narrative'], '  ')}" if row["narrative"].strip() else ""
    return f"**{plain(row['summary'])}** ({', '.join(one for one in words if one)}){narrative}"


def mitigators(page):
    for heading, name in (
        ("What helped", "helped"),
        ("Where we were lucky", "luck"),
        ("Thanks", "thanks"),
    ):
        if page[name]:
            yield f"### {heading}"
            yield listed(
                ". ".join(plain(one) for one in (row["text"], row["narrative"]) if one.strip())
                for row in page[name]
            )


def ideas_and_actions(page):
    if page["ideas"]:
        yield "### Ideas"
        yield listed(idea(row) for row in page["ideas"])
    if page["actions"]:
        yield "### Actions, as agreed"
        yield listed(action(row) for row in page["actions"])


def idea(row):
    until = f" until {day(row['deferred_until'])}" if row["deferred_until"] else ""
    words = [f"{plain(row['text'])} ({row['decision_label'].lower()}{until})"]
    words += [plain(row["detail"])] if row["detail"].strip() else []
    words += [f"Because: {plain(row['decision_reason'])}"] if row["decision_reason"].strip() else []
    return ". ".join(words + addressed(row))


def action(row):
    words = [f"**{plain(row['title'])}**"]
    words.append(f"{plain(row['owner']) or 'no owner'}, due {day(row['due_on']) or 'not set'}")
    if row["done_when"].strip():
        words.append(f"Done when: {plain(row['done_when'])}")
    if row["tracker_link"]:
        words.append(f"Tracker: <{address(row['tracker_link'])}>")
    return ". ".join(words + addressed(row))


def addressed(row):
    names = "; ".join(plain(one["summary"]) for one in row["addresses"])
    return [f"Addresses: {names}"] if names else []


def unknown(page):
    if not page["not_known"]:
        return []
    rows = [
        f"{plain(row['text'])} "
        + (
            f"{plain(row['owner'])} will find out{by_when(row)}."
            if row["owner"]
            else "Nobody is looking further."
        )
        + (f" {plain(row['note'])}" if row["note"] else "")
        for row in page["not_known"]
    ]
    return ["## What is not known", listed(rows)]


def by_when(row):
    return f" by {day(row['due'])}" if row.get("due") else ""


def review(page):
    document, record = page["document"], page["review"] or {}
    rows = []
    facilitator = record.get("facilitator") or (document["facilitator"] or {}).get("name", "")
    if facilitator:
        rows.append(f"Facilitator: {plain(facilitator)}")
    for one in record.get("meetings", []):
        attended = f", {one['attended']} attended" if one["attended"] else ""
        walked = f"; {one['walk_words']}" if one["walk_words"] else ""
        held = when(one.get("held_on"), page["zone"], True)
        rows.append(f"{one['format_label']}: {held}{attended}{walked}")
    exception = (record.get("declaration") or {}).get("exception")
    if exception:
        rows.append(f"Exception: {plain(exception)}")
    covering = (record.get("covering_note") or {}).get("text")
    if covering:
        rows.append(f"How the earlier review covers the change: {plain(covering)}")
    rows += [
        f"Answered there: {plain(one.get('text'))} {plain(one.get('note'))}".strip()
        for one in record.get("answered", [])
    ]
    rows += [f"Decided there: {plain(one.get('text'))}" for one in record.get("decisions", [])]
    writers = [document["owner"], *(document["contributors"] or [])]
    rows.append(f"Written by {', '.join(plain(one['name']) for one in writers if one)}")
    return ["## How it was reviewed", listed(rows)]


def links(page):
    if not page["links"]:
        return []
    rows = [
        f"{plain(one['label'])} <{address(one['url'])}>".strip()
        if one["url"]
        else plain(one["label"])
        for one in page["links"]
    ]
    return ["## Where the traces are", listed(rows)]


def now(actions):
    if not actions["rows"]:
        return []
    rows = []
    for row in actions["rows"]:
        live = row["action"]
        words = f"{plain(row['published']['title'])}: {live.get_status_display().lower()}"
        rows.append(words + (f". {plain(live.status_note)}" if live.status_note.strip() else ""))
    return [
        "## Where the actions stand now",
        "This part is live; the rest is as published.",
        listed(rows),
    ]


def listed(rows):
    return "\n".join(f"- {row}" for row in rows)


def day(text):
    """31 Jan 2017, from an ISO date or time."""
    if not text:
        return ""
    one = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).date()
    return f"{one.day} {one:%b} {one.year}"


def address(url):
    """A web address between angle brackets: what would end it is percent-encoded."""
    return url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20").replace("\n", "%0A")


RECORDS = {
    "impact": impact,
    "timeline": timeline,
    "steps": steps,
    "q1": people,
    "q2": engaged,
    "q3": communication,
    "q4": factors,
    "q5": mitigators,
    "q8": ideas_and_actions,
}
