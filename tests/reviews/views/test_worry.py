"""What somebody invited says before the meeting, to whoever leads it and to nobody else."""

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.models import AuditRecord, OutboxMail
from postmortems.models import Notification
from reviews.domain.meeting import cancel_meeting, change_meeting, close_meeting
from reviews.domain.notebook import set_present
from reviews.enums import MeetingOutcome
from reviews.models import Attendance, Worry

WORDS = "HEAVY-HEART"


@pytest.fixture
def invited(cast, arrange):
    """The outsider's invitation to the meeting that the facilitator leads."""
    meeting = arrange(cast, invite=[cast.outsider])
    return Attendance.objects.get(meeting=meeting, user=cast.outsider)


def say(client, row, text=WORDS, **values):
    address = reverse("reviews:invitation-before", args=[row.pk])
    return client.post(address, {"before-text": text, **values}, follow=True)


def aids(client, row):
    return client.get(reverse("reviews:aids", args=[row.meeting_id]))


def test_whoever_leads_reads_it_and_the_teller_sees_it_again(cast, client_of, invited):
    counts = AuditRecord.objects.count(), Notification.objects.count(), OutboxMail.objects.count()
    teller, leader = client_of(cast.outsider), client_of(cast.facilitator)
    said = say(teller, invited, **{"before-is_first": "on"})
    assert "Kept. You can change it" in said.content.decode()
    assert WORDS in said.content.decode()
    page = aids(leader, invited).content.decode()
    assert WORDS in page
    assert "Their first review" in page
    stops = leader.get(reverse("reviews:stops", args=[invited.meeting_id])).content.decode()
    assert "1 person who comes says" in stops
    assert WORDS not in stops
    now = AuditRecord.objects.count(), Notification.objects.count(), OutboxMail.objects.count()
    assert now == counts


def test_first_review_is_ticked_when_they_come(cast, client_of, invited):
    say(client_of(cast.outsider), invited, text="", **{"before-is_first": "on"})
    invited.refresh_from_db()
    assert invited.is_first
    assert not Worry.objects.exists()


def test_it_is_taken_back_by_leaving_it_empty(cast, client_of, invited):
    client = client_of(cast.outsider)
    say(client, invited)
    say(client, invited, text="  ")
    assert not Worry.objects.exists()


def test_another_leader_does_not_read_it_and_the_teller_is_told(cast, client_of, invited):
    teller = client_of(cast.outsider)
    say(teller, invited)
    meeting = invited.meeting
    meeting.refresh_from_db()
    change_meeting(meeting, {"facilitator": cast.contributor}, base=meeting.version, by=cast.owner)
    for part in ("contributor", "facilitator"):
        page = aids(client_of(cast.people[part]), invited)
        assert WORDS not in page.content.decode(), part
    address = reverse("reviews:invitation-answer", args=[invited.pk])
    assert "Somebody else leads the meeting now" in teller.get(address).content.decode()
    say(teller, invited, text="NEW-WORDS")
    assert "NEW-WORDS" in aids(client_of(cast.contributor), invited).content.decode()


def test_nothing_of_it_is_kept_after_the_meeting(cast, client_of, invited):
    say(client_of(cast.outsider), invited)
    meeting = invited.meeting
    set_present(invited, True, by=cast.facilitator)
    close_meeting(meeting, MeetingOutcome.HELD, by=cast.facilitator)
    assert not Worry.objects.exists()


def test_nothing_of_it_is_kept_when_the_meeting_is_cancelled(cast, client_of, invited):
    say(client_of(cast.outsider), invited)
    cancel_meeting(invited.meeting, by=cast.owner, reason="Another day")
    assert not Worry.objects.exists()
    refused = say(client_of(cast.outsider), invited)
    assert refused.status_code == 422
    assert "this invitation is over" in refused.content.decode()
    assert WORDS in refused.content.decode(), "what was typed stays on the page"


def test_no_row_of_another_table_holds_a_word_of_it(cast, client_of, invited):
    say(client_of(cast.outsider), invited)
    for model in set(apps.get_models()) - {Worry}:
        assert WORDS not in str(list(model._base_manager.values())), model
    assert WORDS in str(list(Worry.objects.values())), "it was there to be found"


def test_nobody_says_it_for_another(cast, client_of, invited):
    for part in ("facilitator", "owner", "administrator", "note_taker"):
        assert say(client_of(cast.people[part]), invited).status_code == 404
    assert not Worry.objects.exists()


@pytest.mark.parametrize("text", ["x" * 2001, "a\x00b"])
def test_refused_words_stay_on_the_page(cast, client_of, invited, text):
    refused = say(client_of(cast.outsider), invited, text=text)
    assert refused.status_code == 422
    assert not Worry.objects.exists()


def test_whoever_leads_is_not_asked_what_worries_them(cast, client_of, arrange):
    row = Attendance.objects.filter(meeting=arrange(cast, invite=[cast.facilitator])).first()
    address = reverse("reviews:invitation-answer", args=[row.pk])
    assert "Before you come" not in client_of(cast.facilitator).get(address).content.decode()
