"""Which mail a person wants; the link that ends it; what administrators see of lost mail."""

import pytest
from django.core import signing
from django.urls import reverse

from accounts.domain.preference import DIGEST, deliveries, unsubscribe_token
from accounts.enums import Delivery, MailState, NotificationKind
from tests.factories.accounts import OutboxMailFactory

pytestmark = pytest.mark.django_db
PAGE = "/people/notifications/"


def typed(**changed):
    return {**dict.fromkeys(NotificationKind.values, Delivery.DAILY), "hour": "7", **changed}


def test_choices_are_kept(as_member, member):
    answer = as_member.post(PAGE, typed(mention=Delivery.NONE))
    assert answer.status_code == 302
    member.refresh_from_db()
    assert member.digest_hour == 7
    assert deliveries(member)[NotificationKind.MENTION] == Delivery.NONE
    assert deliveries(member)[NotificationKind.CLOCK] == Delivery.DAILY


@pytest.mark.parametrize(
    "wrong", [{"hour": "24"}, {"hour": "9" * 50}, {"mention": "x\x00"}, {"clock": ["daily", "x"]}]
)
def test_nonsense_is_refused_and_changes_nothing(as_member, member, wrong):
    answer = as_member.post(PAGE, typed(**wrong))
    assert answer.status_code == 422
    assert not member.mail_preferences.exists()


def test_one_click_ends_one_kind_without_cookie_or_token(member):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    address = reverse("accounts:unsubscribe", args=[unsubscribe_token(member, "review")])
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert deliveries(member)[NotificationKind.REVIEW] == Delivery.NONE
    assert deliveries(member)[NotificationKind.MENTION] == Delivery.AT_ONCE


def test_end_of_the_daily_mail_ends_what_comes_daily_only(client, member):
    address = reverse("accounts:unsubscribe", args=[unsubscribe_token(member, DIGEST)])
    client.post(address)
    chosen = deliveries(member)
    assert chosen[NotificationKind.COMMENT] == Delivery.NONE
    assert chosen[NotificationKind.MENTION] == Delivery.AT_ONCE


@pytest.mark.parametrize(
    "token",
    ["x", "WzMsIm1lbnRpb24iXQ:1xVN66:BQT8", signing.dumps([1, "mention"], salt="another")],
    ids=["nonsense", "forged", "of another page"],
)
def test_token_that_is_not_ours_is_not_found(client, member, token):
    assert client.post(f"/people/unsubscribe/{token}/").status_code == 404
    assert not member.mail_preferences.exists()


def test_administrators_read_why_mail_was_given_up_and_try_again(as_administrator):
    row = OutboxMailFactory(state=MailState.FAILED, why="550 no such user", attempts=126)
    assert "550 no such user" in as_administrator.get("/people/mail/").content.decode()

    as_administrator.post(reverse("accounts:mail-again", args=[row.pk]))

    row.refresh_from_db()
    assert row.state in (MailState.WAITING, MailState.SENT)
    assert "550 no such user" not in as_administrator.get("/people/mail/").content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_others_see_nothing_of_the_mail(as_member, method):
    row = OutboxMailFactory(state=MailState.FAILED)
    address = reverse("accounts:mail-again", args=[row.pk]) if method == "post" else "/people/mail/"
    assert getattr(as_member, method)(address).status_code == 403
    row.refresh_from_db()
    assert row.state == MailState.FAILED
