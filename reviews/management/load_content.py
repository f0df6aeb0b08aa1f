"""Generated load: the rows of one postmortem, as unsaved instances that know each other.

Nothing here asks the database. What is true of a real document holds of these as well: the
milestones are in order, a finalized one has every idea decided and every action complete.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from postmortems import models
from postmortems.domain.due_dates import set_clocks
from postmortems.domain.lifecycle import write_state
from postmortems.domain.page_facts import place_in_lists
from postmortems.enums import (
    ActionKind,
    ActionStatus,
    Answer,
    DetectedBy,
    EntryKind,
    EntrySource,
    FactorGroup,
    FactorPart,
    IdeaDecision,
    IncidentRole,
    Measure,
    MitigatorKind,
    Move,
    PerspectiveAudience,
    Precision,
    Priority,
    Severity,
    StakeholderGroup,
    StepOutcome,
    TriggerKind,
    Visibility,
)

# How far a document has come, and the share of each, in percent.
STAGES = {"started": 4, "partly": 7, "written": 4, "scheduled": 5, "reviewed": 10, "finalized": 70}
VISIBILITIES = {Visibility.ORGANIZATION: 98, Visibility.RESTRICTED: 2}
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo")
SEVERITIES = dict(zip(Severity, (8, 27, 40, 20, 5), strict=True))
# Days since the incident began: the oldest and the youngest of each stage.
AGES = {"finalized": (1100, 20), "reviewed": (20, 9), "scheduled": (9, 4), "written": (8, 3)}
YOUNG = (5, 1)
SHAPE = ("key", "number", "heading", "prompt", "required", "audience", "position")


@dataclass
class Document:
    """One incident with its account, while it is being made."""

    number: int
    stage: str
    incident: models.Incident
    postmortem: models.Postmortem
    contributors: list
    services: list
    tags: list
    rows: dict = field(default_factory=dict)

    @property
    def is_reviewed(self):
        return self.stage in ("reviewed", "finalized")

    @property
    def is_finalized(self):
        return self.stage == "finalized"

    @property
    def is_written(self):
        return self.stage not in ("started", "partly")


class Author:
    """Writes documents. ``catalogue`` holds the people, services, tags and paragraphs."""

    def __init__(self, language, catalogue, now):
        self.language = language
        self.random = language.random
        self.catalogue = catalogue
        self.now = now

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def some(self, things, low, high):
        """Between ``low`` and ``high`` different ones, in the order they are listed."""
        count = min(len(things), self.random.randint(low, high))
        chosen = sorted(self.random.sample(range(len(things)), count))
        return [things[position] for position in chosen]

    def weighted(self, shares):
        return self.random.choices(list(shares), list(shares.values()))[0]

    def document(self, number):
        """The incident and the postmortem, with the people who carry it."""
        stage = self.weighted(STAGES)
        people = self.random.sample(self.catalogue.members, 4)
        incident = self.incident(stage, opened_by=people[0])
        started_at = incident.declared_at + timedelta(hours=self.random.randint(1, 20))
        postmortem = models.Postmortem(
            incident=incident,
            owner=people[0],
            facilitator=None if stage == "started" else people[1],
            template=self.catalogue.template,
            content_version=1,
            started_at=started_at,
        )
        if stage in ("reviewed", "finalized"):
            write_state(postmortem, Move.MARK_REVIEWED, "")
            postmortem.reviewed_at = started_at + timedelta(days=3, hours=4)
        if stage == "finalized":
            write_state(postmortem, Move.FINALIZE, "")
            postmortem.finalized_at = postmortem.reviewed_at + timedelta(days=4, hours=1)
        set_clocks(postmortem)
        place_in_lists(postmortem, incident)
        contributors = people[2 : self.random.randint(2, 4)]
        return Document(
            number=number,
            stage=stage,
            incident=incident,
            postmortem=postmortem,
            contributors=contributors,
            services=self.some(self.catalogue.services, 1, 3),
            tags=self.some(self.catalogue.tags, 0, 3),
        )

    def incident(self, stage, *, opened_by):
        oldest, youngest = AGES.get(stage, YOUNG)
        days = self.random.uniform(youngest, oldest)
        began = (self.now - timedelta(days=days)).replace(second=0, microsecond=0)
        times = self.milestones(began)
        return models.Incident(
            title=self.language.phrase(4, 10)[:200],
            severity=self.weighted(SEVERITIES),
            declared_at=times["detected_at"] + timedelta(minutes=5),
            detected_by=self.random.choice(DetectedBy.values),
            detected_by_note=self.language.phrase(2, 5) if self.chance(30) else "",
            time_zone=self.random.choice(ZONES),
            visibility=self.weighted(VISIBILITIES),
            opened_by=opened_by,
            **times,
        )

    def milestones(self, began):
        """Times in their order; acknowledged and mitigated are not always known."""
        detected = began + timedelta(minutes=self.random.randint(1, 45))
        known = detected + timedelta(minutes=self.random.randint(1, 20))
        mitigated = known + timedelta(minutes=self.random.randint(10, 240))
        return {
            "started_at": began,
            "detected_at": detected,
            "acknowledged_at": known if self.chance(85) else None,
            "mitigated_at": mitigated if self.chance(75) else None,
            "resolved_at": mitigated + timedelta(minutes=self.random.randint(0, 300)),
        }

    def sections(self, document):
        """The template's sections; as many written as the stage says."""
        rows = []
        for shape in self.catalogue.sections:
            row = models.Section(
                postmortem=document.postmortem,
                **{name: getattr(shape, name) for name in SHAPE},
            )
            if self.is_written(document, row):
                self.write(row, document)
            rows.append(row)
        return rows

    def is_written(self, document, section):
        if document.stage == "started":
            return False
        return document.is_written or self.chance(45) or section.key == "summary"

    def write(self, section, document):
        """Text for it, or, for some questions, *not known* with the owner to find out."""
        section.version = 1
        if section.number in (2, 3, 6, 7) and self.chance(15):
            section.answer, section.answer_owner = Answer.NOT_KNOWN, document.postmortem.owner
            return
        parts = self.random.choices(self.catalogue.paragraphs, k=self.random.randint(1, 2))
        section.text = "\n\n".join(text for text, _ in parts)
        section.html = "\n".join(html for _, html in parts)

    def records(self, document):
        """Everything that hangs on the incident or the postmortem, by the name of its list."""
        if document.stage == "started":
            return {"people": self.people(document)[:1]}
        return {
            "people": self.people(document),
            "links": self.links(document),
            "timeline": self.timeline(document),
            "impacts": self.impacts(document),
            "factors": self.factors(document),
            "triggers": self.triggers(document),
            "mitigators": self.mitigators(document),
            "ideas": self.ideas(document),
        }

    def people(self, document):
        incident, postmortem = document.incident, document.postmortem
        here = [postmortem.owner, *document.contributors]
        guests = self.some(self.catalogue.members, 1, 3)
        here += [one for one in guests if one not in (*here, postmortem.facilitator)]
        roles = [IncidentRole.COMMANDER, *self.random.choices(IncidentRole.values[1:], k=len(here))]
        return [
            models.IncidentPerson(
                incident=incident,
                user=user,
                role=role,
                position=position,
                joined_at=incident.detected_at + timedelta(minutes=4 * position),
                reached_how=self.language.phrase(2, 5) if self.chance(50) else "",
                created_by=postmortem.owner,
            )
            for position, (user, role) in enumerate(zip(here, roles, strict=False))
        ]

    def links(self, document):
        return [
            models.IncidentLink(
                incident=document.incident,
                url=f"https://chat.example.com/{document.number}/{position}",
                label=self.language.phrase(2, 4),
                kind=self.random.choice(["chat", "ticket", "dashboard"]),
                position=position,
                created_by=document.postmortem.owner,
            )
            for position in range(self.random.randint(0, 2))
        ]

    def timeline(self, document):
        incident = document.incident
        length = incident.resolved_at - incident.started_at
        moments = sorted(self.random.uniform(-0.2, 1.3) for _ in range(self.random.randint(5, 14)))
        rows = []
        for position, part in enumerate(moments):
            kind = self.random.choice(EntryKind.values)
            at = (incident.started_at + part * length).replace(second=0, microsecond=0)
            rows.append(
                models.TimelineEntry(
                    incident=incident,
                    occurred_at=at,
                    precision=Precision.APPROXIMATE if self.chance(10) else Precision.EXACT,
                    text=self.language.sentences(1, 2),
                    kind=kind,
                    outcome=(
                        self.random.choice(StepOutcome.values) if kind == EntryKind.ACTION else ""
                    ),
                    source=self.random.choice(EntrySource.values),
                    is_key_moment=self.chance(25),
                    is_hidden=self.chance(3),
                    position=position,
                    created_by=document.postmortem.owner,
                )
            )
        return rows

    def perspectives(self, document):
        """One here and there, shared with the review group or with everyone."""
        shared = [PerspectiveAudience.REVIEW_GROUP, PerspectiveAudience.ORGANIZATION]
        entries = [one for one in document.rows.get("timeline", []) if self.chance(12)]
        return [
            models.Perspective(
                entry=entry,
                speaker=document.postmortem.owner,
                speaker_role=self.language.phrase(1, 2),
                saw=self.language.sentence(),
                understood=self.language.sentence(),
                certainty="partly",
                audience=self.random.choice(shared),
                confirmed_at=entry.occurred_at + timedelta(days=1),
                position=position,
                created_by=document.postmortem.owner,
            )
            for position, entry in enumerate(entries)
        ]

    def impacts(self, document):
        incident = document.incident
        groups = self.some(StakeholderGroup.values[:-1], 1, 3)
        return [
            models.Impact(
                incident=incident,
                group=group,
                experienced=self.language.sentence(),
                quantity=self.random.randint(3, 90_000),
                unit=self.random.choice(["customers", "requests", "orders"]),
                measure=self.random.choice([Measure.MEASURED, Measure.ESTIMATED]),
                from_at=incident.started_at,
                to_at=incident.resolved_at,
                told=self.language.sentence() if self.chance(50) else "",
                is_headline=position == 0,
                position=position,
                created_by=document.postmortem.owner,
            )
            for position, group in enumerate(groups)
        ]

    def factors(self, document):
        low = 2 if document.is_written else 0
        return [
            models.ContributingFactor(
                postmortem=document.postmortem,
                summary=self.language.phrase(5, 12),
                narrative=self.language.sentences(1, 3),
                group=self.random.choice(FactorGroup.values),
                part=self.random.choice(FactorPart.values),
                position=position,
                created_by=document.postmortem.owner,
            )
            for position in range(self.random.randint(low, 4))
        ]

    def triggers(self, document):
        return [
            models.Trigger(
                postmortem=document.postmortem,
                text=self.language.phrase(4, 9),
                kind=self.random.choice(TriggerKind.values),
                created_by=document.postmortem.owner,
            )
        ]

    def mitigators(self, document):
        return [
            models.Mitigator(
                postmortem=document.postmortem,
                text=self.language.phrase(4, 10),
                kind=self.random.choice(MitigatorKind.values),
                position=position,
                created_by=document.postmortem.owner,
            )
            for position in range(self.random.randint(1, 2))
        ]

    def ideas(self, document):
        rows = []
        for position in range(self.random.randint(1, 3)):
            row = models.Idea(
                postmortem=document.postmortem,
                text=self.language.phrase(4, 10),
                detail=self.language.sentence() if self.chance(40) else "",
                position=position,
                created_by=document.postmortem.owner,
            )
            if document.is_finalized or (document.is_reviewed and self.chance(50)):
                self.decide(row, document, first=position == 0)
            rows.append(row)
        return rows

    def decide(self, idea, document, *, first):
        """The first is always accepted, so that every page has an action to follow."""
        outcomes = {IdeaDecision.ACCEPTED: 6, IdeaDecision.DECLINED: 2, IdeaDecision.DEFERRED: 2}
        idea.decision = IdeaDecision.ACCEPTED if first else self.weighted(outcomes)
        idea.decided_by = document.postmortem.owner
        idea.decided_at = document.postmortem.reviewed_at + timedelta(hours=5)
        if idea.decision == IdeaDecision.DECLINED:
            idea.decision_reason = self.language.sentence()
        elif idea.decision == IdeaDecision.DEFERRED:
            idea.deferred_until = (self.now + timedelta(days=60)).date()

    def actions(self, document):
        """One for each idea that was accepted; progress goes on after finalize."""
        rows = []
        accepted = [one for one in document.rows.get("ideas", []) if one.decision == "accepted"]
        for position, idea in enumerate(accepted):
            row = models.ActionItem(
                postmortem=document.postmortem,
                idea=idea,
                title=idea.text,
                kind=self.random.choice(ActionKind.values),
                owner=self.random.choice(self.catalogue.members),
                done_when=self.language.sentence(),
                priority=self.random.choice(Priority.values),
                due_on=(idea.decided_at + timedelta(days=self.random.randint(20, 120))).date(),
                position=position,
                created_by=document.postmortem.owner,
            )
            if document.is_finalized:
                self.progress(row, document)
            rows.append(row)
        return rows

    def progress(self, action, document):
        """The older the page, the likelier that it is done."""
        age = (self.now - document.postmortem.finalized_at).days
        if age > 90 and self.chance(80):
            action.status = ActionStatus.DONE
            action.status_note = self.language.sentence()
            action.done_at = document.postmortem.finalized_at + timedelta(days=30)
            action.look_back_on = (action.done_at + timedelta(days=90)).date()
            action.version = 2
        elif self.chance(40):
            action.status, action.version = ActionStatus.IN_PROGRESS, 2
