"""A list of timeline entries as somebody wants to see it: which of them, in whose zone."""

from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.utils import timezone

from postmortems.domain.timeline import local_words
from postmortems.enums import EntryKind, Phase
from postmortems.forms.pasted import QuickForm

PART = 50
"""Entries of one part of a long timeline."""
LARGEST_PART = 10_000


@dataclass(frozen=True)
class Wish:
    """What an address asks to see. ``key``: key moments alone; ``zone``: *mine* or the
    incident's; ``choose``: tick boxes, *all* of them ticked; ``part`` of a long list, or *all*.
    """

    kind: str = ""
    phase: str = ""
    key: str = ""
    zone: str = ""
    choose: str = ""
    part: str = ""

    @classmethod
    def of(cls, query):
        """Read from a query string; what is not known is left aside."""
        sent = QueryDict(query)
        known = {
            "kind": EntryKind.values,
            "phase": Phase.values,
            "key": ["1"],
            "zone": ["mine"],
            "choose": ["some", "all"],
        }
        read = {name: sent.get(name, "") for name in known}
        read = {name: value for name, value in read.items() if value in known[name]}
        part = sent.get("part", "")
        if part == "all" or part.isascii() and part.isdecimal() and int(part[:6]) < LARGEST_PART:
            read["part"] = part[:6]
        return cls(**read)

    def query(self, **changes):
        values = {**vars(self), **changes}
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def narrows(self):
        return bool(self.kind or self.phase or self.key)

    def wants(self, row):
        return (
            (not self.kind or row.kind == self.kind)
            and (not self.phase or row.phase == self.phase)
            and (not self.key or row.is_key_moment)
        )


@dataclass
class Timeline:
    """What stands around the rows of a timeline."""

    wish: Wish
    path: str
    incident: object
    zone: str
    entries: list = field(default_factory=list)  # all of them, whatever is shown
    total: int = 0
    left_out: int = 0
    part: int = 1
    parts: int = 1
    is_full: bool = False
    names_speakers: bool = False
    quick: object = None
    clock: str = ""
    kinds: list = field(default_factory=lambda: EntryKind.choices)
    phases: list = field(default_factory=lambda: Phase.choices)

    def address(self, **changes):
        query = self.wish.query(**changes)
        return f"{self.path}{'?' if query else ''}{query}#list-timeline"

    @property
    def is_mine(self):
        return self.wish.zone == "mine"

    @property
    def is_switchable(self):
        return self.reader_zone != self.incident.time_zone

    @property
    def reader_zone(self):
        return timezone.get_current_timezone_name()

    @property
    def other_zone(self):
        return self.incident.time_zone if self.is_mine else self.reader_zone

    @property
    def switched(self):
        return self.address(zone="" if self.is_mine else "mine")

    @property
    def everything(self):
        """Without the filter."""
        return self.address(kind="", phase="", key="", part="")

    @property
    def earlier(self):
        return self.address(part=self.part - 1) if self.part > 1 and not self.is_full else ""

    @property
    def later(self):
        return (
            self.address(part=self.part + 1) if self.part < self.parts and not self.is_full else ""
        )

    @property
    def whole(self):
        return self.address(part="all")

    @property
    def in_parts(self):
        return self.address(part="")

    @property
    def first_shown(self):
        return (self.part - 1) * PART + 1

    @property
    def last_shown(self):
        return min(self.part * PART, self.total_wanted)

    @property
    def total_wanted(self):
        return self.total - self.left_out

    @property
    def choosing(self):
        return self.address(choose="some")

    @property
    def choosing_all(self):
        return self.address(choose="all")

    @property
    def done_choosing(self):
        return self.address(choose="")


def narrowed(rows, incident, back, *, fresh=0, in_full=True):
    """(rows to show, what stands around them). ``back`` is the address with its wishes.

    The row that was just added or changed (``fresh``) is shown whatever the filter says,
    and the part that it stands in. ``in_full=False`` leaves the filter aside: for the lists
    that are a choice of the timeline already.
    """
    split = urlsplit(back)
    wish = Wish.of(split.query) if in_full else Wish(part=Wish.of(split.query).part)
    wanted = [row for row in rows if wish.wants(row) or row.pk == fresh]
    parts = max(1, -(-len(wanted) // PART))
    part = min(int(wish.part), parts) if wish.part.isdecimal() and wish.part != "0" else 1
    place = next((at for at, row in enumerate(wanted) if row.pk == fresh), None)
    if place is not None:
        part = place // PART + 1
    is_full = wish.part == "all" or parts == 1
    shown = wanted if is_full else wanted[(part - 1) * PART : part * PART]
    zone = timezone.get_current_timezone_name() if wish.zone == "mine" else incident.time_zone
    return shown, Timeline(
        wish=wish,
        path=split.path,
        incident=incident,
        zone=zone,
        entries=rows,
        total=len(rows),
        left_out=len(rows) - len(wanted),
        part=part,
        parts=parts,
        is_full=is_full,
    )


def quick_line(incident, rows, user, *, after=0, data=None):
    """The form of one line, and what *+5m* counts from.

    That is the entry of number ``after`` where it is there, else the one that this person
    added last, else the last there is.
    """
    former = next((row for row in rows if row.pk == after), None)
    own = [row for row in rows if row.created_by_id == user.pk]
    former = former or max(own, key=lambda row: row.pk, default=rows[-1] if rows else None)
    form = QuickForm(data, incident=incident, former=former, auto_id="quick-%s")
    form.after = former.pk if former else 0
    form.after_words = local_words(former.occurred_at, incident.time_zone) if former else ""
    return form
