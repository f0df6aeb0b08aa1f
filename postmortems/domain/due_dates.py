"""When a draft, a review and a finalize are due: by the clocks of its severity."""

from datetime import timedelta

from .severity import clock_of

SATURDAY = 5


def add_working_days(moment, days):
    """The same time of day, ``days`` working days (Monday to Friday) later."""
    while days > 0:
        moment += timedelta(days=1)
        if moment.weekday() < SATURDAY:
            days -= 1
    return moment


def draft_due(incident, started_at, clock):
    """Hours after resolution; after the draft was started while that is unknown."""
    return (incident.resolved_at or started_at) + timedelta(hours=clock.draft_hours)


def review_due(incident, started_at, clock):
    """Days after resolution, or working days."""
    since = incident.resolved_at or started_at
    if clock.review_in_working_days:
        return add_working_days(since, clock.review_days)
    return since + timedelta(days=clock.review_days)


def finalize_due(reviewed_at, clock):
    """Working days after the review."""
    return add_working_days(reviewed_at, clock.finalize_working_days)


def pre_read_due(review_at, clock):
    """When whoever comes to a review should have the draft to read."""
    return review_at - timedelta(hours=clock.pre_read_hours)


def set_clocks(postmortem):
    """Set the due dates from severity and resolution, without saving.

    A resolution long past (an old incident written up later) would make every date
    overdue at birth; then the clocks run from the start of the draft. Clocks that an
    administrator changes later apply when this is asked again: when the incident's severity
    or times change, and at the next move.
    """
    incident, started = postmortem.incident, postmortem.started_at
    clock = clock_of(incident.severity)
    if incident.resolved_at and draft_due(incident, started, clock) < started:
        incident = type(incident)(severity=incident.severity)
    postmortem.draft_due = draft_due(incident, started, clock)
    postmortem.review_due = review_due(incident, started, clock)
    if postmortem.reviewed_at:
        postmortem.finalize_due = finalize_due(postmortem.reviewed_at, clock)
