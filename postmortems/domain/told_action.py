"""What the newest page tells of its actions, in columns: for lists of who reads it alone."""

from django.utils.dateparse import parse_date

from postmortems.enums import ActionKind, Priority
from postmortems.models import PublishedAction

# A snapshot holds the words of a choice; lists filter and sort by its value.
KINDS = {kind.label: kind.value for kind in ActionKind}
PRIORITIES = {priority.label: priority.value for priority in Priority}


def keep_told(postmortem, rows):
    """Replace what is kept with these published rows, in the transaction that releases them."""
    PublishedAction.objects.filter(postmortem=postmortem).delete()
    PublishedAction.objects.bulk_create(
        PublishedAction(postmortem=postmortem, **told_of(row)) for row in rows
    )


def told_of(row):
    """The columns of one published row, as ``snapshot.action_row`` wrote it."""
    return {
        "action_id": row["id"],
        "title": row["title"],
        "kind": KINDS.get(row["kind"], ""),
        "priority": PRIORITIES.get(row["priority"], Priority.MEDIUM),
        "due_on": parse_date(row["due_on"] or ""),
        "done_when": row["done_when"],
        "tracker_link": row["tracker_link"],
    }
