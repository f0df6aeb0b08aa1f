"""Reminders of the clocks: to owner and facilitator, twice at the most, and then no more.

A clock that was missed is told once it has passed and once more some days later; the second
says that it is the last. Nobody is told of a clock that somebody is already answering (a
review is scheduled), nor of one long past when it is first looked at. Each reminder has a
key of its own, so a round that is cut off or runs twice tells nothing twice.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.domain.sweep import in_each_round
from accounts.enums import NotificationKind as Kind
from postmortems.domain.completeness import section_states
from postmortems.domain.due_dates import pre_read_due
from postmortems.domain.notification import tell
from postmortems.domain.severity import clock_of
from postmortems.enums import ActionStatus, Happening, State
from postmortems.models import ActionItem, Notification, Postmortem
from reviews.enums import MeetingOutcome
from reviews.models import Meeting

from .happening import tell_pre_read

LONG_PAST = timedelta(days=14)
SOON = timedelta(days=2)
LAST = "This is the last reminder of it."


@in_each_round
def remind():
    """One look at all clocks that run."""
    for clock, happening, overdue in CLOCKS:
        for postmortem in overdue():
            due = getattr(postmortem, f"{clock}_due")
            people = {postmortem.owner, postmortem.facilitator} - {None}
            remind_twice(
                people,
                Kind.CLOCK,
                happening,
                postmortem,
                key=f"{clock}:{postmortem.pk}:{int(due.timestamp())}",
            )
    remind_of_actions()
    send_pre_reads()


def send_pre_reads():
    """The draft to read, as long before a meeting as the severity's clock says."""
    now = timezone.now()
    ahead = Meeting.objects.upcoming().filter(
        postmortem__state=State.DRAFT,
        postmortem__discarded_at=None,
        starts_at__gt=now,
    )
    for meeting in ahead.select_related("postmortem__incident"):
        clock = clock_of(meeting.postmortem.incident.severity)
        if pre_read_due(meeting.starts_at, clock) <= now:
            tell_pre_read(meeting)


def remind_twice(people, kind, happening, postmortem, *, key, **about):
    """The first reminder, or the last when the first was long enough ago."""
    wait = timedelta(days=settings.NUDGE_DAYS)
    for person in people:
        first = Notification.objects.filter(key=f"{key}:first:{person.pk}").first()
        if first is None:
            tell([person], kind, happening, postmortem, key=f"{key}:first", **about)
        elif first.at + wait <= timezone.now():
            last = {**about, "key": f"{key}:last", "detail": LAST}
            tell([person], kind, happening, postmortem, **last)


def overdue(clock, state):
    """Postmortems whose clock ran out lately, with nothing scheduled that would answer it."""
    now = timezone.now()
    ahead = Meeting.objects.filter(postmortem=OuterRef("pk"), outcome=MeetingOutcome.SCHEDULED)
    return Postmortem.objects.filter(
        ~Exists(ahead),
        state=state,
        discarded_at=None,
        **{f"{clock}_due__lte": now, f"{clock}_due__gt": now - LONG_PAST},
    ).select_related("incident", "owner", "facilitator")


def drafts_due():
    """Drafts with something still unwritten and no meeting that was held."""
    return [
        postmortem
        for postmortem in overdue("draft", State.DRAFT)
        if not Meeting.objects.counting(postmortem).exists()
        and not all(one.is_done for one in section_states(postmortem) if one.section.required)
    ]


def reviews_due():
    return [
        postmortem
        for postmortem in overdue("review", State.DRAFT)
        if not Meeting.objects.counting(postmortem).exists()
    ]


def finalizing_due():
    return overdue("finalize", State.REVIEWED)


CLOCKS = (
    ("draft", Happening.DRAFT_DUE, drafts_due),
    ("review", Happening.REVIEW_DUE, reviews_due),
    ("finalize", Happening.FINALIZE_DUE, finalizing_due),
)


def remind_of_actions():
    """Once shortly before an action is due, then twice when it is past its date."""
    today = timezone.localdate()
    running = ActionItem.objects.kept().filter(
        status__in=[ActionStatus.OPEN, ActionStatus.IN_PROGRESS],
        owner__isnull=False,
        postmortem__discarded_at=None,
    )
    known = running.select_related("owner", "postmortem__incident")
    for action in known.filter(due_on__gte=today, due_on__lte=today + SOON):
        tell(
            [action.owner],
            Kind.ACTION,
            Happening.ACTION_DUE,
            action.postmortem,
            action=action,
            key=f"action-due:{action.pk}:{action.due_on}",
        )
    for action in known.filter(due_on__lt=today, due_on__gt=today - LONG_PAST):
        remind_twice(
            [action.owner],
            Kind.ACTION,
            Happening.ACTION_LATE,
            action.postmortem,
            action=action,
            key=f"action-late:{action.pk}:{action.due_on}",
        )
