"""Who may follow a meeting live: asked at the door, and again while they are inside."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from postmortems.domain.admission import NotFound, Pass
from postmortems.enums import AccessReason
from postmortems.models import IncidentAccess
from postmortems.permissions import in_review_group
from reviews.models import Meeting


def admit(user, session, pk):
    """(pass, stream) for whoever is in the review group; else ``NotFound``."""
    visible = Meeting.objects.visible_to(user).select_related("postmortem__incident")
    meeting = visible.filter(pk=pk).first()
    if meeting is None or not in_review_group(user, meeting.postmortem):
        raise NotFound
    own = Pass(user.pk, user.password, session, meeting.postmortem_id)
    return own, meeting.postmortem.incident.reference


def lapsed(passes):
    """Those passes that hold no more, in three questions for all of them together."""
    people = {one.user for one in passes}
    active = User.objects.filter(pk__in=people, is_active=True)
    passwords = dict(active.values_list("pk", "password"))
    sessions = set(
        Session.objects.filter(
            pk__in={one.session for one in passes}, expire_date__gt=timezone.now()
        ).values_list("pk", flat=True)
    )
    group = set(
        IncidentAccess.objects.filter(
            user__in=people, incident__postmortem__in={one.postmortem for one in passes}
        )
        .exclude(reason=AccessReason.GRANTED)
        .values_list("user", "incident__postmortem")
    )
    return {
        one
        for one in passes
        if one.session not in sessions
        or passwords.get(one.user) != one.password
        or (one.user, one.postmortem) not in group
    }
