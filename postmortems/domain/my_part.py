"""What one person remembers, told before the others' perspectives are read.

The page shows when what happened, and one's own words. Nobody else's perspective is asked
for here, not even how many there are: who has read how others saw it remembers otherwise.
"""

from django.db.models import Exists, F, OuterRef, Q

from postmortems.enums import AccessReason, PerspectiveAudience, State
from postmortems.models import IncidentAccess, Perspective, Postmortem, TimelineEntry

FEW = 3
INVOLVED = (AccessReason.PERSON, AccessReason.CONTRIBUTOR)


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


def untold(user):
    """Drafts in which this person took part or writes, and has told nothing yet; at most three.

    For Home, with the earliest review first. Only where there is a moment to tell of, and
    only until the review. Whoever withdrew what they had told is not asked again.
    """
    beside = {"incident": OuterRef("incident")}
    involved = IncidentAccess.objects.filter(**beside, user=user, reason__in=INVOLVED)
    moments = TimelineEntry.objects.kept().filter(**beside)
    told = Perspective.objects.kept().filter(speaker=user, entry__incident=OuterRef("incident"))
    return list(
        Postmortem.objects.visible_to(user)
        .current()
        .filter(Exists(involved), Exists(moments), ~Exists(told), state=State.DRAFT)
        .select_related("incident")
        .order_by(F("review_due").asc(nulls_last=True), "pk")[:FEW]
    )
