"""The five levels: what they are called, when to use them, how long each step may take.

Administrators set both in the browser. Until they do, the words are those below and the
clocks those of the environment (``config/settings.py``).
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import transaction

from accounts.domain.audit import record
from postmortems.enums import Severity
from postmortems.exceptions import Refused, StaleChange
from postmortems.models import SeverityClock, SeverityWords

STREAM = "settings"
WHEN = {
    Severity.SEV1: "Most customers cannot work, data is lost or exposed, or people are at risk.",
    Severity.SEV2: "A central part fails for many, and there is no way around it.",
    Severity.SEV3: "A part is slow or fails for some, or there is a way around it.",
    Severity.SEV4: "Few notice it, and it can wait for working hours.",
    Severity.SEV5: "Nobody was harmed: a near miss, or something worth learning from.",
}
WORDS = ("label", "when", "is_owed")
CLOCK = (
    "draft_hours",
    "review_days",
    "review_in_working_days",
    "finalize_working_days",
    "pre_read_hours",
)
_kept = ContextVar("severity_labels", default=None)


def words_before_any(level):
    return SeverityWords(
        severity=level,
        label=Severity(level).label,
        when=WHEN[level],
        is_owed=level in settings.OWED_SEVERITIES,
    )


def clock_before_any(level):
    days = {
        Severity.SEV1: settings.REVIEW_DAYS_SEV1,
        Severity.SEV2: settings.REVIEW_WORKING_DAYS_SEV2,
    }
    return SeverityClock(
        severity=level,
        draft_hours=settings.DRAFT_HOURS,
        review_days=days.get(level, settings.REVIEW_WORKING_DAYS_OTHER),
        review_in_working_days=level != Severity.SEV1,
        finalize_working_days=settings.FINALIZE_WORKING_DAYS,
        pre_read_hours=settings.PRE_READ_HOURS,
    )


def all_levels(model, before_any):
    rows = model.objects.in_bulk()
    return [rows.get(level) or before_any(level) for level in Severity.values]


def all_words():
    """The words of all five, the worst first."""
    return all_levels(SeverityWords, words_before_any)


def all_clocks():
    """The clocks of all five, the worst first."""
    return all_levels(SeverityClock, clock_before_any)


def words_of(level):
    found = SeverityWords.objects.filter(severity=level).first()
    return found or words_before_any(Severity(level))


def clock_of(level):
    found = SeverityClock.objects.filter(severity=level).first()
    return found or clock_before_any(Severity(level))


@contextmanager
def asked_once():
    """Within this (one request), the labels are read once at most."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def labels():
    """``{level: label}`` of all five, for lists and pages."""
    kept = _kept.get()
    return kept or keep_labels(dict(SeverityWords.objects.values_list("severity", "label")))


def keep_labels(set_by_hand):
    """All five, from what was read of those that somebody named; kept for this request."""
    found = {one.value: set_by_hand.get(one.value, one.label) for one in Severity}
    kept = _kept.get()
    if kept is not None:
        kept.update(found)
    return found


def forget_labels():
    """They changed in this request."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()


def set_words(values, *, base, by):
    """Give all levels their words: ``{level: {label, when, is_owed}}``, read at ``base``."""
    names = [values[level]["label"].strip().casefold() for level in Severity.values]
    if len(set(names)) < len(names):
        raise Refused("Two levels have the same label. Each needs one of its own.")
    change_levels(
        SeverityWords, words_before_any, WORDS, values, base=base, by=by, verb="severities changed"
    )
    forget_labels()


def set_all_clocks(values, *, base, by):
    """Give all levels their clocks. Due dates that were set before stay as they are."""
    change_levels(
        SeverityClock, clock_before_any, CLOCK, values, base=base, by=by, verb="clocks changed"
    )


def change_levels(model, before_any, names, values, *, base, by, verb):
    """Write all five rows in one transaction, with one audit record of what differs.

    Raises ``StaleChange`` where somebody set them since ``base``, and ``ValidationError``.
    """
    with transaction.atomic():
        model.objects.bulk_create(map(before_any, Severity.values), ignore_conflicts=True)
        rows = list(model.objects.select_for_update().order_by("severity"))
        if rows[0].version != base:
            raise StaleChange(rows)
        before, after = {}, {}
        for row in rows:
            for name in names:
                former, value = getattr(row, name), values[row.severity][name]
                value = value.strip() if isinstance(value, str) else value
                if former != value:
                    before[f"SEV{row.severity} {name}"] = former
                    after[f"SEV{row.severity} {name}"] = value
                    setattr(row, name, value)
            row.version = base + 1
            row.full_clean()
        if not after:
            return
        model.objects.bulk_update(rows, [*names, "version"])
        record(verb, rows[0], by=by, stream=STREAM, before=before, after=after)
