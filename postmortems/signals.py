"""What this app announces to the apps above it, inside the transaction."""

from django.dispatch import Signal

# A postmortem moved. Arguments: postmortem, move, by, revision. A receiver that raises
# undoes the move.
moved = Signal()
