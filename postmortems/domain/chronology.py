"""The timeline of a page: entries in words, with their perspectives, long runs folded.

A long timeline shows its key moments; what lies between them waits in folds that open where
they stand. Nothing is left out: folded entries are on the page, and on paper.
"""

from postmortems.enums import EntryKind, EntrySource, Phase, StepOutcome

from .local_time import local_day

# Up to this many entries are shown without folds.
SHORT = 12
# A run of fewer entries than this stays open: a fold would not be shorter.
LEAST_FOLD = 3
# With fewer key moments than this the beginning is shown too, or nothing would be left.
LEAST_MOMENTS = 3
BEGINNING = 6

VOICE = (
    ("saw", "Saw or heard"),
    ("understood", "Understood it as"),
    ("expected", "Expected next"),
    ("did", "Did"),
    ("options", "Options considered"),
    ("pressures", "Pressures"),
)


def entry(row, perspectives, zone):
    """A timeline row with its words and with the perspectives opened at it."""
    ends = row["ended_at"]
    return {
        **row,
        "kind_label": EntryKind(row["kind"]).label.lower(),
        "outcome_label": StepOutcome(row["outcome"]).label.lower() if row["outcome"] else "",
        "source_label": "" if row["source"] == EntrySource.MANUAL else source_label(row),
        "is_day_only": row["precision"] == "day",
        "is_about": row["precision"] == "approximate",
        "ends_that_day": bool(ends)
        and local_day(ends, zone) == local_day(row["occurred_at"], zone),
        "perspectives": [voice(one) for one in perspectives if one["entry"] == row["id"]],
    }


def source_label(row):
    return EntrySource(row["source"]).label.lower()


def voice(perspective):
    """A perspective with what was said in it, in order; of a withdrawn one nothing."""
    lines = [(label, perspective[name]) for name, label in VOICE if perspective[name]]
    return {**perspective, "lines": lines}


def phases(entries):
    """Before, during, after: those that have entries, each as passages in order of time."""
    standing = standing_entries(entries)
    groups = [(phase, [row for row in entries if row["phase"] == phase]) for phase in Phase]
    return [
        {
            "key": phase.value,
            "label": phase.label,
            "entries": rows,
            "passages": passages(rows, standing),
        }
        for phase, rows in groups
        if rows
    ]


def standing_entries(entries):
    """Ids of the entries that are never folded: all of a short timeline, else its moments."""
    if len(entries) <= SHORT:
        return {row["id"] for row in entries}
    moments = {row["id"] for row in entries if row["is_key_moment"]}
    if len(moments) < LEAST_MOMENTS:
        moments |= {row["id"] for row in entries[:BEGINNING]}
    return moments


def passages(rows, standing):
    """Runs of entries that stand or are folded together, in their order."""
    runs = []
    for row in rows:
        stands = row["id"] in standing
        if not runs or runs[-1]["is_folded"] is stands:
            runs.append({"is_folded": not stands, "entries": []})
        runs[-1]["entries"].append(row)
    for run in runs:
        run["is_folded"] = run["is_folded"] and len(run["entries"]) >= LEAST_FOLD
        run["voices"] = sum(len(row["perspectives"]) for row in run["entries"])
    return runs


def is_folded(groups):
    """Whether anything of the timeline waits in a fold."""
    return any(run["is_folded"] for phase in groups for run in phase["passages"])
