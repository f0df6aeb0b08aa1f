"""What this app announces to the apps above it, inside the transaction."""

from django.dispatch import Signal

# A postmortem moved. Arguments: postmortem, move, by, revision. A receiver that raises
# undoes the move.
moved = Signal()

# Another facilitator was named. Arguments: postmortem (locked, as it is now), former (a user
# or None), by, reason.
facilitator_named = Signal()

# The log of a live text has more than it had, or was locked or opened; sent after the
# commit. Argument: document, the live document's number.
text_logged = Signal()
