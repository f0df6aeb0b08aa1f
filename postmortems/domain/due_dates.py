"""When a draft, a review and a finalize are due (settings of the installation)."""

from datetime import timedelta

from django.conf import settings

from postmortems.enums import Severity

SATURDAY = 5


def add_working_days(moment, days):
    """The same time of day, ``days`` working days (Monday to Friday) later."""
    while days > 0:
        moment += timedelta(days=1)
        if moment.weekday() < SATURDAY:
            days -= 1
    return moment


def draft_due(incident, started_at):
    """48 hours after resolution; after the draft was started while that is unknown."""
    return (incident.resolved_at or started_at) + timedelta(hours=settings.DRAFT_HOURS)


def review_due(incident, started_at):
    """3 days for SEV1, 5 working days for SEV2, 10 for the others."""
    since = incident.resolved_at or started_at
    if incident.severity == Severity.SEV1:
        return since + timedelta(days=settings.REVIEW_DAYS_SEV1)
    if incident.severity == Severity.SEV2:
        return add_working_days(since, settings.REVIEW_WORKING_DAYS_SEV2)
    return add_working_days(since, settings.REVIEW_WORKING_DAYS_OTHER)


def finalize_due(reviewed_at):
    """10 working days after the review."""
    return add_working_days(reviewed_at, settings.FINALIZE_WORKING_DAYS)


def set_clocks(postmortem):
    """Set the due dates from severity and resolution, without saving.

    A resolution long past (an old incident written up later) would make every date
    overdue at birth; then the clocks run from the start of the draft.
    """
    incident, started = postmortem.incident, postmortem.started_at
    if incident.resolved_at and draft_due(incident, started) < started:
        incident = type(incident)(severity=incident.severity)
    postmortem.draft_due = draft_due(incident, started)
    postmortem.review_due = review_due(incident, started)
    if postmortem.reviewed_at:
        postmortem.finalize_due = finalize_due(postmortem.reviewed_at)
