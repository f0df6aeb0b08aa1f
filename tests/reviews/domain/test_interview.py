"""Conversations before a review: whom to ask, what two people note, what one of them shares."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.domain.people import deactivate
from accounts.models import AuditRecord, OutboxMail
from postmortems.domain.perspective import withdraw
from postmortems.domain.postmortem import discard, set_facilitator
from postmortems.enums import EntryKind, PerspectiveAudience
from postmortems.exceptions import ContentFrozen, Refused, StaleChange
from postmortems.models import Notification, Perspective
from reviews.domain import interview as verbs
from reviews.domain.interview import suggestions
from reviews.enums import InterviewStatus
from reviews.models import Interview, InterviewLine
from tests import scenes
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import TimelineEntryFactory
from tests.factories.reviews import InterviewFactory, InterviewLineFactory

SECRET = "The pager was in the other room"


@pytest.fixture
def talk(cast):
    return InterviewFactory(
        postmortem=cast.postmortem, interviewer=cast.facilitator, interviewee=cast.responder
    )


@pytest.fixture
def line(talk):
    return InterviewLineFactory(interview=talk, text=SECRET)


@pytest.fixture
def entry(cast):
    return TimelineEntryFactory(incident=cast.incident)


def whys(cast):
    found = suggestions(cast.postmortem, cast.facilitator)
    return {one.user.name: " ".join(one.whys) for one in found}


def finders(cast, model):
    return {part for part, one in cast.people.items() if model.objects.visible_to(one).exists()}


def test_suggested_are_those_the_records_name_each_with_why(cast):
    now = timezone.now()
    first, late = cast.incident.people.order_by("pk")
    first.joined_at, late.joined_at = now - timedelta(hours=9), now - timedelta(hours=8)
    first.save()
    late.save()
    author = UserFactory(name="Author")
    TimelineEntryFactory(
        incident=cast.incident, created_by=author, by=author, kind=EntryKind.ACTION
    )

    told = whys(cast)

    assert "took part: responder" in told[cast.responder.name]
    assert "joined later" in told[late.user.name]
    assert "joined later" not in told[first.user.name]
    assert "owns the postmortem" in told[cast.owner.name]
    assert "contributes" in told[cast.contributor.name]
    assert "action or a change" in told["Author"]
    assert not {cast.facilitator.name, cast.outsider.name} & set(told)


def test_suggested_are_no_more_who_was_asked_or_left(cast, talk):
    deactivate(cast.contributor, by=cast.administrator)

    assert not {cast.responder.name, cast.contributor.name} & set(whys(cast))
    assert cast.owner.name in whys(cast)
    new = suggestions(cast.postmortem, cast.outsider)
    assert cast.responder in [one.user for one in new], "whom another asked shows through"


def test_suggestions_take_no_more_queries_for_more_people(cast, django_assert_max_num_queries):
    for _ in range(3):
        author = UserFactory()
        TimelineEntryFactory(incident=cast.incident, created_by=author, by=author)
    postmortem = cast.fresh()
    with django_assert_max_num_queries(5):
        assert len(suggestions(postmortem, cast.facilitator)) >= 5


def test_ask_note_share_tells_nobody_else(cast, entry):
    before = AuditRecord.objects.count(), cast.fresh().content_version
    mails = OutboxMail.objects.count()
    talk = verbs.ask(cast.postmortem, cast.responder, by=cast.facilitator)
    assert verbs.ask(cast.postmortem, cast.responder, by=cast.facilitator) == talk
    line = verbs.write_line(talk, SECRET, by=cast.facilitator)
    verbs.write_line(talk, "Mine", by=cast.responder)
    line = verbs.change_line(line, SECRET + ".", base=1, by=cast.responder)
    verbs.settle(talk, InterviewStatus.DONE, by=cast.facilitator)

    assert (AuditRecord.objects.count(), cast.fresh().content_version) == before
    assert OutboxMail.objects.count() == mails
    assert not Notification.objects.filter(recipient=cast.responder).exists()

    told = Perspective(entry=entry, saw="Shared words", audience=PerspectiveAudience.REVIEW_GROUP)
    shared = verbs.share_line(line, told, by=cast.responder)

    assert (shared.speaker, shared.created_by) == (cast.responder, cast.responder)
    records = AuditRecord.objects.order_by("-pk")[: AuditRecord.objects.count() - before[0]]
    assert [one.verb for one in records] == ["perspective added"]
    assert SECRET not in f"{records[0].before}{records[0].after}{records[0].subject_name}"


@pytest.mark.parametrize("model", [Interview, InterviewLine])
def test_found_by_the_two_alone(cast, line, model):
    assert finders(cast, model) == {"facilitator", "responder"}


def test_nobody_else_writes_changes_or_shares(cast, talk, line, entry):
    for part, person in cast.people.items():
        if part in ("facilitator", "responder", "anonymous"):
            continue
        for attempt in (
            lambda who: verbs.write_line(talk, "x", by=who),
            lambda who: verbs.settle(talk, InterviewStatus.DONE, by=who),
            lambda who: verbs.change_line(line, "x", base=1, by=who),
            lambda who: verbs.remove_line(line, by=who),
            lambda who: verbs.share_line(line, Perspective(entry=entry, saw="x"), by=who),
        ):
            with pytest.raises(PermissionDenied):
                attempt(person)
    assert InterviewLine.objects.get().text == SECRET


def test_facilitator_never_shares_in_the_place_of_who_tells(cast, talk, entry):
    line = verbs.write_line(talk, SECRET, by=cast.facilitator)
    with pytest.raises(PermissionDenied):
        verbs.share_line(line, Perspective(entry=entry, saw="x"), by=cast.facilitator)
    theirs = InterviewLineFactory(interview=talk)
    with pytest.raises(PermissionDenied):
        verbs.change_line(theirs, "x", base=1, by=cast.facilitator)
    assert not Perspective.objects.exists()


def test_line_is_shared_once_and_then_stands_there(cast, line, entry):
    verbs.share_line(line, Perspective(entry=entry, saw="x"), by=cast.responder)
    with pytest.raises(Refused, match="shared"):
        verbs.share_line(line, Perspective(entry=entry, saw="y"), by=cast.responder)
    line.refresh_from_db()
    with pytest.raises(Refused, match="shared"):
        verbs.change_line(line, "y", base=line.version, by=cast.responder)
    assert Perspective.objects.count() == 1


def test_words_withdrawn_there_leave_the_conversation(cast, line, entry):
    other = InterviewLineFactory(interview=line.interview, text="Another")
    shared = verbs.share_line(line, Perspective(entry=entry, saw=SECRET), by=cast.responder)
    withdraw(shared, by=cast.responder)
    assert list(InterviewLine.objects.all()) == [other]


def test_late_change_is_told_and_line_taken_away_is_gone(cast, line):
    verbs.change_line(line, "First", base=1, by=cast.responder)
    with pytest.raises(StaleChange):
        verbs.change_line(line, "Second", base=1, by=cast.responder)
    verbs.remove_line(line, by=cast.responder)
    verbs.remove_line(line, by=cast.responder)
    assert not InterviewLine.objects.exists()
    with pytest.raises(Refused, match="taken away"):
        verbs.change_line(line, "Third", base=2, by=cast.responder)


def test_who_declined_alone_takes_it_up_again(cast, talk):
    verbs.settle(talk, InterviewStatus.DECLINED, by=cast.responder)
    with pytest.raises(Refused, match="declined"):
        verbs.settle(talk, InterviewStatus.ASKED, by=cast.facilitator)
    with pytest.raises(Refused, match="declined"):
        verbs.write_line(talk, "x", by=cast.facilitator)
    assert verbs.settle(talk, InterviewStatus.ASKED, by=cast.responder).is_asked
    verbs.settle(talk, InterviewStatus.DECLINED, by=cast.facilitator)
    assert verbs.settle(talk, InterviewStatus.ASKED, by=cast.facilitator).is_asked


def test_asking_oneself_or_who_left_or_may_not_see_it_is_refused(restricted_cast):
    cast = restricted_cast
    deactivate(cast.granted, by=cast.administrator)
    cast.granted.refresh_from_db()
    for person in (cast.facilitator, cast.granted, cast.outsider):
        with pytest.raises(Refused):
            verbs.ask(cast.postmortem, person, by=cast.facilitator)
    assert not Interview.objects.exists()


def test_another_facilitator_inherits_nothing(cast, talk, line):
    set_facilitator(cast.fresh(), cast.outsider, by=cast.owner, reason="Away next week.")

    assert finders(cast, InterviewLine) == {"facilitator", "responder"}
    with pytest.raises(PermissionDenied):
        verbs.write_line(talk, "Later", by=cast.facilitator)
    verbs.write_line(talk, "Mine still", by=cast.responder)
    assert verbs.ask(cast.fresh(), cast.responder, by=cast.outsider) != talk


def test_who_leads_the_meeting_alone_may_interview_too(cast, arrange):
    arrange(cast, facilitator=cast.outsider)
    talk = verbs.ask(cast.fresh(), cast.responder, by=cast.outsider)
    assert verbs.write_line(talk, SECRET, by=cast.outsider).text == SECRET


def test_deactivated_reads_nothing_and_the_other_keeps_it(cast, line):
    deactivate(cast.facilitator, by=cast.administrator)
    for person in (cast.facilitator, cast.responder):
        person.refresh_from_db()
    assert finders(cast, InterviewLine) == {"responder"}


def closed(cast, way):
    if way == "finalized":
        return scenes.finalized(cast)
    discard(cast.fresh(), by=cast.owner, reason="It was a drill.")
    return cast


@pytest.mark.parametrize("way", ["finalized", "discarded"])
def test_closed_document_keeps_it_readable_and_takes_nothing_but_away(cast, way):
    cast = closed(cast, way)
    talk = InterviewFactory(
        postmortem=cast.fresh(), interviewer=cast.facilitator, interviewee=cast.responder
    )
    line, entry = InterviewLineFactory(interview=talk), TimelineEntryFactory()
    for attempt in (
        lambda: verbs.ask(cast.fresh(), cast.owner, by=cast.facilitator),
        lambda: verbs.settle(talk, InterviewStatus.DONE, by=cast.responder),
        lambda: verbs.write_line(talk, "x", by=cast.responder),
        lambda: verbs.change_line(line, "x", base=1, by=cast.responder),
        lambda: verbs.share_line(line, Perspective(entry=entry, saw="x"), by=cast.responder),
    ):
        with pytest.raises(ContentFrozen):
            attempt()
    assert finders(cast, InterviewLine) == {"facilitator", "responder"}
    verbs.remove_line(line, by=cast.responder)
    assert not InterviewLine.objects.exists()
