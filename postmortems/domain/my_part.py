"""What one person remembers, told before the others' perspectives are read.

The page shows when what happened, and one's own words. Nobody else's perspective is asked
for here, not even how many there are: who has read how others saw it remembers otherwise.
"""

from django.db.models import Q

from postmortems.enums import PerspectiveAudience
from postmortems.models import Perspective


def steps(incident, user):
    """The entries of the timeline in order, each with ``own``: this person's perspectives.

    Two statements, however long it is.
    """
    own = {}
    mine = Q(speaker=user) | Q(speaker=None, created_by=user)
    for one in Perspective.objects.kept().filter(mine, entry__incident=incident).order_by("pk"):
        own.setdefault(one.entry_id, []).append(one)
    entries = list(incident.timeline.kept().in_order().defer("payload"))
    for entry in entries:
        entry.incident = incident
        entry.own = own.get(entry.pk, [])
        for one in entry.own:
            one.is_kept_back = (
                not one.withdrawn_at and one.audience == PerspectiveAudience.MINE and one.speaker_id
            )
    return entries
