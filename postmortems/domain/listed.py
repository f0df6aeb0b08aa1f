"""One row of a list of postmortems, as one person sees it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import CharField, F, Value

from postmortems.enums import State
from postmortems.models import Incident, Postmortem, Publication

from .page_facts import first_sentence, minutes_between


@dataclass
class ListedPostmortem:
    """What its row tells: of the page where there is one, else of the draft or the note."""

    postmortem: Postmortem
    sees_draft: bool
    services: list = field(default_factory=list)
    tags: list = field(default_factory=list)

    def __post_init__(self):
        one = self.postmortem
        self.page = one.current_publication
        note = None if self.page else getattr(one, "note", None)
        self.note = note if note and note.withdrawn_at is None else None
        self.shown_title = one.listed_title
        self.severity = one.listed_severity
        self.is_restricted = one.incident.is_restricted

    @property
    def began_at(self):
        return self.page.started_at if self.page else self.postmortem.incident.started_at

    @property
    def minutes_lasted(self):
        """From its beginning to its end; ``None`` where that can't be told."""
        incident = self.postmortem.incident
        if self.page:
            return self.page.minutes_lasted
        return minutes_between(incident.started_at, incident.resolved_at, incident.day_only)

    @property
    def line(self):
        """What was learned, or else the first sentence that tells what happened."""
        if self.page:
            return self.page.learned or first_sentence(self.page.summary)
        return first_sentence(self.note.summary) if self.note else ""

    @property
    def is_learned(self):
        return bool(self.page and self.page.learned)

    @property
    def is_being_amended(self):
        return bool(self.page) and self.postmortem.state != State.FINALIZED

    @property
    def due(self):
        """Of a draft: the clock that runs, to be reviewed, then to be finalized."""
        one = self.postmortem
        return one.review_due if one.state == State.DRAFT else one.finalize_due

    @property
    def stage(self):
        """Of a draft: where it stands, in words."""
        return "draft" if self.postmortem.state == State.DRAFT else "reviewed, not yet final"

    @property
    def due_for(self):
        return "review" if self.postmortem.state == State.DRAFT else "final"


def listed(postmortems, user):
    """Rows for these postmortems (after ``for_library``); one query for all their names.

    A reader sees the drafts that are marked so (``library.readable``), everyone else all.
    """
    rows = [
        ListedPostmortem(one, not user.is_reader or getattr(one, "sees_draft", False))
        for one in postmortems
    ]
    add_names(rows)
    return rows


def add_names(rows):
    """Services and tags: those published, or of the facts where there is no page."""
    pages = {row.page.pk: row for row in rows if row.page}
    facts = {row.postmortem.incident_id: row for row in rows if not row.page}
    found = defaultdict(list)
    for kind, source, key, name in names_of(pages, facts):
        row = pages[key] if source == "page" else facts[key]
        found[id(row), kind].append(name)
    for row in rows:
        row.services = sorted(found[id(row), "services"], key=str.casefold)
        row.tags = sorted(found[id(row), "tags"], key=str.casefold)


def names_of(pages, facts):
    """(kind, page or facts, key, name) of everything that these are filed under."""
    parts = [
        named(model, kind, source, keys)
        for model, source, keys in ((Publication, "page", pages), (Incident, "facts", facts))
        for kind in ("services", "tags")
    ]
    return parts[0].union(*parts[1:], all=True)


def named(model, kind, source, keys):
    through = getattr(model, kind).through
    owner, thing = model._meta.model_name, kind.removesuffix("s")
    rows = through.objects.filter(**{f"{owner}__in": list(keys)}).order_by()
    return rows.annotate(
        kind=Value(kind, CharField()),
        source=Value(source, CharField()),
        key=F(f"{owner}_id"),
        name=F(f"{thing}__name"),
    ).values_list("kind", "source", "key", "name")
