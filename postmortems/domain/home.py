"""What waits for one person, in words: drafts and what they lack, actions, reviews."""

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils import timezone

from postmortems.enums import EntryKind, IdeaDecision, State
from postmortems.models import (
    ActionItem,
    ContributingFactor,
    Idea,
    Impact,
    IncidentPerson,
    Mitigator,
    Postmortem,
    PreliminaryNote,
    Publication,
    Section,
    TimelineEntry,
)

from .completeness import state_of

FEW = 5
MORE = 8


@dataclass(frozen=True)
class DraftToWrite:
    """One of a person's drafts, and the headings of what it still lacks."""

    postmortem: Postmortem
    lacking: list

    @property
    def due(self):
        """The clock that runs: to be reviewed, then to be finalized."""
        return self.postmortem.finalize_due or self.postmortem.review_due

    @property
    def first(self):
        return self.lacking[:2]

    @property
    def others(self):
        return max(0, len(self.lacking) - 2)


def my_drafts(user):
    """What this person owns or contributes to and is not final, the earliest due first.

    At most eight. One that is reviewed waits for its ideas to be decided.
    """
    mine = (
        Postmortem.objects.visible_to(user)
        .current()
        .filter(Q(owner=user) | Q(contributors=user))
        .exclude(state=State.FINALIZED)
        .select_related("incident")
        .distinct()
        .order_by(F("review_due").asc(nulls_last=True), "pk")[:MORE]
    )
    drafts = list(mine)
    lacking = lacking_of(drafts)
    return [DraftToWrite(one, lacking[one.pk]) for one in drafts]


def lacking_of(drafts):
    """Headings of the sections that are not done, by postmortem; few queries for all."""
    counts = counts_of(drafts)
    lacking = {one.pk: [] for one in drafts}
    sections = Section.objects.filter(postmortem__in=drafts).select_related("answer_owner")
    for section in sections.defer("html", "prompt"):
        if not (section.required or section.is_question):
            continue
        records = counts[section.key].get(section.postmortem_id, 0) if section.key in counts else 0
        if state_of(section, records)[0] != "done":
            lacking[section.postmortem_id].append(section.heading)
    for postmortem, number in undecided_ideas(drafts).items():
        lacking[postmortem].append(f"{number} idea{'s' if number > 1 else ''} to decide")
    return lacking


def undecided_ideas(drafts):
    """How many ideas wait for a decision, by postmortem, where deciding is possible."""
    reviewed = [one for one in drafts if one.state == State.REVIEWED]
    waiting = Idea.objects.kept().filter(postmortem__in=reviewed, decision=IdeaDecision.UNDECIDED)
    return dict(waiting.order_by().values_list("postmortem").annotate(Count("pk")))


def counts_of(drafts):
    """How many records answer each section: section key to postmortem to number."""

    def by(model, path, **filters):
        rows = model.objects.filter(**{f"{path}__in": drafts}, removed_at=None, **filters)
        return dict(rows.order_by().values_list(path).annotate(Count("pk")))

    entries = {"is_hidden": False}
    from_incident = "incident__postmortem"
    return {
        "impact": by(Impact, from_incident),
        "timeline": by(TimelineEntry, from_incident, **entries),
        "steps": by(TimelineEntry, from_incident, kind=EntryKind.ACTION, **entries),
        "q1": by(IncidentPerson, from_incident),
        "q2": told_people(drafts),
        "q3": by(TimelineEntry, from_incident, kind=EntryKind.COMMUNICATION, **entries),
        "q4": by(ContributingFactor, "postmortem"),
        "q5": by(Mitigator, "postmortem"),
        "q8": by(Idea, "postmortem"),
    }


def told_people(drafts):
    rows = (
        IncidentPerson.objects.kept()
        .filter(incident__postmortem__in=drafts)
        .filter(Q(joined_at__isnull=False) | ~Q(reached_how=""))
    )
    return dict(rows.order_by().values_list("incident__postmortem").annotate(Count("pk")))


def my_actions(user):
    """This person's unfinished actions, the earliest due first, at most eight."""
    return list(
        ActionItem.objects.visible_to(user)
        .unfinished()
        .filter(owner=user, postmortem__discarded_at=None)
        .select_related("postmortem")
        .order_by(F("due_on").asc(nulls_last=True), "pk")[:MORE]
    )


def my_reviews(user):
    """Postmortems this person facilitates that are not finalized, at most eight."""
    return list(
        Postmortem.objects.visible_to(user)
        .current()
        .filter(facilitator=user)
        .exclude(state=State.FINALIZED)
        .select_related("incident", "owner")
        .order_by(F("review_due").asc(nulls_last=True), "pk")[:MORE]
    )


def newly_finalized(user):
    """The latest page of each postmortem, newest first, at most five."""
    return list(
        Publication.objects.visible_to(user)
        .newest()
        .select_related("postmortem__incident")
        .prefetch_related("services")
        .defer("snapshot", "body")
        .order_by("-released_at", "-pk")[:FEW]
    )


def current_notes(user):
    """Preliminary notes that no page has replaced yet, newest first, at most five."""
    return list(
        PreliminaryNote.objects.visible_to(user)
        .select_related("postmortem__incident")
        .order_by("-updated_at", "-pk")[:FEW]
    )


def greeting(user):
    """Good morning, by the clock of the reader's own zone, and their first name."""
    hour = timezone.localtime().hour
    part = "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
    return f"Good {part}, {user.name.split()[0] if user.name.split() else user.name}"


def waiting_words(drafts, actions, reviews):
    """What waits, as one sentence."""
    late = sum(one.due_on is not None and one.due_on < timezone.localdate() for one in actions)
    parts = [
        counted(len(drafts), "draft waits for you", "drafts wait for you"),
        counted(len(reviews), "review is yours to lead", "reviews are yours to lead"),
        counted(late, "action is late", "actions are late"),
    ]
    parts = [part for part in parts if part]
    if not parts:
        return "Nothing waits for you today."
    words = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
    return f"{words[0].upper()}{words[1:]}."


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


def counted(number, one, several):
    if not number:
        return ""
    word = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{word} {one if number == 1 else several}"
