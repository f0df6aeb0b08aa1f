"""What waits for one person, in words: drafts and what they lack, actions, reviews."""

from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
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
from .listed import listed

FEW = 5
MORE = 8
MOST = 50
QUESTIONS = 8


@dataclass(frozen=True)
class DraftToWrite:
    """One of a person's drafts, and what it still lacks."""

    postmortem: Postmortem
    lacking: list
    ideas: int

    @property
    def due(self):
        """The clock that runs: to be reviewed, then to be finalized."""
        return self.postmortem.finalize_due or self.postmortem.review_due

    @property
    def due_for(self):
        return "final" if self.postmortem.finalize_due else "review"

    @property
    def is_due_soon(self):
        """Today or tomorrow, by the reader's calendar, and not late."""
        if self.due is None or self.due < timezone.now():
            return False
        return (timezone.localdate(self.due) - timezone.localdate()).days < 2

    @property
    def parts(self):
        """The parts that it lacks, in words; empty where every part is written."""
        return in_words([one.heading for one in self.lacking if not one.is_question], "part")

    @property
    def questions(self):
        """The questions that are open: the one itself, or how many of the eight."""
        open_ones = [one.heading for one in self.lacking if one.is_question]
        if len(open_ones) < 2:
            return "".join(open_ones)
        if len(open_ones) == QUESTIONS:
            return "all eight questions"
        return f"{number_word(len(open_ones))} of the eight questions"

    @property
    def ideas_words(self):
        return counted(self.ideas, "idea to decide", "ideas to decide")


def in_words(names, thing):
    """The first two names, and how many more there are."""
    if len(names) <= 2:
        return ", ".join(names)
    more = len(names) - 2
    return f"{', '.join(names[:2])} and {number_word(more)} more {thing}{'s' if more > 1 else ''}"


def in_hand(user):
    """What this person writes or leads and is not final, the earliest due first; at most 50."""
    contributed = Postmortem.contributors.through.objects.filter(user=user)
    return list(
        Postmortem.objects.visible_to(user)
        .current()
        .filter(Q(owner=user) | Q(facilitator=user) | Q(pk__in=contributed.values("postmortem")))
        .exclude(state=State.FINALIZED)
        .annotate(is_contributed=Exists(contributed.filter(postmortem=OuterRef("pk"))))
        .select_related("incident")
        .order_by(F("review_due").asc(nulls_last=True), "pk")[:MOST]
    )


def written_by(user, postmortems):
    """Of what is in hand: what this person owns or contributes to."""
    return [one for one in postmortems if one.owner_id == user.pk or one.is_contributed]


def drafts_to_write(postmortems):
    """What each of the first eight lacks. A reviewed one waits for its ideas to be decided."""
    drafts = postmortems[:MORE]
    if not drafts:
        return []
    lacking, ideas = lacking_of(drafts)
    return [DraftToWrite(one, lacking[one.pk], ideas.get(one.pk, 0)) for one in drafts]


def lacking_of(drafts):
    """The sections that are not done, and how many ideas wait to be decided, by postmortem."""
    counts, ideas = counts_of(drafts)
    lacking = {one.pk: [] for one in drafts}
    sections = Section.objects.filter(postmortem__in=drafts).select_related("answer_owner")
    for section in sections.defer("html", "prompt"):
        if not (section.required or section.is_question):
            continue
        records = counts.get((section.key, section.postmortem_id), 0)
        if state_of(section, records)[0] != "done":
            lacking[section.postmortem_id].append(section)
    return lacking, ideas


UNDECIDED = "undecided"


def counts_of(drafts):
    """How many records answer each section, by (key, postmortem); one query for all.

    Beside it how many ideas wait for a decision, by postmortem, where deciding is possible.
    """
    reviewed = [one for one in drafts if one.state == State.REVIEWED]
    shown, path = {"is_hidden": False}, "incident__postmortem"
    told = Q(joined_at__isnull=False) | ~Q(reached_how="")
    first, *others = [
        tally("impact", Impact, path, drafts),
        tally("timeline", TimelineEntry, path, drafts, **shown),
        tally("steps", TimelineEntry, path, drafts, kind=EntryKind.ACTION, **shown),
        tally("q1", IncidentPerson, path, drafts),
        tally("q2", IncidentPerson, path, drafts, told),
        tally("q3", TimelineEntry, path, drafts, kind=EntryKind.COMMUNICATION, **shown),
        tally("q4", ContributingFactor, "postmortem", drafts),
        tally("q5", Mitigator, "postmortem", drafts),
        tally("q8", Idea, "postmortem", drafts),
    ]
    if reviewed:
        undecided = {"decision": IdeaDecision.UNDECIDED}
        others.append(tally(UNDECIDED, Idea, "postmortem", reviewed, **undecided))
    counts, ideas = {}, {}
    for key, postmortem, number in first.union(*others, all=True):
        if key == UNDECIDED:
            ideas[postmortem] = number
        else:
            counts[key, postmortem] = number
    return counts, ideas


def tally(key, model, path, postmortems, *conditions, **filters):
    """(key, postmortem, number) of the records of one kind that are there."""
    rows = model.objects.kept().filter(*conditions, **{f"{path}__in": postmortems}, **filters)
    rows = rows.order_by().annotate(answers=Value(key, CharField()), at=F(f"{path}__pk"))
    return (
        rows.values("answers", "at")
        .annotate(number=Count("pk"))
        .values_list("answers", "at", "number")
    )


def my_actions(user):
    """This person's unfinished actions, the earliest due first, at most fifty."""
    return list(
        ActionItem.objects.visible_to(user)
        .unfinished()
        .filter(owner=user, postmortem__discarded_at=None)
        .select_related("postmortem")
        .order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST]
    )


def newly_finalized(user):
    """The latest page of each postmortem, newest first, at most five, as rows of a list."""
    pages = (
        Publication.objects.visible_to(user)
        .filter(pk=F("postmortem__current_publication"))
        .select_related("postmortem__incident")
        .defer("snapshot", "body")
        .order_by("-released_at", "-pk")[:FEW]
    )
    for page in pages:
        page.postmortem.current_publication = page
    return listed([page.postmortem for page in pages], user)


def current_notes(user):
    """Preliminary notes that no page has replaced yet, newest first, at most five."""
    return list(
        PreliminaryNote.objects.visible_to(user)
        .select_related("postmortem__incident")
        .order_by("-updated_at", "-pk")[:FEW]
    )


def greeting(user):
    """Good morning, by the clock of the reader's own zone, and their first name.

    From midnight to four it is neither morning nor evening: hello.
    """
    hour = timezone.localtime().hour
    part = "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
    words = "Hello" if hour < 4 else f"Good {part}"
    return f"{words}, {user.name.split()[0] if user.name.split() else user.name}"


def waiting_words(drafts, actions, reviews, more=()):
    """What waits, as one sentence; ``more`` holds what the apps above know of, in words."""
    late = sum(one.due_on is not None and one.due_on < timezone.localdate() for one in actions)
    parts = [
        counted(len(drafts), "draft waits for you", "drafts wait for you"),
        counted(len(reviews), "review is yours to lead", "reviews are yours to lead"),
        *more,
        counted(late, "action is late", "actions are late"),
    ]
    parts = [part for part in parts if part]
    if not parts:
        return "Nothing waits for you today."
    words = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
    return f"{words[0].upper()}{words[1:]}."


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


def number_word(number):
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def counted(number, one, several):
    if not number:
        return ""
    return f"{number_word(number)} {one if number == 1 else several}"
