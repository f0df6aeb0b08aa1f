"""A date with an optional time, in a zone."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError

from postmortems.forms.moment import Moment, MomentField


class WhenForm(forms.Form):
    when = MomentField(required=False)


def cleaned(day, time, zone="Europe/Vienna", **options):
    return MomentField(required=False, zone=zone, **options).clean([day, time])


def test_time_is_read_in_the_zone():
    assert cleaned("2026-03-11", "21:00") == Moment(datetime(2026, 3, 11, 20, tzinfo=UTC))


def test_day_alone_is_its_midnight_and_says_so():
    assert cleaned("2026-03-11", "") == Moment(datetime(2026, 3, 10, 23, tzinfo=UTC), True)


def test_nothing_is_none():
    assert cleaned("", "") is None
    assert MomentField(required=False).clean(None) is None


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("", "21:00"),
        ("2026-02-30", ""),
        ("0001-01-01", "00:00"),
        ("9999-12-31", "23:59"),
        ("2026-03-29", "02:30"),
        ("2026-03-11", "25:00"),
        ("2026-03-11\x00", "21:00"),
    ],
)
def test_what_is_no_moment_is_refused(day, time):
    with pytest.raises(ValidationError):
        cleaned(day, time)


def test_required_time_and_required_date():
    with pytest.raises(ValidationError, match="time too"):
        cleaned("2026-03-11", "", time_required=True)
    with pytest.raises(ValidationError, match="Give a date"):
        MomentField().clean(["", ""])


def test_unchanged_moment_keeps_its_side_of_a_clock_change():
    second = Moment(datetime(2026, 10, 25, 1, 30, 12, 5, tzinfo=UTC))
    field = MomentField(zone="Europe/Vienna")
    field.kept = second
    assert field.clean(["2026-10-25", "02:30:12"]) == second
    assert field.clean(["2026-10-25", "02:30"]).at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_two_inputs_carry_what_was_typed():
    html = str(WhenForm({"when_day": "no day", "when_time": "21:00"})["when"])
    assert 'type="date"' in html
    assert 'value="no day"' in html
    assert 'type="time"' in html
    assert 'value="21:00"' in html
