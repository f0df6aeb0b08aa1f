"""Incidents for the clock: invented moments, and hypothesis strategies that invent more."""

import zoneinfo
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from postmortems.rendering.clock import ORDER, Moment

LABELS = dict(
    zip(ORDER, ("Impact began", "Detected", "Acknowledged", "Mitigated", "Resolved"), strict=True)
)
ZONES = [zoneinfo.ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/New_York")]


def time(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def precision_of(text):
    return "day" if len(text) == 10 else "exact"


def milestones(**times):
    """started="2019-07-02 13:42"; without a time of day it is known by its day."""
    return [
        Moment(
            LABELS[f"{name}_at"],
            time(at),
            precision=precision_of(at),
            kind=f"{name}_at",
            is_milestone=True,
        )
        for name, at in times.items()
    ]


def entry(at, label, *, is_key=False, precision=None):
    return Moment(label, time(at), precision=precision or precision_of(at), is_key=is_key)


def missing(moments):
    return tuple(label for kind, label in LABELS.items() if kind not in {m.kind for m in moments})


GITLAB = [
    *milestones(
        started="2017-01-31 18:00",
        detected="2017-01-31 18:00",
        mitigated="2017-02-01 17:00",
        resolved="2017-02-01 18:14",
    ),
    entry("2017-01-31 17:20", "A copy of production is taken for a trial", is_key=True),
    entry("2017-01-31 19:00", "Comments fail"),
    entry("2017-01-31 22:00", "A page: the standby trails the primary", is_key=True),
    entry("2017-01-31 23:27", "The removal is stopped", is_key=True),
    entry("2017-02-10", "The account is published"),
]
CLOUDFLARE = [
    *milestones(
        started="2019-07-02 13:42",
        detected="2019-07-02 13:45",
        mitigated="2019-07-02 14:09",
        resolved="2019-07-02 14:52",
    ),
    entry("2019-06-10", "A protection is removed by a refactoring", is_key=True),
    entry("2019-06-20 09:12", "A rule is written"),
    entry("2019-07-02 13:31", "The change is merged", is_key=True),
    entry("2019-07-02 14:02", "Switching the rules off is proposed", is_key=True),
    entry("2019-07-12", "The account is published"),
]
YNAB = [
    *milestones(started="2017-04-28", resolved="2017-05-01"),
    entry("2017-04-28", "A larger database is ruled out", is_key=True),
    entry("2017-04-30", "Less load helps in part", is_key=True),
    entry("2017-05-01", "A setting is found too low", is_key=True),
]
IMPOSSIBLE = milestones(
    started="2024-03-01 10:00", detected="2024-03-01 09:30", resolved="2024-03-01 11:00"
)

HOSTILE = [
    "",
    " \n\t ",
    "x" * 400,
    "数据库主节点被删除" * 12,
    "👩‍👩‍👧‍👦🚒🔥" * 12,
    "שלום עולם זה תיאור ארוך של אירוע",
    "\u202eturned\u202c and \x00 controls",
    "a\u0301" * 60,
    '<script>alert(1)</script> & "quotes"',
    "﷽" * 4,
    "The load keeps climbing; many people can no longer post comments on issues",
]
SPANS = [timedelta(minutes=3), timedelta(hours=5), timedelta(days=2), timedelta(weeks=9)]
labels = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80))


@st.composite
def moments(draw, least=0):
    """Up to five milestones and sixty entries, in any order, over minutes or weeks."""
    base = datetime(2024, 3, 29, 21, 30, tzinfo=UTC)
    span = draw(st.sampled_from(SPANS)).total_seconds()
    ats = st.floats(0, 1).map(lambda share: base + timedelta(seconds=int(share * span)))
    precisions = st.sampled_from(["exact", "exact", "approximate", "day"])
    kinds = draw(st.lists(st.sampled_from(ORDER), unique=True))
    found = [Moment(LABELS[kind], draw(ats), None, draw(precisions), kind, True) for kind in kinds]
    lasting = st.none() | ats
    entries = st.builds(
        Moment, labels, ats, lasting, precisions, st.just("other"), st.just(False), st.booleans()
    )
    found += draw(st.lists(entries, min_size=max(0, least - len(found)), max_size=60))
    return draw(st.permutations(found)) if len(found) < 12 else found
