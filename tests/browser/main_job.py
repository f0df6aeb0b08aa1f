"""The main job, whole: an incident, its draft, its review, its published page.

Every step is one person's, through the pages alone; the journeys walk it with a mouse, by
keyboard only, on a phone, and without JavaScript.
"""

import re

TITLE = "Receipts were printed twice"
TEXTS = {
    "summary": "On Friday evening *some* receipts came out twice. Nobody paid twice.",
    "q2": "Whoever looks after printers was reached after half an hour.",
    "q3": "The shops heard of it from us before they asked.",
    "q6": "Telling a repeated job from a new one.",
    "q7": "The queue repeats a job when its answer is late. New to all of us.",
}


def open_incident(author, severity="SEV1"):
    """The author opens an incident and lands in its draft; returns the draft's address."""
    author.go("/")
    author.follow("New incident")
    form = author.form("title")
    author.fill(form, title=TITLE, severity=severity)
    author.fill(form, started_at_day="2026-11-20", started_at_time="17:30")
    author.press("Open and start the draft", inside=form)
    author.reads(TITLE)
    return re.search(r"/postmortems/\d+/", author.page.url)[0]


def write_draft(author, base):
    for key, text in TEXTS.items():
        author.go(f"{base}draft/{key}/")
        author.write(text)
        author.reads("Saved")


def record(author, base):
    """Timeline, impact, factors, what helped, an idea."""
    author.go(f"{base}draft/timeline/")
    add(
        author,
        "occurred_at_day",
        occurred_at_day="2026-11-20",
        occurred_at_time="17:30",
        text="The first receipt comes out twice.",
        kind="Symptom",
        is_key_moment=True,
    )
    add(
        author,
        "occurred_at_day",
        occurred_at_day="2026-11-20",
        occurred_at_time="18:05",
        text="The queue is restarted.",
        kind="Action",
        outcome="No effect",
    )
    author.reads("The first receipt comes out twice.", "The queue is restarted.")
    author.go(f"{base}draft/impact/")
    add(
        author,
        "experienced",
        experienced="Some shops handed out two receipts.",
        measure="Not measured",
    )
    author.go(f"{base}draft/q4/")
    add(author, "summary", summary="The queue repeats a job whose answer is late")
    author.reads("The queue repeats a job whose answer is late")
    add(author, "summary", summary="A print job carries no number of its own")
    author.go(f"{base}draft/q5/")
    form = author.page.locator("form:has([name=kind]):has([name=text])").first
    author.fill(form, text="The shops told us within minutes")
    author.press("^Add", inside=form)
    author.go(f"{base}draft/q8/")
    form = author.page.locator("form:has([name=detail])").first
    author.fill(form, text="Give every print job a number")
    author.press("^Add", inside=form)
    author.reads("Give every print job a number")


def add(person, field, **values):
    form = person.form(field)
    person.fill(form, **values)
    person.press("^Add", inside=form)


def name_facilitator(author, base, name):
    author.go(f"{base}people/")
    form = author.page.locator("form", has_text="Name the facilitator")
    author.fill(form, person=name)
    author.press("Name the facilitator", inside=form)
    author.reads(name)


def hold_review(facilitator, base):
    """Schedule, declare, choose a stop, tick who is there, discuss, close as held."""
    facilitator.go(f"{base}reviews/new/")
    form = facilitator.form("starts_at_day")
    facilitator.fill(form, starts_at_day="2026-11-23", starts_at_time="10:00")
    facilitator.fill(form, proposed=True)
    facilitator.press("Schedule the review", inside=form)
    meeting = facilitator.page.url
    facilitator.go(f"{base}reviews/declare/")
    facilitator.fill(facilitator.form("directs_nobody"), directs_nobody=True)
    facilitator.press("^Declare")
    facilitator.go(meeting)
    facilitator.follow("Prepare the walk")
    facilitator.fill(facilitator.page.locator("main form").first, entries=True)
    facilitator.press("Save the stops")
    facilitator.go(meeting)
    facilitator.press("Maya Reyes is here")
    facilitator.follow("Add someone who is here")
    form = facilitator.page.locator("main form").first
    facilitator.fill(form, name="A shop keeper", relation="Affected")
    facilitator.press("Add|Save", inside=form)
    facilitator.go(meeting)
    facilitator.press("^Discussed")
    facilitator.follow("Close the meeting")
    form = facilitator.form("outcome")
    facilitator.fill(form, outcome="Held")
    facilitator.press("Close the meeting", inside=form)


def mark_reviewed(facilitator, base):
    facilitator.go(f"{base}move/mark-reviewed/")
    facilitator.press("Mark reviewed", inside=facilitator.page.locator("main form").last)


def decide(author, base):
    author.go(f"{base}draft/q8/")
    author.follow("^Decide")
    form = author.form("decision")
    author.fill(form, decision="Accepted")
    author.press("Keep this decision", inside=form)
    author.go(f"{base}draft/q8/")
    # The idea and the action it became read alike; the action is the later one.
    author.press("Edit Give every print job a number", link=True, last=True)
    form = author.page.locator("form:has([name=done_when]):has([name=base])").first
    author.fill(
        form,
        owner="Robin Lindqvist",
        due_on="2026-12-18",
        done_when="Two equal jobs print once in the test shop",
    )
    author.press("Save", inside=form)


def sign_and_finalize(facilitator, base):
    facilitator.go(f"{base}reviews/sign-off/")
    facilitator.press("Sign what is shown here")
    facilitator.go(f"{base}move/finalize/")
    facilitator.press("Finalize", inside=facilitator.page.locator("main form").last)


def read_page(reader, base):
    reader.go(base)
    reader.reads(
        TITLE,
        "Some shops handed out two receipts.",
        "The first receipt comes out twice.",
        "The queue is restarted.",
        "A print job carries no number of its own",
        "Give every print job a number",
        "Amara Okafor",
    )
