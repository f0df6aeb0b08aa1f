"""The action list: what it holds for whom, by what it is filtered and sorted, in words.

Titles, dates and all other facts are those of the draft for who may read it, and those of
the newest page for everyone else: a reader filters and sorts by what was published, so no
list tells them of a draft. Progress and owner are as they stand now, for both.
"""

import re
from datetime import timedelta

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, When
from django.utils import timezone

from accounts.models import User
from postmortems.enums import ActionKind, ActionStatus, Priority
from postmortems.models import ActionItem, Incident, IncidentAccess, PublishedAction, Service
from postmortems.search import holds, terms_of

SOON = timedelta(days=14)
MINE, TEAMS, ALL = "mine", "teams", "all"
WHOSE = {MINE: "Mine", TEAMS: "My teams", ALL: "All"}

TO_DO, LATE, NEXT, LATER, UNDATED, STARTED = "to-do", "late", "soon", "later", "undated", "started"
DONE, LOOK_BACK, DECLINED, SUPERSEDED, ANY = "done", "look-back", "declined", "superseded", "any"
STATES = {
    TO_DO: "To do",
    LATE: "Late",
    NEXT: "Due within 14 days",
    LATER: "Due later",
    UNDATED: "Without a date",
    STARTED: "In progress",
    LOOK_BACK: "To look back on",
    DONE: "Done",
    DECLINED: "Declined",
    SUPERSEDED: "Superseded",
    ANY: "In any state",
}
UNFINISHED = [ActionStatus.OPEN, ActionStatus.IN_PROGRESS]
GROUPS = (LATER, UNDATED)  # reached from their headings in the list of what is to do

SORTS = {
    "due": "Soonest due first",
    "priority": "Highest priority first",
    "newest": "Newest first",
    "postmortem": "By postmortem",
    "done": "Latest done first",
}
NOBODY = "nobody"
KINDS = {one.value: one.label.lower() for one in ActionKind}
PRIORITIES = {one.value: one.label.lower() for one in Priority}
FACTS = ("title", "kind", "priority", "due_on", "done_when", "tracker_link")
BY_PRIORITY = Case(
    *(When(told_priority=one.value, then=place) for place, one in enumerate(Priority)),
    output_field=IntegerField(),
)
NUMBER = re.compile(r"\s*(#|PM-?)(\d{1,9})\s*", re.IGNORECASE)


def listed(user):
    """Every action that this person may find, with its facts as ``told_…`` for them."""
    found = ActionItem.objects.found_by(user).filter(postmortem__discarded_at=None)
    drafts = {name: F(name) for name in FACTS}
    incident = {name: F(f"postmortem__incident__{name}") for name in ("title", "severity")}
    if user.is_reader:
        admitted = IncidentAccess.objects.filter(
            incident=OuterRef("postmortem__incident"), user=user
        )
        found = found.annotate(reads_draft=Exists(admitted))
        page = "postmortem__current_publication__"
        drafts = {name: by_page(told, f"published__{name}") for name, told in drafts.items()}
        incident = {name: by_page(told, page + name) for name, told in incident.items()}
    return found.annotate(
        **{f"told_{name}": told for name, told in drafts.items()},
        **{f"told_incident_{name}": told for name, told in incident.items()},
    )


def by_page(draft, published):
    """The draft's where it may be read, else what was published."""
    return Case(When(reads_draft=True, then=draft), default=F(published))


def find(user, *, state=TO_DO, sort=None, **filters):
    """Everyone's actions that match all of these, in order; ``of`` says whose they are.

    ``filters`` are names of ``FILTERS`` with their values. Raises ``KeyError`` for others.
    """
    found = listed(user).filter(in_state(state))
    for name, value in filters.items():
        found = found.filter(FILTERS[name](user, value))
    return in_order(found, sort or usual_sort(state))


def of(found, user, whose):
    """Of these, one's own, those of one's teams, or all."""
    return found.filter(OWNED[whose](user))


def counts(found, user):
    """How many of these are one's own, one's teams' and all; ``…_late``: of them, late."""
    late = in_state(LATE)
    return found.order_by().aggregate(
        **{whose: Count("pk", filter=owned(user)) for whose, owned in OWNED.items()},
        **{
            f"{whose}_late": Count("pk", filter=owned(user) & late)
            for whose, owned in OWNED.items()
        },
    )


def people_of_teams(user):
    """Everyone who shares a team with this person, themselves included."""
    return User.objects.filter(teams__members=user).order_by().values("pk")


OWNED = {
    MINE: lambda user: Q(owner=user),
    TEAMS: lambda user: Q(owner__in=people_of_teams(user)),
    ALL: lambda user: Q(pk__isnull=False),
}


def in_state(state):
    """The condition of a state; days are the reader's own."""
    today = timezone.localdate()
    unfinished = Q(status__in=UNFINISHED)
    conditions = {
        TO_DO: unfinished,
        LATE: unfinished & Q(told_due_on__lt=today),
        NEXT: unfinished & Q(told_due_on__gte=today, told_due_on__lte=today + SOON),
        LATER: unfinished & Q(told_due_on__gt=today + SOON),
        UNDATED: unfinished & Q(told_due_on=None),
        STARTED: Q(status=ActionStatus.IN_PROGRESS),
        LOOK_BACK: Q(status=ActionStatus.DONE, look_back_on__lte=today, did_it_help=""),
        DONE: Q(status=ActionStatus.DONE),
        DECLINED: Q(status=ActionStatus.DECLINED),
        SUPERSEDED: Q(status=ActionStatus.SUPERSEDED),
        ANY: Q(),
    }
    return conditions[state]


def of_service(user, service):
    """Named by the facts for who reads the draft, by the page for the others."""
    facts = Exists(
        Service.incidents.through.objects.filter(
            incident=OuterRef("postmortem__incident"), service=service
        )
    )
    if not user.is_reader:
        return facts
    page = Exists(
        Service.publications.through.objects.filter(
            publication=OuterRef("postmortem__current_publication"), service=service
        )
    )
    return Q(facts, reads_draft=True) | Q(page, reads_draft=False)


def with_words(text):
    """Every word in its title or its postmortem's; or a number: #12 an action, PM-3 all of it."""
    number = NUMBER.fullmatch(text)
    if number:
        return Q(pk=int(number[2])) if number[1] == "#" else Q(postmortem=int(number[2]))
    condition = Q()
    for term in terms_of(text):
        condition &= holds("told_title", term) | holds("told_incident_title", term)
    return condition


FILTERS = {
    "text": lambda user, text: with_words(text.strip()),
    "kind": lambda user, kind: Q(told_kind=kind),
    "priority": lambda user, priority: Q(told_priority=priority),
    "owner": lambda user, owner: Q(owner=None) if owner == NOBODY else Q(owner=owner),
    "service": of_service,
    "severity": lambda user, severity: Q(told_incident_severity=severity),
    "due_by": lambda user, day: Q(told_due_on__lte=day),
}


def usual_sort(state):
    return "done" if state == DONE else "due"


def in_order(found, sort):
    """Sorted, the same from page to page."""
    due = F("told_due_on").asc(nulls_last=True)
    orders = {
        "due": (due, "pk"),
        "priority": (BY_PRIORITY, due, "pk"),
        "newest": ("-pk",),
        "postmortem": ("-postmortem", "position", "pk"),
        "done": (F("done_at").desc(nulls_last=True), "-pk"),
    }
    return found.order_by(*orders[sort])


def with_all(found, user):
    """What an export tells of each; ``known_successor`` is the number of what took its place."""
    others = ActionItem.objects.found_by(user).filter(pk=OuterRef("superseded_by"))
    return found.select_related("owner", "postmortem").annotate(
        known_successor=Subquery(others.order_by().values("pk")[:1])
    )


def rows_of(keys, user):
    """The rows with these keys in their order, with all words that they show.

    Sorting many wide rows is slow: lists sort keys, and only what is shown is loaded.
    """
    shown = listed(user).select_related("owner", "postmortem").defer("done_when", "tracker_link")
    found = {row.pk: row for row in shown.filter(pk__in=keys)}
    rows = [found[key] for key in keys if key in found]
    others = {row.superseded_by_id for row in rows} - {None}
    successors = dict(listed(user).filter(pk__in=others).values_list("pk", "told_title"))
    for row in rows:
        row.told_kind_words = KINDS.get(row.told_kind, "")
        row.told_priority_words = PRIORITIES.get(row.told_priority, "")
        row.successor = successors.get(row.superseded_by_id, "")
        row.look_back_words = look_back_words(row)
    return rows


def look_back_words(row):
    """What became of the question whether it helped; empty before it is asked."""
    if row.did_it_help:
        return f"Looked back: {row.get_did_it_help_display().lower()}."
    if row.look_back_on is None:
        return ""
    if row.look_back_on <= timezone.localdate():
        return "Time to look back: did it help?"
    return f"Look back on {row.look_back_on.day} {row.look_back_on:%b %Y}."


def group_of(row):
    """The state that an unfinished action stands under in the list of what is to do."""
    if row.told_due_on is None:
        return UNDATED
    days = row.told_due_on - timezone.localdate()
    if days < timedelta(0):
        return LATE
    return NEXT if days <= SOON else LATER


def owners(user):
    """Who has an action that this person may find."""
    theirs = ActionItem.objects.found_by(user).filter(owner=OuterRef("pk"))
    return User.objects.filter(Exists(theirs.filter(postmortem__discarded_at=None)))


def services(user):
    """What can be chosen: services that an action in this person's list belongs to."""
    if user.is_reader:
        pages = PublishedAction.objects.visible_to(user).filter(postmortem__discarded_at=None)
        pages = pages.values("postmortem__current_publication")
        drafts = ActionItem.objects.kept().filter(
            postmortem__incident__in=Incident.objects.visible_to(user),
            postmortem__discarded_at=None,
        )
        named = Service.publications.through.objects.filter(publication__in=pages)
        facts = Service.incidents.through.objects.filter(
            incident__in=drafts.order_by().values("postmortem__incident")
        )
        return Service.objects.filter(
            Q(pk__in=named.values("service")) | Q(pk__in=facts.values("service"))
        )
    return Service.objects.filter(
        Exists(listed(user).filter(of_service(user, OuterRef(OuterRef("pk")))))
    )
