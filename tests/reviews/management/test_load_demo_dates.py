"""The days of the demo: what it tells happened in an order in which it could have."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from accounts.models import AuditRecord, User
from postmortems.enums import ActionStatus, State
from postmortems.models import (
    ActionItem,
    Comment,
    Idea,
    Incident,
    Notification,
    Postmortem,
    Publication,
)
from reviews.management.demo import DOCUMENTS, Draft, read_document
from reviews.management.demo_clock import Clock
from reviews.models import Meeting

YEAR_2026 = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


@pytest.fixture(autouse=True)
def loaded(request):
    if "clock" not in request.node.name and "day_of_loading" not in request.node.name:
        request.getfixturevalue("demo")
        request.getfixturevalue("db")


def test_documents_are_made_in_their_order():
    for one in Postmortem.objects.select_related("incident"):
        days = [one.incident.declared_at, one.started_at, one.reviewed_at, one.finalized_at]
        known = [day for day in days if day]
        assert known == sorted(known)
        assert known[-1] < timezone.now()


def test_review_is_marked_when_its_meeting_was_over():
    held = Meeting.objects.filter(outcome="held").select_related("postmortem")
    assert held.count() == 6
    for meeting in held:
        over = meeting.starts_at + timedelta(minutes=meeting.minutes)
        assert meeting.created_at < meeting.starts_at < meeting.closed_at
        assert over <= meeting.postmortem.reviewed_at < over + timedelta(minutes=5)


def test_finalized_pages_are_not_all_of_the_day_of_loading():
    pages = Publication.objects.select_related("postmortem")
    assert len({page.released_at.date() for page in pages}) == len(pages)
    for page in pages:
        assert page.released_at.date() == page.postmortem.finalized_at.date()
        assert page.released_at < timezone.now() - timedelta(days=1)


def test_ideas_are_decided_after_the_review_and_before_finalize():
    for idea in Idea.objects.exclude(decided_at=None).select_related("postmortem"):
        assert idea.decided_at > idea.postmortem.reviewed_at
        if idea.postmortem.finalized_at:
            assert idea.decided_at < idea.postmortem.finalized_at


def test_nobodys_action_is_done_before_its_review():
    done = ActionItem.objects.filter(status=ActionStatus.DONE).select_related("postmortem")
    assert done.count() >= 6
    assert len({action.done_at.date() for action in done}) >= 5
    for action in done:
        assert action.done_at > action.postmortem.finalized_at
        assert action.done_at.date() <= action.due_on


def test_no_action_is_looked_back_on_before_it_is_time():
    told = AuditRecord.objects.filter(verb__contains="looked back")
    assert told.count() == ActionItem.objects.exclude(did_it_help="").count() >= 2
    for record in told:
        action = ActionItem.objects.get(pk=record.subject_id)
        assert action.look_back_on <= record.at.date()
        assert record.at > action.done_at + timedelta(days=settings.LOOK_BACK_DAYS - 1)


def test_pages_are_discussed_after_they_appeared():
    said = Comment.objects.filter(thread__on_publication=True).select_related("thread__postmortem")
    assert said.count() >= 6
    for comment in said:
        assert comment.at > comment.thread.postmortem.finalized_at


def test_answers_follow_what_they_answer():
    for comment in Comment.objects.filter(thread__on_publication=True):
        later = comment.thread.comments.filter(pk__gt=comment.pk)
        assert all(other.at > comment.at for other in later)


def test_page_is_reopened_after_it_was_finalized():
    again = Postmortem.objects.get(state=State.DRAFT, current_publication__isnull=False)
    assert again.finalized_at < again.returned_at < timezone.now()
    assert again.finalize_due > timezone.now()


def test_people_were_there_before_the_first_incident():
    first = Incident.objects.order_by("declared_at").first()
    assert all(person.date_joined <= first.declared_at for person in User.objects.all())


def test_nothing_has_happened_in_the_future():
    assert AuditRecord.objects.exists()
    assert not AuditRecord.objects.filter(at__gt=timezone.now()).exists()


def test_nothing_the_demo_shows_is_late_but_what_is_meant_to_be():
    now = timezone.now()
    drafts = Postmortem.objects.filter(state=State.DRAFT)
    assert not drafts.filter(review_due__lt=now).exists()
    assert not Postmortem.objects.filter(state=State.REVIEWED, finalize_due__lt=now).exists()


def test_audit_of_each_stream_was_written_in_its_order():
    for incident in Incident.objects.all():
        told = list(AuditRecord.objects.filter(stream=incident.reference).order_by("pk"))
        assert [one.at for one in told] == sorted(one.at for one in told)


def moments_of(content, today):
    """The moments to which the clock is turned for one document, in the loader's order."""
    draft = Draft.__new__(Draft)
    draft.today, draft.zone = today, ZoneInfo(content["incident"]["time_zone"])
    when, meeting = content["when"], content.get("meeting", {})
    words = [when["opened"], when.get("waived") or when["written"]]
    if "finish" in content:
        words += [meeting["starts_at"], when["decided"]]
    if content.get("finish") == State.FINALIZED:
        words.append(when["finalized"])
        for row in content.get("page_comments", []):
            words += [row["at"], *(reply["at"] for reply in row["replies"])]
        plans = [row["action"] for row in content["ideas"] if "note" in row.get("action", {})]
        told = [plan["told"] for plan in plans]
        told += [plan["look_back"]["on"] for plan in plans if "look_back" in plan]
        words += sorted(told, key=draft.moment)
    words += [when["reopened"]] if "reopened" in when else []
    return [draft.moment(one) for one in words]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_story_keeps_its_order_whatever_the_day_of_loading(name):
    content = read_document(name)
    for today in YEAR_2026:
        moments = moments_of(content, today)
        assert moments == sorted(moments)
        assert moments[-1] < datetime.combine(today, time.min, tzinfo=moments[-1].tzinfo)


def test_clock_dates_what_is_done_while_it_is_open():
    then = datetime(2020, 2, 3, 4, 5, tzinfo=UTC)
    default = Incident._meta.get_field("declared_at").default
    with Clock() as clock:
        clock.turn(then)
        assert then <= timezone.now() < then + timedelta(minutes=1)
        assert then <= default() < then + timedelta(minutes=1)
        assert type(timezone.now()) is datetime
        assert timezone.template_localtime(then, use_tz=True).tzinfo is not UTC
        assert datetime.now(UTC).year > 2020
    assert timezone.now() > datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("turned", [timedelta(days=1), timedelta(days=-3)])
def test_clock_goes_neither_back_nor_into_the_future(turned):
    now = timezone.now()
    with Clock() as clock:
        clock.turn(now - timedelta(days=2))
        with pytest.raises(ValueError, match="out of its order"):
            clock.turn(now + turned)


def test_clock_is_right_again_after_a_failure():
    before = timezone.datetime
    with pytest.raises(ValueError, match="out of its order"), Clock() as clock:
        clock.turn(datetime(2120, 1, 1, tzinfo=UTC))
    assert timezone.datetime is before


def test_inboxes_hold_a_few_unread_news_of_the_last_days():
    unread = Notification.objects.unread()
    assert unread.exists()
    assert not unread.filter(at__lt=timezone.now() - timedelta(days=8)).exists()
    counts = unread.order_by().values_list("recipient").annotate(Count("pk"))
    assert max(count for _, count in counts) <= 6
    assert Notification.objects.exclude(read_at=None).exists()
