"""From a mention in a comment to the mail about it, and what such a mail says."""

import email
from email import policy

import mailparser
import pytest
from django.core import mail

from accounts.domain.outbox import deliver_due
from accounts.domain.preference import DIGEST, choose, read_token
from accounts.enums import Delivery, MailState, NotificationKind
from accounts.models import OutboxMail
from postmortems.domain.comment import add_comment, start_thread
from postmortems.domain.incident import set_visibility
from postmortems.domain.notification import tell
from postmortems.enums import Happening, Visibility
from postmortems.models import Notification
from tests.cast import TITLE

pytestmark = pytest.mark.django_db
SECRET_WORDS = "the pager was off"


@pytest.fixture(autouse=True)
def _after_commit(settings):
    settings.SITE_URL = "https://afterword.example"


def mention(cast, name="Contributor"):
    return start_thread(cast.postmortem, f"@{name} {SECRET_WORDS}?", by=cast.owner)


@pytest.fixture
def cast(cast):
    return forgotten(cast)


@pytest.fixture
def restricted_cast(restricted_cast):
    return forgotten(restricted_cast)


def forgotten(cast):
    """What people were told while the cast came together is of no interest here."""
    OutboxMail.objects.all().delete()
    Notification.objects.all().delete()
    return cast


def delivered():
    deliver_due.call()
    return [parsed(one) for one in mail.outbox]


def parsed(message):
    return email.message_from_bytes(message.message().as_bytes(), policy=policy.default)


def part(message, kind):
    return message.get_body(preferencelist=(kind,)).get_content()


def test_mention_in_a_comment_becomes_a_notification_and_a_mail(cast):
    thread = mention(cast)

    row = Notification.objects.get(recipient=cast.contributor, happening=Happening.MENTIONED)
    assert (row.thread, row.actor, row.kind) == (thread, cast.owner, NotificationKind.MENTION)
    assert thread.comments.get().mentions == ["Contributor"]
    (sent,) = [one for one in delivered() if one["To"] == cast.contributor.email]
    assert sent["Subject"] == f"PM-{cast.postmortem.pk} {TITLE}: Owner mentions you in a comment"
    assert row.mail.state == MailState.SENT


def test_mail_says_the_same_in_text_and_html_and_none_of_the_words(cast):
    mention(cast)

    (sent,) = [one for one in delivered() if one["To"] == cast.contributor.email]

    assert sent.get_content_type() == "multipart/alternative"
    text, html = part(sent, "plain"), part(sent, "html")
    link = f"https://afterword.example/postmortems/{cast.postmortem.pk}/comments/"
    for words in (text, html):
        assert "Owner mentions you in a comment" in words
        assert link in words
        assert SECRET_WORDS not in words
    assert "src=" not in html


def test_mail_about_one_postmortem_is_one_conversation(cast):
    mention(cast)
    mention(cast)

    sent = [one for one in delivered() if one["To"] == cast.contributor.email]

    assert len({one["Message-ID"] for one in sent}) == 2
    assert len({one["References"] for one in sent}) == 1
    assert [one["In-Reply-To"] for one in sent] == [one["References"] for one in sent]
    assert {one["Auto-Submitted"] for one in sent} == {"auto-generated"}


def test_mail_can_be_ended_with_one_click_signed_out(cast, client):
    mention(cast)
    (sent,) = [one for one in delivered() if one["To"] == cast.contributor.email]
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sent["List-Unsubscribe"].strip(" <>").removeprefix("https://afterword.example")

    assert client.get(address).status_code == 200
    assert not cast.contributor.mail_preferences.exists(), "looking changes nothing"
    posted = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert posted.status_code == 200
    assert read_token(address.split("/")[-2]) == (cast.contributor, NotificationKind.MENTION)
    mail.outbox.clear()
    mention(cast)
    assert [one for one in delivered() if one["To"] == cast.contributor.email] == []
    assert Notification.objects.visible_to(cast.contributor).unread().count() == 2


def test_restricted_title_stays_out_of_the_mail(restricted_cast):
    cast = restricted_cast
    mention(cast)

    (sent,) = [one for one in delivered() if one["To"] == cast.contributor.email]

    assert sent["Subject"].startswith("A restricted postmortem: ")
    assert TITLE not in sent.as_string()
    assert TITLE not in part(sent, "plain") + part(sent, "html")


def test_who_lost_sight_of_it_before_delivery_gets_no_mail(cast):
    tell([cast.outsider], NotificationKind.MENTION, Happening.NAMED, cast.postmortem, by=cast.owner)
    set_visibility(cast.incident, Visibility.RESTRICTED, by=cast.owner)

    assert [one for one in delivered() if one["To"] == cast.outsider.email] == []

    row = OutboxMail.objects.get(person=cast.outsider)
    assert row.state == MailState.WITHDRAWN
    assert "not there for its reader" in row.why


def test_mail_that_was_switched_off_meanwhile_is_withdrawn(cast):
    mention(cast)
    choose(cast.contributor, {NotificationKind.MENTION: Delivery.NONE})

    assert [one for one in delivered() if one["To"] == cast.contributor.email] == []
    assert OutboxMail.objects.get(person=cast.contributor, kind="mention").why == (
        "Mail of this kind was switched off."
    )


def test_daily_mail_gathers_and_leaves_at_the_persons_hour(cast, clock):
    cast.owner.digest_hour = 9
    cast.owner.time_zone = "Asia/Tokyo"  # nine there is midnight UTC
    cast.owner.save()
    thread = start_thread(cast.postmortem, "First", by=cast.contributor)
    add_comment(thread, "Second", by=cast.contributor)
    row = OutboxMail.objects.get(person=cast.owner, kind=DIGEST)
    assert row.next_at.isoformat() == "2026-03-13T00:00:00+00:00"
    assert [one for one in delivered() if one["To"] == cast.owner.email] == []

    clock.move_to(row.next_at)
    (sent,) = [one for one in delivered() if one["To"] == cast.owner.email]

    assert sent["Subject"] == "Your day in Afterword: 2 things to look at"
    assert sent["References"] is None


def test_daily_mail_leaves_out_what_was_read(cast, clock):
    start_thread(cast.postmortem, "First", by=cast.contributor)
    row = OutboxMail.objects.get(person=cast.owner, kind=DIGEST)
    Notification.objects.visible_to(cast.owner).update(read_at=row.created_at)

    clock.move_to(row.next_at)
    deliver_due.call()

    row.refresh_from_db()
    assert (row.state, row.why) == (MailState.WITHDRAWN, "All of it was read in the inbox.")


def test_mail_is_read_alike_by_a_parser_that_is_not_pythons(cast):
    mention(cast)
    deliver_due.call()
    (sent,) = [one for one in mail.outbox if one.to == [cast.contributor.email]]

    read = mailparser.parse_from_bytes(sent.message().as_bytes())

    assert (len(read.text_plain), len(read.text_html), read.attachments) == (1, 1, [])
    headers = {name.lower(): str(value) for name, value in read.headers.items()}
    root = f"<postmortem-{cast.postmortem.pk}@afterword.example>"
    assert headers["references"] == headers["in-reply-to"] == root
    assert headers["list-unsubscribe"].startswith("<https://afterword.example/people/unsubscribe/")
    assert headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
