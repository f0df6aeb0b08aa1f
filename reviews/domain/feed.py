"""Links that a calendar program reads: one's own reviews, or all of the organization's.

Whoever has the link reads what its person may see at that moment, and no more. So only a
digest is kept, a new link ends the old one, and closing a person's access ends theirs for good.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.domain import audit
from accounts.domain.people import STREAM
from postmortems.enums import Visibility
from reviews.enums import FeedKind, MeetingOutcome, Response
from reviews.models import Attendance, CalendarFeed, Meeting

KEPT = timedelta(days=180)  # how long a meeting that is over stays in a feed
NAMES = {FeedKind.MINE: "My reviews", FeedKind.ORGANIZATION: "Reviews"}


def make_link(person, kind):
    """A new secret for this person's link of a kind; it is told here and never again."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        link, _ = CalendarFeed.objects.update_or_create(
            person=person,
            kind=kind,
            defaults={"digest": digest(secret), "created_at": timezone.now()},
        )
        audit.record("calendar link made", link, by=person, stream=STREAM)
    return secret


def revoke_link(person, kind):
    """End a link. Again is harmless."""
    with transaction.atomic():
        for link in CalendarFeed.objects.select_for_update().filter(person=person, kind=kind):
            audit.record("calendar link ended", link, by=person, stream=STREAM)
            link.delete()


def end_links_of(person_id):
    """All links of somebody whose access closes; in the transaction that closes it."""
    CalendarFeed.objects.filter(person=person_id).delete()


def digest(secret):
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def find_link(secret):
    """The link with this secret, whose person may still sign in; else ``None``."""
    links = CalendarFeed.objects.filter(digest=digest(secret), person__is_active=True)
    return links.select_related("person").first()


def text_of(link):
    """The calendar as it is now."""
    from . import calendar_object

    return calendar_object.feed(meetings_of(link), name=f"{NAMES[link.kind]} · Afterword")


def meetings_of(link):
    """What the link lists: never what its person may not see, nor a restricted one for all."""
    meetings = (
        Meeting.objects.visible_to(link.person)
        .filter(postmortem__discarded_at=None, starts_at__gte=timezone.now() - KEPT)
        .exclude(outcome=MeetingOutcome.CANCELLED)
        .for_page()
        .select_related("calendar")
        .order_by("starts_at", "pk")
    )
    if link.kind == FeedKind.ORGANIZATION:
        return meetings.filter(postmortem__incident__visibility=Visibility.ORGANIZATION)
    return meetings.filter(concerns(link.person))


def concerns(person):
    """Meetings that this person leads, takes notes in, or is asked to and did not decline."""
    rows = Attendance.objects.kept().filter(meeting=OuterRef("pk"), user=person)
    coming = Exists(rows.exclude(response=Response.DECLINED))
    return Q(facilitator=person) | Q(note_taker=person) | coming
