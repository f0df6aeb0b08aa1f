"""The action list as a table for spreadsheets: CSV, one line at a time.

UTF-8 with a byte order mark: without it the spreadsheet programs that most people open a
CSV file with take it for another encoding. One row of headings in plain words, comma and
quotes as in RFC 4180, days and times as ISO 8601 (times in UTC). A text that a spreadsheet
would run as a formula gets an apostrophe before it; within a text that goes for whatever follows
a semicolon, a tab or a line break too, as a program that takes those for the ends of cells and
rows, and so the quotes around this cell for text, would run it from there.
"""

import csv
import re
from datetime import UTC

from postmortems.domain import action_list
from postmortems.domain.severity import labels
from postmortems.enums import ActionKind, Priority

BYTE_ORDER_MARK = "\ufeff"
CHUNK = 500
KINDS, PRIORITIES = (dict(one.choices) for one in (ActionKind, Priority))

# What starts a formula, also in its full-width form, and what a program may strip before it.
FORMULA = tuple("=+-@＝＋－＠")
STRIPPED = "\t\r\n\v\f \u00a0\ufeff"
SEPARATORS = frozenset(";\t\r\n")
# All that stands between two words and before a formula; taken once, however long it is.
BETWEEN = f'[;"{STRIPPED}]'
BEFORE_FORMULA = re.compile(f"(?<!{BETWEEN}){BETWEEN}++(?=[{re.escape(''.join(FORMULA))}])")

HEADINGS = (
    "Number",
    "Action",
    "Postmortem",
    "Postmortem title",
    "Severity",
    "Owner",
    "Kind",
    "Priority",
    "Due",
    "Status",
    "Evidence or reason",
    "Superseded by number",
    "Done at",
    "Look back on",
    "Did it help",
    "Why one says so",
    "Done when",
    "Tracker",
    "Address",
)


class Line:
    """Gives back what is written to it, for a writer that wants a file."""

    def write(self, text):
        return text


def lines(found, user, origin):
    """The lines of the file, read from the database as they are sent.

    ``found`` are rows of ``action_list``; ``origin`` is the scheme and host of addresses.
    """
    writer = csv.writer(Line())
    severities = labels()
    yield BYTE_ORDER_MARK + writer.writerow(HEADINGS)
    for row in action_list.with_all(found, user).iterator(chunk_size=CHUNK):
        yield writer.writerow([cell(value) for value in values_of(row, origin, severities)])


def values_of(row, origin, severities):
    return (
        row.pk,
        row.told_title,
        row.postmortem.reference,
        row.told_incident_title,
        severities.get(row.told_incident_severity, ""),
        row.owner.name if row.owner else "",
        KINDS.get(row.told_kind, ""),
        PRIORITIES.get(row.told_priority, ""),
        row.told_due_on,
        row.get_status_display(),
        row.status_note,
        row.known_successor,
        row.done_at,
        row.look_back_on,
        row.get_did_it_help_display(),
        row.did_it_help_note,
        row.told_done_when,
        row.told_tracker_link,
        origin + row.get_absolute_url(),
    )


def cell(value):
    """A value as text; one that would be run as a formula is only shown."""
    if value is None:
        return ""
    if hasattr(value, "astimezone"):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    text = value if isinstance(value, str) else str(value)
    is_shown_only = text.lstrip(STRIPPED).startswith(FORMULA) or text.startswith(("\t", "\r", "\n"))
    text = BEFORE_FORMULA.sub(stopped, text)
    return f"'{text}" if is_shown_only else text


def stopped(between):
    """An apostrophe before the formula, if a cell or a row could begin there."""
    text = between[0]
    return f"{text}'" if SEPARATORS & set(text) else text
