"""Finding postmortems: what the library lists for whom, and what it can be filtered by."""

import re
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import User
from postmortems.enums import State, Visibility
from postmortems.models import (
    Incident,
    Postmortem,
    PreliminaryNote,
    Publication,
    PublishedWords,
    Section,
    Service,
    SeverityWords,
    Tag,
)
from postmortems.search import hold_folded, holds, terms_of

from .severity import keep_labels

PUBLISHED, NOTED = "published", "note"
STATES = [
    (State.DRAFT.value, "Draft"),
    (State.REVIEWED.value, "Reviewed"),
    (PUBLISHED, "Published"),
    (NOTED, "Preliminary note"),
]
READERS_STATES = STATES[2:]
REFERENCE = re.compile(r"\s*PM-?(\d{1,9})\s*", re.IGNORECASE)

# What the list can be sorted by; the first is meant where the address names none.
SORTS = {
    "newest": ("Newest incident", ("-listed_at", "-pk")),
    "oldest": ("Oldest incident", ("listed_at", "pk")),
    "finalized": (
        "Newly finalized",
        (F("finalized_at").desc(nulls_last=True), "-listed_at", "-pk"),
    ),
    "severity": ("Most severe", ("listed_severity", "-listed_at", "-pk")),
    # By the database's own rules: SQLite tells large from small letters outside ASCII.
    "title": ("Title", (Lower("listed_title"), "pk")),
}
NEWEST = "newest"


def readable(user):
    """What this person finds; newest incident first.

    What is listed of each is what was published, where there is a page: a draft that goes
    on after a reopen shows nowhere but in the draft.
    """
    found = Postmortem.objects.readable_by(user).current().order_by(*SORTS[NEWEST][1])
    if user.is_reader:
        drafts = Incident.objects.visible_to(user).order_by().filter(pk=OuterRef("incident"))
        found = found.annotate(sees_draft=Exists(drafts))
    return found


def find(user, *, sort=NEWEST, **filters):
    """The readable postmortems that match every filter given; empty ones ask nothing.

    ``text``, ``severity``, ``service``, ``tag``, ``owner``, ``state`` (see ``STATES``), and
    ``since`` and ``until``, dates in the reader's zone, both included.
    """
    found = readable(user)
    for name, value in filters.items():
        if value:
            found = found.filter(CONDITIONS[name](user, value))
    return found.order_by(*SORTS[sort][1])


def number_of_all(user):
    """How many ``readable`` has, without reading through all of them.

    Whoever reads drafts sees all but the restricted ones that are kept from them, and those
    are few: they are what is looked for.
    """
    if user.is_reader:
        return readable(user).order_by().count()
    visible = Incident.objects.visible_to(user).order_by()
    hidden = Incident.objects.filter(visibility=Visibility.RESTRICTED).filter(
        ~Exists(visible.filter(pk=OuterRef("pk")))
    )
    kept_back = Q(incident__in=hidden.order_by().values("pk"))
    return Postmortem.objects.current().exclude(kept_back).order_by().count()


def named(field):
    """A condition: filed under this, on the page, or in the facts where there is none."""
    pages, facts = getattr(Publication, field).through, getattr(Incident, field).through
    thing = field.removesuffix("s")

    def condition(user, value):
        filed = {thing: value}
        return Q(current_publication__in=pages.objects.filter(**filed).values("publication")) | Q(
            current_publication=None,
            incident__in=facts.objects.filter(**filed).values("incident"),
        )

    return condition


def matches(user, text):
    """Whose text holds every word: of a draft only for those who may read the draft.

    What is finalized is found by its page, what goes on as a draft by both.
    """
    reference = REFERENCE.fullmatch(text)
    if reference:
        return Q(pk=int(reference[1]))
    terms = terms_of(text)
    if not terms:
        return Q()
    pages = hold_folded(PublishedWords.objects.order_by(), "words", terms).values("postmortem")
    return Q(pk__in=pages) | Q(pk__in=drafts_holding(user, terms)) | noted_holding(user, terms)


def drafts_holding(user, terms):
    drafts = Postmortem.objects.visible_to(user).exclude(state=State.FINALIZED).order_by()
    open_sections = Section.objects.exclude(postmortem__state=State.FINALIZED).order_by()
    for term in terms:
        sections = open_sections.filter(holds("text", term)).values("postmortem")
        drafts = drafts.filter(holds("incident__title", term) | Q(pk__in=sections))
    return drafts.values("pk")


def noted_holding(user, terms):
    notes = PreliminaryNote.objects.visible_to(user).order_by()
    for term in terms:
        within = ("summary", "impact", "what_to_do", "postmortem__incident__title")
        condition = Q()
        for field in within:
            condition |= holds(field, term)
        notes = notes.filter(condition)
    return Q(pk__in=notes.values("postmortem"))


def in_state(user, state):
    if state == PUBLISHED:
        return Q(current_publication__isnull=False)
    if state == NOTED:
        return Q(note__isnull=False, note__withdrawn_at=None, current_publication=None)
    visible = Incident.objects.visible_to(user).order_by()
    return Q(state=state, incident__in=visible.values("pk"))


def since(user, day):
    return Q(listed_at__gte=start_of(day))


def until(user, day):
    return Q(listed_at__lt=start_of(day + timedelta(days=1)))


def start_of(day):
    """Midnight of a day in the reader's zone."""
    zone = timezone.get_current_timezone()
    return datetime(day.year, day.month, day.day, tzinfo=zone)


CONDITIONS = {
    "text": matches,
    "severity": lambda user, value: Q(listed_severity=value),
    "service": named("services"),
    "tag": named("tags"),
    "owner": lambda user, value: Q(owner=value),
    "state": in_state,
    "since": since,
    "until": until,
}


def found_without(user, filters, names):
    """How many there would be without these filters."""
    return find(user, **{name: filters[name] for name in filters if name not in names}).count()


def choices(user):
    """What the list can be filtered by: only what this person's list holds, in one query.

    ``{"service": [(key, name), …], "tag": …, "owner": …}``, by name; and the fixed ones.
    """
    owned = readable(user).order_by().filter(owner=OuterRef("pk"))
    rows = (
        offered("service", Service, listing(user, services=OuterRef("pk")))
        .union(
            offered("tag", Tag, listing(user, tags=OuterRef("pk"))),
            offered("owner", User, Exists(owned)),
            named_levels(),
            all=True,
        )
        .values_list("kind", "pk", "name")
    )
    found = {"service": [], "tag": [], "owner": [], "severity": []}
    for kind, key, name in sorted(rows, key=lambda row: row[2].casefold()):
        found[kind].append((key, name))
    found["severity"] = list(keep_labels(dict(found["severity"])).items())
    found["state"] = READERS_STATES if user.is_reader else STATES
    return found


def named_levels():
    """What administrators call the levels, where they do: asked along with the others."""
    rows = SeverityWords.objects.annotate(kind=Value("severity", CharField()), name=F("label"))
    return rows.order_by().values("kind", "pk", "name")


def offered(kind, model, condition):
    rows = model.objects.filter(condition).annotate(kind=Value(kind, CharField()))
    return rows.order_by().values("kind", "pk", "name")


def listing(user, **name):
    """Whether a row of this person's list names it: on its page, or in the facts of a draft."""
    (field, value), *_ = name.items()
    rows = readable(user).order_by()
    return Exists(rows.filter(**{f"current_publication__{field}": value})) | Exists(
        rows.filter(**{f"incident__{field}": value}, current_publication=None)
    )
