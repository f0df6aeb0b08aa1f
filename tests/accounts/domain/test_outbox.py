"""Mail survives crashes and servers that are away; it leaves once wherever that is possible."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.domain.outbox import (
    LEASE,
    SPREAD,
    _postpone,
    deliver_due,
    post_mail,
    try_again,
    wait_after,
)
from accounts.domain.sweep import sweep
from accounts.enums import MailState
from accounts.models import OutboxMail
from accounts.models.outbox import MAX_ATTEMPTS
from tests.factories.accounts import OutboxMailFactory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class DownServer(EmailBackend):
    """The network's edge: a mail server that refuses."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


class KilledAfterAccept(EmailBackend):
    """The server takes the mail, and the worker dies before it can write that down."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise KeyboardInterrupt


class HangsUp(EmailBackend):
    """The server takes the mail and is gone before the farewell."""

    def close(self):
        raise TimeoutError


class RefusesOneAddress(EmailBackend):
    def send_messages(self, messages):
        if messages[0].to == ["broken@example.com"]:
            raise OSError("550 no such user")
        return super().send_messages(messages)


class WatchesTransactions(EmailBackend):
    seen = []

    def send_messages(self, messages):
        self.seen.append(connection.in_atomic_block)
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    """Choose the mail server of a test: ``server(DownServer)``."""

    def choose(backend):
        settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return choose


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_after_commit(server):
    with transaction.atomic():
        post_mail("maya@example.com", "Hello", "A text")
        assert mail.outbox == []

    assert [(m.to, m.subject, m.body) for m in mail.outbox] == [
        (["maya@example.com"], "Hello", "A text")
    ]
    assert OutboxMail.objects.get().sent_at


@pytest.mark.django_db(transaction=True)
def test_mail_of_a_rolled_back_change_never_leaves(server):
    with transaction.atomic():
        post_mail("maya@example.com", "Hello", "A text")
        transaction.set_rollback(True)

    deliver_due.call()
    assert mail.outbox == []
    assert not OutboxMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_mail_is_sent_outside_any_transaction(server):
    WatchesTransactions.seen.clear()
    server(WatchesTransactions)

    with transaction.atomic():
        post_mail("maya@example.com", "Hello", "A text")

    assert WatchesTransactions.seen == [False]


@pytest.mark.django_db
def test_sent_mail_is_not_sent_again_and_its_text_leaves_the_row(server):
    OutboxMailFactory(text="https://afterword.example/people/invitation/secret/")

    deliver_due.call()
    deliver_due.call()

    assert len(mail.outbox) == 1
    assert OutboxMail.objects.get().text == ""


@pytest.mark.django_db
def test_worker_killed_after_accept_repeats_with_the_same_message_id(server, time_machine):
    time_machine.move_to(NOW, tick=False)
    row = OutboxMailFactory()
    server(KilledAfterAccept)
    with pytest.raises(KeyboardInterrupt):
        deliver_due.call()
    row.refresh_from_db()
    assert (row.sent_at, row.attempts, row.leased_until) == (None, 1, NOW + LEASE)
    server(EmailBackend)

    deliver_due.call()
    assert len(mail.outbox) == 1, "the lease still runs"

    time_machine.move_to(NOW + LEASE, tick=False)
    deliver_due.call()
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert OutboxMail.objects.get().sent_at == NOW + LEASE


@pytest.mark.django_db
def test_failed_mail_is_retried_with_growing_waits_up_to_an_hour(server, time_machine):
    time_machine.move_to(NOW, tick=False)
    row = OutboxMailFactory(next_at=NOW)
    server(DownServer)
    waits = []
    for _ in range(9):
        began = timezone.now()
        deliver_due.call()
        row.refresh_from_db()
        waits.append(row.next_at - began)
        time_machine.move_to(row.next_at, tick=False)

    wanted = [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16, 32, 60, 60, 60)]
    assert all(
        least <= wait <= least * (1 + SPREAD) for least, wait in zip(wanted, waits, strict=True)
    ), waits
    assert len(set(waits[6:])) > 1, "not all mail at the same moment"


@pytest.mark.django_db
def test_mail_is_given_up_with_a_reason_and_can_be_tried_again(server, time_machine):
    time_machine.move_to(NOW, tick=False)
    row = OutboxMailFactory(attempts=MAX_ATTEMPTS - 1, next_at=NOW)
    server(DownServer)
    deliver_due.call()
    server(EmailBackend)
    time_machine.move_to(NOW + timedelta(days=30), tick=False)
    deliver_due.call()

    row.refresh_from_db()
    assert (row.state, row.sent_at) == (MailState.FAILED, None)
    assert row.why.startswith("ConnectionRefusedError")
    assert mail.outbox == []
    try_again(row)
    deliver_due.call()
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_mail_server_that_is_down_for_an_hour_loses_nothing(server, time_machine):
    time_machine.move_to(NOW, tick=False)
    rows = [OutboxMailFactory(next_at=NOW) for _ in range(5)]
    server(DownServer)
    for minute in range(60):
        time_machine.move_to(NOW + timedelta(minutes=minute), tick=False)
        sweep()
    assert mail.outbox == []
    server(EmailBackend)
    for minute in range(60, 125):
        time_machine.move_to(NOW + timedelta(minutes=minute), tick=False)
        sweep()

    assert sorted(one.to[0] for one in mail.outbox) == sorted(row.to for row in rows)


@pytest.mark.django_db
def test_farewell_that_fails_does_not_repeat_a_mail(server):
    row = OutboxMailFactory()
    server(HangsUp)

    deliver_due.call()
    deliver_due.call()

    row.refresh_from_db()
    assert row.state == MailState.SENT
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_sweep_sends_mail_whose_job_was_lost(server):
    OutboxMailFactory()

    sweep()

    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_round_that_fails_does_not_hold_up_the_rest(monkeypatch):
    seen = []

    def broken():
        raise OSError

    monkeypatch.setattr("accounts.domain.sweep.ROUNDS", [broken, lambda: seen.append(1)])

    sweep()

    assert seen == [1]


@pytest.mark.django_db
def test_failed_mail_leaves_when_the_server_is_back(server, time_machine):
    time_machine.move_to(NOW, tick=False)
    OutboxMailFactory()
    server(DownServer)
    deliver_due.call()
    server(EmailBackend)
    time_machine.move_to(NOW + wait_after(1) * (1 + SPREAD), tick=False)

    call_command("deliver_mail")

    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_one_broken_address_does_not_hold_up_the_others(server):
    OutboxMailFactory(to="broken@example.com")
    OutboxMailFactory(to="fine@example.com")
    server(RefusesOneAddress)

    deliver_due.call()

    assert [m.to for m in mail.outbox] == [["fine@example.com"]]


@pytest.mark.django_db
def test_late_failure_leaves_the_row_to_the_worker_that_took_over(server):
    row = OutboxMailFactory(attempts=2, leased_by="the one that took over")
    stale = OutboxMail.objects.get()
    stale.leased_by = "the one that was slow"

    _postpone(stale, OSError("late"))

    before = row.next_at
    row.refresh_from_db()
    assert (row.next_at, row.leased_by) == (before, "the one that took over")


@pytest.mark.django_db
def test_subject_stays_one_line_and_fits(server):
    row = post_mail("maya@example.com", "a\r\nBcc: evil@example.com\n" + "x" * 300, "A text")

    assert row.subject.startswith("a Bcc: evil@example.com xxx")
    assert len(row.subject) == 200


@pytest.mark.django_db
def test_mail_to_no_address_is_refused():
    with pytest.raises(ValidationError):
        post_mail("not an address", "Hello", "A text")
