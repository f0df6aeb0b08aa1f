"""The two questions: counts alone, and none that would tell who said what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditRecord
from postmortems.exceptions import Refused
from reviews.domain import poll
from reviews.models import Meeting, Poll
from tests import scenes


def test_counts_are_shown_from_five_answers_on(cast):
    meeting = scenes.held(scenes.written(cast))
    for number in range(4):
        poll.answer(meeting, learned=number < 3, again=True)
    assert poll.result(meeting) is None
    poll.answer(meeting, learned=False, again=False)
    shown = poll.result(meeting)
    assert (shown.answers, shown.learned, shown.again) == (5, 3, 4)


def test_nothing_in_the_database_leads_to_a_person(cast):
    meeting = scenes.held(scenes.written(cast))
    before = AuditRecord.objects.count()
    poll.answer(meeting, learned=True, again=True)
    assert AuditRecord.objects.count() == before
    assert {field.name for field in Poll._meta.get_fields()} == {
        "id",
        "meeting",
        "answers",
        "learned",
        "again",
    }


def test_poll_is_open_from_the_close_for_two_weeks(cast, arrange):
    with pytest.raises(Refused):
        poll.answer(arrange(cast), learned=True, again=True)
    meeting = cast.postmortem.meetings.get()
    Meeting.objects.filter(pk=meeting.pk).update(
        closed_at=timezone.now() - timedelta(days=15), outcome="another"
    )
    meeting.refresh_from_db()
    with pytest.raises(Refused):
        poll.answer(meeting, learned=True, again=True)
    assert not Poll.objects.exists()
