"""What Home recalls: an incident of an earlier year, and a factor that has returned."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone

from postmortems.enums import ActionStatus
from postmortems.models import ActionItem, ContributingFactor, Incident, Postmortem, Publication

from .counting import number_of
from .home import number_word
from .local_time import local_day

DAYS_AROUND = 3
LEAP_DAY = 229
SHORTEST_YEAR = timedelta(days=300)


@dataclass(frozen=True)
class Anniversary:
    """A published postmortem whose incident began about this day, some years ago."""

    postmortem: Postmortem
    page: Publication
    years: int
    is_today: bool
    agreed: int
    done: int
    unfinished: int

    @property
    def when(self):
        word = number_word(self.years).capitalize()
        around = "today" if self.is_today else "this week"
        return f"{word} year{'s' if self.years > 1 else ''} ago {around}"

    @property
    def actions_words(self):
        """What became of its actions; empty where there are none."""
        if not self.agreed:
            return ""
        if self.done == self.agreed:
            return "its action is done" if self.agreed == 1 else f"all {self.agreed} actions done"
        rest = "" if self.unfinished else ", the others were given up"
        return f"{self.done} of {self.agreed} actions done{rest}"


def on_this_day(user, today=None):
    """The published postmortem nearest to this day of an earlier year, or ``None``.

    Within three days of ``today`` (the reader's, when absent), by the incident's own
    calendar; the newest of those equally near. 29 February counts as near to both its
    neighbours in years without one.
    """
    today = today or timezone.localdate()
    near = days_near(today)
    before = timezone.make_aware(datetime.combine(today - SHORTEST_YEAR, datetime.min.time()))
    agreed = Publication.actions.through.objects.filter(publication=OuterRef("current_publication"))
    found = (
        Postmortem.objects.readable_by(user)
        .current()
        .filter(
            current_publication__began_day__in=near,
            current_publication__started_at__lt=before,
        )
        .annotate(
            nearness=Case(
                *(When(current_publication__began_day=day, then=near[day]) for day in near)
            ),
            agreed=number_of(agreed),
            done=number_of(agreed.filter(actionitem__status=ActionStatus.DONE)),
            unfinished=number_of(
                agreed.filter(actionitem__status__in=[ActionStatus.OPEN, ActionStatus.IN_PROGRESS])
            ),
        )
        .select_related("incident", "current_publication")
        .defer("current_publication__snapshot", "current_publication__body")
        .order_by("nearness", "-current_publication__started_at", "-pk")
        .first()
    )
    if found is None:
        return None
    page = found.current_publication
    return Anniversary(
        postmortem=found,
        page=page,
        years=years_between(local_day(page.started_at, found.incident.time_zone), today),
        is_today=found.nearness == 0,
        agreed=found.agreed,
        done=found.done,
        unfinished=found.unfinished,
    )


def days_near(today):
    """Month and day as one number → how many days away, for the days around this one."""
    near = {}
    for distance in sorted(range(-DAYS_AROUND, DAYS_AROUND + 1), key=abs):
        day = today + timedelta(days=distance)
        near[day.month * 100 + day.day] = abs(distance)
        if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).day == 1:
            near[LEAP_DAY] = min(abs(distance), near.get(301, abs(distance) + 1)) or 1
    return near


def years_between(began, today):
    """Whole years from a day to the anniversary that is nearest to today."""
    return round((today - began).days / 365.2425)


@dataclass(frozen=True)
class Recurrence:
    """A contributing factor that was seen in earlier incidents, as somebody linked them."""

    factor: ContributingFactor
    dates: list
    closed_on: date | None
    words: str

    @property
    def line(self):
        """Where the dots stand on a line of 300: (position, size), the last one largest."""
        first, span = self.dates[0], max((self.dates[-1] - self.dates[0]).days, 1)
        last = len(self.dates) - 1
        places = [14 + round(272 * (day - first).days / span) for day in self.dates]
        return [(place, 7 if number == last else 5) for number, place in enumerate(places)]

    @property
    def closed_at(self):
        """Where on that line the earlier actions were done; ``None`` if they were not."""
        if self.closed_on is None:
            return None
        span = max((self.dates[-1] - self.dates[0]).days, 1)
        return 14 + round(272 * (self.closed_on - self.dates[0]).days / span)

    @property
    def label_at(self):
        """Where the word beside the mark begins, or ends."""
        return self.closed_at + (-6 if self.label_side == "end" else 6)

    @property
    def label_side(self):
        """Which way the word beside the mark runs, so that it stays in the picture."""
        return "end" if self.closed_at and self.closed_at > 190 else "start"


def chronic(user):
    """The latest factor that was seen before, or ``None``.

    Only where this person sees both drafts and every time is known. What became of the
    actions is told of the incident right before: whether they were done when it returned.
    """
    earlier_ones = Incident.objects.visible_to(user).filter(
        pk=OuterRef("incident"),
        started_at__lt=OuterRef("contributingfactor__postmortem__incident__started_at"),
    )
    links = ContributingFactor.seen_before.through.objects.filter(Exists(earlier_ones.order_by()))
    factor = (
        ContributingFactor.objects.visible_to(user)
        .kept()
        .filter(
            pk__in=links.values("contributingfactor"),
            postmortem__discarded_at=None,
        )
        .select_related("postmortem__incident")
        .order_by("-postmortem__listed_at", "pk")
        .first()
    )
    if factor is None:
        return None
    now = factor.postmortem.incident
    earlier = list(
        factor.seen_before.visible_to(user)
        .filter(started_at__lt=now.started_at)
        .order_by("started_at")
    )
    if not earlier:  # changed since the question before
        return None
    return recurrence_of(factor, now, earlier)


def recurrence_of(factor, now, earlier):
    actions = list(
        ActionItem.objects.kept()
        .filter(postmortem__incident=earlier[-1])
        .exclude(status__in=[ActionStatus.DECLINED, ActionStatus.SUPERSEDED])
        .filter(Q(created_at__lt=now.started_at))
    )
    done = [one.done_at for one in actions if one.done_at and one.done_at < now.started_at]
    closed = max(done) if actions and len(done) == len(actions) else None
    dates = [local_day(one.started_at, one.time_zone) for one in (*earlier, now)]
    return Recurrence(
        factor=factor,
        dates=dates,
        closed_on=local_day(closed, now.time_zone) if closed else None,
        words=recurrence_words(dates, actions, done, closed, now),
    )


def recurrence_words(dates, actions, done, closed, now):
    """Seen again 4 months after its action was closed."""
    if closed:
        what = "its action was" if len(actions) == 1 else f"its {len(actions)} actions were"
        return f"Seen again {age_words((now.started_at - closed).days)} after {what} closed."
    since = f"Seen again {age_words((dates[-1] - dates[-2]).days)} later"
    if not actions:
        return f"{since}."
    still = len(actions) - len(done)
    if len(actions) == 1:
        return f"{since}, with its action still open."
    return f"{since}, with {still} of its {len(actions)} actions still open."


def age_words(days):
    """The same day, 5 days, 3 weeks, 4 months, 2 years."""
    for length, name in ((730, "year"), (61, "month"), (14, "week")):
        if days >= length:
            number = round(days / {"year": 365.25, "month": 30.44, "week": 7}[name])
            return f"{number} {name}s"
    if days < 1:
        return "less than a day"
    return f"{days} day{'s' if days > 1 else ''}"
