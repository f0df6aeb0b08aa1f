"""Loading a demo incident: the draft, written by the verbs that people's hands call.

The words are data (``reviews/data/demo/*.json``); nothing here writes a state or a row by
itself, so that what is shown could have come about in the browser. Times are those of
the incident's own zone: ``2017-01-31 18:00``, the day alone, or counted from the day of
loading (``-1d 09:12`` days, ``+2w 10:00`` working days, ``-1y 06:10`` years), which keeps
due dates running and gives that day an anniversary. ``when`` tells when the incident was
opened and the draft written; the loader's clock (``demo_clock.py``) is turned to each.
"""

import json
import re
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.domain.demo import ensure_demo_people, ensure_demo_teams
from accounts.models import Team
from postmortems.domain import comment, note, perspective, section
from postmortems.domain.due_dates import add_working_days
from postmortems.domain.incident import open_incident, settle_obligation
from postmortems.domain.postmortem import set_contributors, set_facilitator, start_postmortem
from postmortems.domain.record import add_record
from postmortems.domain.service import change_service
from postmortems.enums import Answer, Obligation, PerspectiveAudience
from postmortems.models import (
    ContributingFactor,
    Idea,
    Impact,
    Incident,
    IncidentLink,
    IncidentPerson,
    Mitigator,
    Perspective,
    TimelineEntry,
    Trigger,
)
from reviews.domain.meeting import schedule_meeting

from .demo_clock import Clock
from .demo_review import hold_review

DATA = Path(__file__).resolve().parent.parent / "data" / "demo"
# In this order: journeys and readers know the first ones as PM-1 to PM-3, and a factor that
# was seen before needs the earlier incident.
DOCUMENTS = (
    "gitlab_2017",
    "checkout",
    "restricted",
    "search",
    "ynab_2017",
    "aws_2011",
    "azure_2014",
    "cloudflare_2019",
    "bank",
)
# Service: the demo team that looks after it.
LOOKED_AFTER = {"Checkout": "Checkout", "Search": "Search", "Session cache": "Reliability"}
COUNTED = re.compile(r"(?P<count>[+-]\d+)(?P<unit>[dwy])")


def read_document(name):
    """The content of one demo incident, as a dict."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def load_document(content):
    """Load one demo incident; returns it, or ``None`` where it is there already.

    All of it or nothing: whoever stops the first start half-way finds no half incident.
    """
    with transaction.atomic(), Clock() as clock:
        if Incident.objects.filter(title=content["incident"]["title"]).exists():
            return None
        draft = Draft(content, clock)
        if "waived" in content:
            return draft.write_waived(content["waived"])
        draft.write()
        if "meeting" in content:
            meeting = schedule(draft, content["meeting"])
            if "finish" in content:
                hold_review(meeting, content, draft)
        return draft.incident


def incident_of(name):
    """The incident of a demo document that was loaded before."""
    return Incident.objects.get(title=read_document(name)["incident"]["title"])


def schedule(draft, plan):
    """The review meeting that the content plans, with the facilitator of the draft."""
    values = {
        "format": plan["format"],
        "starts_at": draft.moment(plan["starts_at"]),
        "minutes": plan["minutes"],
        "place": plan["place"],
        "facilitator": draft.postmortem.facilitator,
        "note_taker": draft.people.get(plan.get("note_taker")),
    }
    invited = [draft.people[part] for part in plan["invited"]]
    by = draft.people[plan["scheduled_by"]]
    return schedule_meeting(draft.postmortem, values, by=by, invite=invited)


class Draft:
    """One demo document while it is being written: what its keys name, and who writes."""

    def __init__(self, content, clock):
        self.content = content
        self.clock = clock
        self.zone = ZoneInfo(content["incident"]["time_zone"])
        self.today = timezone.now().astimezone(self.zone).date()
        self.turn(content["when"]["opened"])
        self.people = ensure_demo_people()
        ensure_demo_teams(self.people)
        self.owner = self.people[content["owner"]]
        self.incident = None
        self.postmortem = None
        self.entries = {}
        self.factors = {}
        self.ideas = {}
        self.to_settle = []

    def turn(self, words):
        """From here on it is this moment."""
        self.clock.turn(self.moment(words))

    def write_waived(self, reason):
        """An incident without a postmortem, and why it needs none; returns it."""
        self.open_incident()
        self.add_incident_records()
        self.turn(self.content["when"]["waived"])
        return settle_obligation(self.incident, Obligation.WAIVED, by=self.owner, reason=reason)

    def write(self):
        self.open()
        self.add_incident_records()
        self.add_perspectives()
        self.add_answers()
        self.write_sections()
        self.start_threads()
        if "note" in self.content:
            note.publish_note(
                self.postmortem, self.with_moments(self.content["note"]), by=self.owner
            )

    def open_incident(self):
        facts = self.with_moments(self.content["incident"])
        opener = self.people[facts.pop("opened_by")]
        role, services, tags = facts.pop("role"), facts.pop("services"), facts.pop("tags")
        self.incident = open_incident(
            Incident(**facts), by=opener, services=services, tags=tags, role=role
        )
        for service in self.incident.services.filter(team=None, name__in=LOOKED_AFTER):
            team = Team.objects.get(name=LOOKED_AFTER[service.name])
            change_service(service, name=service.name, team=team, by=self.people["administrator"])
        return opener

    def open(self):
        opener = self.open_incident()
        self.turn(self.content["when"]["written"])
        self.postmortem = start_postmortem(self.incident, by=opener, owner=self.owner)
        contributors = [self.people[part] for part in self.content.get("contributors", [])]
        if contributors:
            set_contributors(self.postmortem, contributors, by=self.owner)
        facilitator = self.people[self.content["facilitator"]]
        self.postmortem = set_facilitator(self.postmortem, facilitator, by=self.owner)

    def add_incident_records(self):
        for row in self.rows("people"):
            row["user"] = self.people.get(row.pop("user", None))
            add_record(IncidentPerson(incident=self.incident, **row), by=self.owner)
        for row in self.rows("links"):
            add_record(IncidentLink(incident=self.incident, **row), by=self.owner)
        for row in self.rows("timeline"):
            key, occurred_at = row.pop("key"), row.pop("at")
            entry = TimelineEntry(incident=self.incident, occurred_at=occurred_at, **row)
            self.entries[key] = add_record(entry, by=self.owner)
        for row in self.rows("impacts"):
            add_record(Impact(incident=self.incident, **row), by=self.owner)

    def add_perspectives(self):
        """Written by those who speak, and opened by them: nobody else can."""
        for row in self.rows("perspectives"):
            row["entry"] = self.entries[row["entry"]]
            speaker = row["speaker"] = self.people[row["speaker"]]
            shares = row.pop("share", True)
            view = perspective.add_perspective(Perspective(**row), by=speaker)
            if shares:
                perspective.set_audience(view, PerspectiveAudience.ORGANIZATION, by=speaker)

    def add_answers(self):
        for row in self.rows("factors"):
            key, evidence = row.pop("key"), row.pop("evidence", [])
            before = [incident_of(name) for name in row.pop("seen_before", [])]
            self.factors[key] = add_record(
                ContributingFactor(postmortem=self.postmortem, **row),
                by=self.owner,
                links={
                    "evidence": [self.entries[name] for name in evidence],
                    "seen_before": before,
                },
            )
        for row in self.rows("triggers"):
            add_record(Trigger(postmortem=self.postmortem, **row), by=self.owner)
        for row in self.rows("mitigators"):
            add_record(Mitigator(postmortem=self.postmortem, **row), by=self.owner)
        for row in self.rows("ideas"):
            idea = Idea(postmortem=self.postmortem, text=row["text"], detail=row.get("detail", ""))
            factors = [self.factors[name] for name in row.get("factors", [])]
            self.ideas[row["key"]] = add_record(idea, by=self.owner, links={"factors": factors})

    def write_sections(self):
        for key, paragraphs in self.content.get("sections", {}).items():
            part = self.postmortem.sections.get(key=key)
            section.write_section(part, "\n\n".join(paragraphs), base=part.version, by=self.owner)
        for key, owner in self.content.get("not_known", {}).items():
            part = self.postmortem.sections.get(key=key)
            section.answer_question(part, Answer.NOT_KNOWN, by=self.owner, owner=self.people[owner])

    def start_threads(self):
        """Comments in the draft; what the review makes of them comes with the review."""
        for row in self.content.get("threads", []):
            starter = self.people[row["by"]]
            thread = comment.start_thread(
                self.postmortem,
                row["text"],
                by=starter,
                section=self.postmortem.sections.get(key=row["section"]),
                quote=row.get("quote", ""),
            )
            for reply in row.get("replies", []):
                comment.add_comment(thread, reply["text"], by=self.people[reply["by"]])
            if row.get("to_review"):
                comment.take_to_review(thread, by=starter)
            if "outcome" in row:
                self.to_settle.append((thread, row["outcome"]))
            if "resolve" in row:
                comment.resolve_thread(thread, by=self.people[row["resolve"]])

    def rows(self, name):
        return [self.with_moments(row) for row in self.content.get(name, [])]

    def with_moments(self, row):
        """A copy in which every time is a moment: the fields ``at``, ``…_at`` and ``…_by``."""
        return {
            name: self.moment(value) if is_time(name, value) else value
            for name, value in row.items()
        }

    def moment(self, words):
        """An aware moment from the words of the content; midnight for a day alone."""
        day, _, clock = words.partition(" ")
        at = time.fromisoformat(clock) if clock else time.min
        return datetime.combine(self.day(day), at, tzinfo=self.zone)

    def day(self, words):
        """A date, or one counted from today in days, working days or years (d, w, y)."""
        counted = COUNTED.fullmatch(words)
        if not counted:
            return datetime.fromisoformat(words).date()
        count = int(counted["count"])
        if counted["unit"] == "d":
            return self.today + timedelta(days=count)
        if counted["unit"] == "y":
            return years_on(self.today, count)
        if count > 0:
            return add_working_days(self.today, count)
        return working_days_ago(self.today, -count)


def years_on(day, count):
    """The same day ``count`` years later (or earlier); of a leap day, the day before."""
    last = day - timedelta(days=1) if (day.month, day.day) == (2, 29) else day
    return last.replace(year=day.year + count)


def working_days_ago(day, count):
    """The day that lies ``count`` working days (Monday to Friday) before this one."""
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < 5
    return day


def is_time(name, value):
    return isinstance(value, str) and (name == "at" or name.endswith(("_at", "update_by")))
