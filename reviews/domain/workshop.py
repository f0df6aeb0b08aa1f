"""The action workshop: planning it, deciding each idea there, and ending it."""

from django.db import transaction
from django.utils import timezone

from accounts.domain import audit
from accounts.enums import NotificationKind as Kind
from accounts.models import User
from postmortems.domain import record
from postmortems.domain.due_dates import add_working_days
from postmortems.domain.idea import decide_idea
from postmortems.domain.notification import tell
from postmortems.domain.postmortem import locked
from postmortems.enums import Happening, IdeaDecision
from postmortems.exceptions import Refused, StaleChange
from reviews.models import Attendance, Meeting, Workshop

DAYS_LATER = 2  # working days after the review, for a night or two of sleep (Etsy)


def proposed_start(postmortem):
    """Two working days after the last meeting that was held, at the same time of day."""
    last = Meeting.objects.counting(postmortem).order_by("-starts_at").first()
    return add_working_days(last.starts_at if last else timezone.now(), DAYS_LATER)


def plan_workshop(postmortem, values, *, base, by):
    """Plan the workshop, or change the planned one that was read at version ``base``.

    ``values`` are starts_at, minutes, place. Everybody close to the review is told. Raises
    ``Refused`` before a review was held, ``StaleChange`` if it was changed meanwhile.
    """
    with locked(postmortem) as postmortem:
        if postmortem.is_finalized or not Meeting.objects.counting(postmortem).exists():
            raise Refused("The workshop follows the review meeting: hold that first.")
        workshop = postmortem.workshops.ahead().select_for_update().first()
        if (workshop.version if workshop else 0) != base:
            raise StaleChange(workshop or Workshop(postmortem=postmortem, version=0))
        is_new = workshop is None
        workshop = workshop or Workshop(postmortem=postmortem, created_by=by, version=0)
        for name, value in values.items():
            setattr(workshop, name, value)
        workshop.version += 1
        workshop.full_clean()
        workshop.save()
        note("workshop planned" if is_new else "workshop changed", workshop, by=by)
        tell(close_to(postmortem), Kind.REVIEW, Happening.WORKSHOP, postmortem, by=by)
    return workshop


def close_to(postmortem):
    """Owner, contributors, facilitator and whoever came to a review of it."""
    came = Attendance.objects.kept().filter(
        meeting__postmortem=postmortem, is_present=True, user__isnull=False
    )
    people = {postmortem.owner_id, postmortem.facilitator_id, *came.values_list("user", flat=True)}
    people |= set(postmortem.contributors.values_list("pk", flat=True))
    return User.objects.filter(pk__in=people - {None})


def end_workshop(workshop, *, by):
    """It took place. Raises ``Refused`` while an idea is undecided; again is harmless."""
    with locked(workshop.postmortem) as postmortem:
        workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
        left = postmortem.ideas.kept().filter(decision=IdeaDecision.UNDECIDED).count()
        if left:
            raise Refused(f"{left} of the ideas wait for a decision. Deferring is one too.")
        if not workshop.is_held:
            workshop.held_at = timezone.now()
            workshop.version += 1
            workshop.save()
            note("workshop held", workshop, by=by)
    return workshop


def decide(idea, decision, *, base, by, reason="", deferred_until=None, action=None):
    """Decide an idea; an accepted one becomes an action with the fields in ``action``.

    Both or neither. Raises what ``decide_idea`` raises.
    """
    with transaction.atomic():
        idea = decide_idea(
            idea, decision, base=base, by=by, reason=reason, deferred_until=deferred_until
        )
        if decision == IdeaDecision.ACCEPTED and action:
            item = idea.actions.kept().get()
            record.change_record(item, action, base=item.version, by=by)
    return idea


def note(verb, workshop, *, by):
    audit.record(
        verb,
        workshop,
        by=by,
        stream=workshop.postmortem.incident.reference,
        after={"starts_at": workshop.starts_at.isoformat(), "place": workshop.place},
    )
