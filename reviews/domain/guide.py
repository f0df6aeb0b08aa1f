"""The guided first visit of whoever runs reviews."""

from django.db.models import Exists, OuterRef
from django.urls import reverse

from postmortems.contributions import guide
from postmortems.domain.guide import CHECKED, Guide, Step
from postmortems.enums import Move
from reviews.models import Meeting, Stop

MET = "met"  # a place: the page of a meeting


@guide
def facilitator_guide(user):
    """For volunteers: the three steps around their next review. One query."""
    if not user.volunteers:
        return None
    meeting = (
        Meeting.objects.visible_to(user)
        .filter(facilitator=user, postmortem__discarded_at=None)
        .upcoming()
        .annotate(has_stops=Exists(Stop.objects.kept().filter(meeting=OuterRef("pk"))))
        .select_related("postmortem")
        .first()
    )
    queue, wait = reverse("reviews:queue"), "As soon as a review of yours is scheduled."
    needs = stops = ""
    if meeting:
        needs = reverse("postmortems:move", args=[meeting.postmortem_id, Move.MARK_REVIEWED])
        stops = reverse("reviews:stops", args=[meeting.pk])
    return Guide(
        "run reviews",
        [
            Step(
                "See what the review needs",
                f"{meeting.postmortem.reference}, which you facilitate."
                if meeting
                else "The queue shows what waits for a facilitator.",
                needs or queue,
                CHECKED in user.guide_seen,
            ),
            Step(
                "Prepare the stops",
                "The moments at which the walk pauses and people tell." if meeting else wait,
                stops,
                bool(meeting and meeting.has_stops),
            ),
            Step(
                "Open the meeting room",
                "One screen for the agenda, the walk and what is said." if meeting else wait,
                meeting.get_absolute_url() if meeting else "",
                MET in user.guide_seen,
            ),
        ],
    )
