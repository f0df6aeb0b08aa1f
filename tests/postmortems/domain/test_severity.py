"""The words and the clocks of the five levels."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditRecord
from postmortems.domain import severity
from postmortems.domain.due_dates import pre_read_due
from postmortems.domain.incident import change_incident, obligation_for
from postmortems.enums import Obligation, Severity
from postmortems.exceptions import Refused, StaleChange
from tests.conftest import NOW
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import IncidentFactory, PostmortemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory(role="administrator")


def values(rows, names, changed=None):
    found = {row.severity: {name: getattr(row, name) for name in names} for row in rows}
    for level, new in (changed or {}).items():
        found[level].update(new)
    return found


def set_clock(by, base=0, **changed):
    rows = {level: changed for level in Severity.values}
    severity.set_all_clocks(values(severity.all_clocks(), severity.CLOCK, rows), base=base, by=by)


def set_words(by, changed, base=0):
    severity.set_words(values(severity.all_words(), severity.WORDS, changed), base=base, by=by)


def test_without_a_decision_the_environment_counts(settings):
    settings.DRAFT_HOURS, settings.OWED_SEVERITIES = 7, [3]

    assert {clock.draft_hours for clock in severity.all_clocks()} == {7}
    assert [one.severity for one in severity.all_words() if one.is_owed] == [3]
    assert [clock.review_days for clock in severity.all_clocks()] == [3, 5, 10, 10, 10]


def test_clocks_hold_for_due_dates_set_from_now_on(by, clock):
    incident = IncidentFactory(severity=Severity.SEV2, resolved_at=NOW)
    before = PostmortemFactory(incident=incident)
    dues = (before.draft_due, before.review_due)

    set_clock(by, draft_hours=6, review_days=2, review_in_working_days=False)

    before.refresh_from_db()
    assert (before.draft_due, before.review_due) == dues
    after = PostmortemFactory(incident=IncidentFactory(severity=Severity.SEV2, resolved_at=NOW))
    assert after.draft_due == NOW + timedelta(hours=6)
    assert after.review_due == NOW + timedelta(days=2)
    change_incident(incident, {"severity": Severity.SEV1}, base=incident.version, by=by)
    before.refresh_from_db()
    assert before.draft_due == NOW + timedelta(hours=6)
    assert pre_read_due(NOW, severity.clock_of(1)) == NOW - timedelta(hours=24)


def test_change_of_clocks_is_audited_with_what_differs(by):
    set_clock(by, draft_hours=6)

    record = AuditRecord.objects.get(stream="settings")
    assert record.before == {f"SEV{level} draft_hours": 48 for level in Severity.values}
    assert record.after["SEV5 draft_hours"] == 6


def test_later_change_is_told_not_lost(by):
    set_clock(by, draft_hours=6)

    with pytest.raises(StaleChange):
        set_clock(by, draft_hours=9)

    assert severity.clock_of(1).draft_hours == 6
    set_clock(by, base=1, draft_hours=9)
    assert severity.clock_of(1).draft_hours == 9


@pytest.mark.parametrize("hours", [0, 24 * 90 + 1])
def test_clock_beyond_reason_is_refused_whole(by, hours):
    with pytest.raises(ValidationError):
        set_clock(by, draft_hours=hours)

    assert severity.clock_of(3).draft_hours == 48
    assert not AuditRecord.objects.filter(stream="settings").exists()


def test_label_is_read_once_in_a_request_and_renewed_by_a_change(by, django_assert_num_queries):
    with severity.asked_once():
        with django_assert_num_queries(1):
            assert [severity.labels()[2] for _ in range(3)] == ["SEV2"] * 3
        set_words(by, {2: {"label": "Major"}})
        assert severity.labels()[2] == "Major"
    set_words(by, {2: {"label": "Grave"}}, base=1)
    assert severity.labels()[2] == "Grave"


def test_two_levels_have_two_labels(by):
    with pytest.raises(Refused, match="same label"):
        set_words(by, {2: {"label": " sev1 "}})


def test_what_is_owed_is_a_setting(by):
    set_words(by, {1: {"is_owed": False}, 4: {"is_owed": True}})

    assert obligation_for(1) == Obligation.VOLUNTARY
    assert obligation_for(4) == Obligation.OWED
