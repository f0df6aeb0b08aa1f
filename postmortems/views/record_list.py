"""Lists of records as pages show them: rows, removed rows, and the line to add one."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

import rules
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from postmortems.enums import EntryKind
from postmortems.forms.kind import KINDS, Kind
from postmortems.forms.timeline import first_moment
from postmortems.models import Incident, Perspective
from postmortems.permissions import in_review_group

from .incident_clock import clock_picture
from .timeline_list import Timeline, Wish, narrowed, quick_line


@dataclass(frozen=True)
class Shape:
    """What one list is: which kind of record, which of them, its words, its section."""

    kind: str
    title: str
    empty: str
    section: str = ""
    only: dict = field(default_factory=dict)
    adds: bool = True


SHAPES = {
    "people": Shape(
        "person", "People", "Nobody is named yet. Who took part, in which role?", section="q1"
    ),
    "engagement": Shape(
        "person",
        "Who joined, when and how",
        "Nobody is named yet. Add who was engaged, when they joined and how they were reached.",
        section="q2",
    ),
    "links": Shape("link", "Links", "No links yet. Where are the chat, the ticket, the graphs?"),
    "impact": Shape(
        "impact",
        "Impact by group",
        "No group is named yet. Who noticed, and what was it like for them?",
        section="impact",
    ),
    "timeline": Shape(
        "timeline",
        "What happened, in order",
        "Nothing is on the timeline yet. Start with the first thing that anyone noticed.",
        section="timeline",
    ),
    "steps": Shape(
        "timeline",
        "Actions on the timeline",
        "No actions are on the timeline yet. Add them there, dead ends too.",
        section="timeline",
        only={"kind": EntryKind.ACTION},
        adds=False,
    ),
    "communication": Shape(
        "timeline",
        "Communication on the timeline",
        "No communication is on the timeline yet. Who was told what, and when?",
        section="q3",
        only={"kind": EntryKind.COMMUNICATION},
    ),
    "factors": Shape(
        "factor",
        "Contributing factors",
        "No factors yet. Name the conditions that had to be there; at least two were.",
        section="q4",
    ),
    "triggers": Shape(
        "trigger",
        "What set it off",
        "No trigger is named. It may stay so: the factors matter more.",
        section="q4",
    ),
    "mitigators": Shape(
        "mitigator",
        "What helped, luck and thanks",
        "Nothing yet. What kept it from getting worse, where did luck help, whom to thank?",
        section="q5",
    ),
    "ideas": Shape(
        "idea",
        "Ideas",
        "No ideas yet. Catch them as they come; they are decided after the review.",
        section="q8",
    ),
    "actions": Shape(
        "action",
        "Actions",
        "No actions yet. An accepted idea becomes one.",
        section="q8",
    ),
}

SECTIONS = {
    "impact": ("impact",),
    "timeline": ("timeline",),
    "steps": ("steps",),
    "q1": ("people",),
    "q2": ("engagement",),
    "q3": ("communication",),
    "q4": ("factors", "triggers"),
    "q5": ("mitigators",),
    "q8": ("ideas", "actions"),
}
ON_INCIDENT = ("timeline", "impact", "people", "links")


@dataclass
class RecordList:
    """One list, ready for ``postmortems/_record_list.html``."""

    name: str
    kind: Kind
    shape: Shape
    incident: Incident
    rows: list
    removed: list
    back: str
    can_edit: bool
    can_comment: bool = False
    can_add_perspective: bool = False
    may_decide: bool = False
    form: object = None
    timeline: Timeline | None = None

    @property
    def html_id(self):
        return f"list-{self.name}"

    @property
    def row_template(self):
        return f"postmortems/_{self.kind.slug}_row.html"

    @property
    def is_timeline(self):
        return self.kind.slug == "timeline"

    @property
    def count(self):
        return self.timeline.total if self.timeline else len(self.rows)

    @property
    def add_url(self):
        return reverse("postmortems:record-add", args=[self.incident.pk, self.kind.slug])

    @property
    def query(self):
        """What a link to one of its rows' forms carries: where to come back to."""
        return urlencode({"list": self.name, "next": self.back})


def lists_for(section_key, incident, user, query=""):
    """The lists of records that answer a section, in order; none where it has no records.

    ``query`` says how somebody wants to see the timeline: see ``timeline_list.Wish``.
    """
    postmortem = incident.postmortem
    back = wished(reverse("postmortems:section", args=[postmortem.pk, section_key]), query)
    return [build_list(name, incident, user, back) for name in SECTIONS.get(section_key, ())]


def shapes_for(section_key):
    """What those lists will be, where there is no incident yet: the preview of a template."""
    return [SHAPES[name] for name in SECTIONS.get(section_key, ())]


def lists_of_incident(incident, user, query=""):
    """The lists that the incident's own page shows."""
    back = wished(incident.get_absolute_url(), query)
    return [build_list(name, incident, user, back) for name in ON_INCIDENT]


def wished(path, query):
    """The address to come back to, with the wishes that are known."""
    query = Wish.of(query).query()
    return f"{path}?{query}" if query else path


def build_list(name, incident, user, back, form=None, fresh=0):
    """One list as this person may see and change it; ``form`` a refused line to show again.

    ``fresh`` is the key of the row that was just added or changed.
    """
    shape = SHAPES[name]
    kind = KINDS[shape.kind]
    may = accepts_changes(incident)
    can_edit = may and rules.has_perm(kind.changes, user, kind.subject(incident))
    rows = list(rows_of(kind, incident, user).kept().filter(**shape.only))
    removed = []
    if can_edit and shape.adds:
        removed = list(rows_of(kind, incident, user).removed().filter(**shape.only))
    can_speak, timeline, shown = False, None, rows
    if kind.slug == "timeline":
        can_speak = may and rules.has_perm("postmortems.add_perspective", user, incident)
        shown, timeline = timeline_of(name, rows, incident, user, back, fresh=fresh)
        place_perspectives(shown, incident, user, may)
    adds = shape.adds and can_edit
    if timeline and adds and name == "timeline":
        timeline.quick = quick_line(incident, rows, user, after=fresh)
        timeline.quick.has_clock = bool(timeline.clock)
    line = (form or add_form(name, incident, user, rows)) if adds else None
    if line and timeline:
        line.has_clock = bool(timeline.clock)
    return RecordList(
        name=name,
        kind=kind,
        shape=shape,
        incident=incident,
        rows=shown,
        timeline=timeline,
        removed=removed,
        back=back,
        can_edit=can_edit and shape.adds,
        can_comment=may and hasattr(incident, "postmortem") and comments(user, incident.postmortem),
        can_add_perspective=can_speak and shape.adds,
        may_decide=kind.slug == "idea" and may and decides(user, incident.postmortem),
        form=line,
    )


def timeline_of(name, rows, incident, user, back, *, fresh):
    """(rows to show, what stands around them); with its clock where the page has no other."""
    for row in rows:
        row.incident = incident
    shown, timeline = narrowed(rows, incident, back, fresh=fresh, in_full=name == "timeline")
    timeline.names_speakers = in_review_group(user, incident)
    if name == "timeline" and not back.startswith(incident.get_absolute_url()):
        timeline.clock = clock_picture(incident, [row for row in rows if not row.is_hidden])
    return shown, timeline


def decides(user, postmortem):
    """Whether ideas are decided now, and by this person."""
    return postmortem.decides_ideas and rules.has_perm("postmortems.decide_idea", user, postmortem)


def comments(user, postmortem):
    return rules.has_perm("postmortems.comment", user, postmortem)


def accepts_changes(incident):
    return not hasattr(incident, "postmortem") or incident.postmortem.accepts_changes


def add_form(name, incident, user, rows=()):
    """The empty line of a list, with what the list knows filled in."""
    kind = KINDS[SHAPES[name].kind]
    initial = dict(SHAPES[name].only)
    if kind.slug == "timeline":
        initial["occurred_at"] = first_moment(incident, rows[-1] if rows else None)
    return kind.form(
        incident=incident,
        user=user,
        instance=kind.blank(incident),
        initial=initial,
        auto_id=f"add-{name}-%s",
    )


def rows_of(kind, incident, user):
    """Every row of a kind in an incident, with all that its line shows; removed ones too."""
    rows = kind.model.objects.of_incident(incident)
    if kind.slug == "timeline" and not sees_hidden(user, incident):
        rows = rows.filter(is_hidden=False)
    if kind.slug == "person":
        return rows.select_related("user")
    if kind.slug == "timeline":
        return rows.select_related("created_by").in_order()
    if kind.slug == "factor":
        seen = Incident.objects.visible_to(user).order_by("pk")
        return rows.prefetch_related(
            "evidence", Prefetch("seen_before", queryset=seen, to_attr="seen_and_visible")
        )
    if kind.slug == "idea":
        return rows.select_related("decided_by").prefetch_related("factors", "actions")
    if kind.slug == "action":
        return rows.select_related("owner", "superseded_by").prefetch_related("factors")
    return rows


def sees_hidden(user, incident):
    """Hidden entries are for the review group and whoever edits, as on the published page."""
    return in_review_group(user, incident) or rules.has_perm(
        "postmortems.edit_incident", user, incident
    )


def place_perspectives(entries, incident, user, may):
    """Put beside each entry what this person may read of how it was seen."""
    cards = {}
    perspectives = (
        Perspective.objects.visible_to(user)
        .kept()
        .filter(entry__incident=incident)
        .select_related("speaker", "created_by")
    )
    in_group = in_review_group(user, incident)
    for one in perspectives:
        one.is_mine = user.pk in (one.speaker_id, one.created_by_id)
        one.by_name = bool(one.speaker_id and (in_group or one.speaker_id == user.pk))
        can_change = rules.has_perm("postmortems.change_perspective", user, one)
        one.can_change = may and can_change and not one.withdrawn_at
        one.waits_for_speaker = one.is_unheard and keeper(one) == user.pk
        one.can_keep = may and not one.withdrawn_at and keeper(one) == user.pk
        cards.setdefault(one.entry_id, []).append(one)
    for entry in entries:
        entry.perspectives_shown = cards.get(entry.pk, [])


def keeper(perspective):
    return perspective.speaker_id or perspective.created_by_id


def list_named(request, kind, incident):
    """(list name, address to come back to) that a form or link carried, made harmless."""
    sent = request.POST if request.method == "POST" else request.GET
    fitting = [name for name, shape in SHAPES.items() if shape.kind == list_kind(kind)]
    name = sent.get("list", "")
    name = name if name in fitting else fitting[0]
    back = sent.get("next", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    if not (allowed and back.startswith("/") and len(back) < 500):
        back = default_back(name, incident)
    return name, back.partition("#")[0]


def list_kind(kind):
    """Perspectives stand in the timeline's list."""
    return "timeline" if kind.is_own else kind.slug


def default_back(name, incident):
    if name in ON_INCIDENT or not hasattr(incident, "postmortem"):
        return incident.get_absolute_url()
    return reverse("postmortems:section", args=[incident.postmortem.pk, SHAPES[name].section])
