"""Mail leaves through the outbox: written with the change, delivered after it.

The row is the truth, the job only a nudge: whoever runs ``deliver_due`` sends all that is
due. A lost job, a killed worker or a server that was away therefore delays a mail and
never loses it. A mail is repeated only where a worker ends after the mail server took it
and before that is written down; it then carries the same Message-ID, by which mail programs
recognise it.
"""

import logging
import os
import random
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from accounts.enums import MailState
from accounts.models import OutboxMail
from accounts.models.outbox import MAX_ATTEMPTS

from .sweep import in_each_round

logger = logging.getLogger(__name__)

# Longer than a delivery lasts: some ten answers of the server, each awaited LONGEST_ANSWER at
# the most. A mail whose lease ends while it is sent would be sent twice.
LEASE = timedelta(minutes=10)
NETWORK_SECONDS, LONGEST_ANSWER = 30, 45
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
SPREAD = 0.1  # of the wait, so that not all mail knocks at the same moment
SUBJECT_LENGTH = OutboxMail._meta.get_field("subject").max_length
WHY_LENGTH = OutboxMail._meta.get_field("why").max_length


class Withdrawn(Exception):
    """This mail is not to be sent any more; the message says why."""


@dataclass(frozen=True)
class Letter:
    """What a mail says at the moment when it leaves; text and HTML say the same.

    ``calendar`` is an iCalendar object for the reader's calendar program, ``method`` what that
    is to do with it (REQUEST, CANCEL).
    """

    subject: str
    text: str
    html: str = ""
    headers: dict = field(default_factory=dict)
    calendar: str = ""
    method: str = ""


# kind of mail -> function(mail) -> Letter, for mail to a person. "" is for every kind that has
# none of its own.
COMPOSERS = {}


def post_mail(to, subject, text):
    """Put one mail into the outbox, in the caller's transaction; it leaves after commit."""
    mail = OutboxMail(to=to, subject=one_line(subject), text=text, message_id=new_message_id())
    mail.full_clean()
    mail.save()
    nudge_after_commit()
    return mail


def post_to(person, kind, *, conversation=""):
    """A mail to a person; what it says is put together as it leaves."""
    mail = OutboxMail.objects.create(
        to=person.email,
        person=person,
        kind=kind,
        conversation=conversation,
        message_id=new_message_id(),
    )
    nudge_after_commit()
    return mail


def nudge_after_commit():
    # robust: a queue that cannot be reached must not fail what the person did.
    transaction.on_commit(deliver_due.enqueue, robust=True)


def one_line(subject):
    subject = " ".join(subject.split())
    return subject if len(subject) <= SUBJECT_LENGTH else subject[: SUBJECT_LENGTH - 1] + "…"


def mail_host():
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def new_message_id():
    return make_msgid(domain=mail_host())


@task()
def deliver_due():
    """Send everything that is due, one mail at a time; also the sweep after a crash."""
    while mail := _lease():
        _send(mail)


@in_each_round
def requeue():
    """Where mail is due and no job waits that would send it, there is one again."""
    if OutboxMail.objects.due().exists() and not _is_queued():
        deliver_due.enqueue()


def _is_queued():
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.ready().filter(task_path=deliver_due.module_path).exists()


def wait_after(attempts):
    """How long to wait after so many attempts: 1, 2, 4 … minutes, an hour at most."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)


def try_again(mail):
    """An administrator gives a mail that was given up another five days, from now on."""
    with transaction.atomic():
        rows = OutboxMail.objects.filter(pk=mail.pk, state=MailState.FAILED)
        rows.update(state=MailState.WAITING, attempts=0, next_at=timezone.now(), why="")
        nudge_after_commit()


def _lease():
    """Take the next due mail: count the attempt and hold the row against other workers.

    Committed before the network is touched. A worker killed while sending leaves the row
    unsent, and it falls due again when the lease ends. The update asks again what was read,
    so that two workers never hold one row, on a database without row locks either.
    """
    while True:
        with transaction.atomic():
            due = OutboxMail.objects.due()
            if connection.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True, of=("self",))
            mail = due.first()
            if mail is None:
                return None
            as_read = OutboxMail.objects.filter(
                pk=mail.pk, attempts=mail.attempts, leased_by=mail.leased_by, state=mail.state
            )
            mail.attempts += 1
            mail.leased_until = timezone.now() + LEASE
            mail.leased_by = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex}"
            taken = as_read.update(
                attempts=mail.attempts, leased_until=mail.leased_until, leased_by=mail.leased_by
            )
        if taken:
            return mail


def _send(mail):
    """Hand one leased mail to the mail server, outside any transaction."""
    try:
        message = _message(mail)
    except Withdrawn as reason:
        _end(mail, MailState.WITHDRAWN, str(reason))
        return
    except Exception as error:  # a mail that cannot be put together must not stop the others
        _postpone(mail, error)
        return
    server = get_connection(timeout=min(settings.EMAIL_TIMEOUT or NETWORK_SECONDS, LONGEST_ANSWER))
    try:
        server.open()
        server.send_messages([message])
    except Exception as error:  # whatever the server or the address brings: the next must go on
        _postpone(mail, error)
    else:
        _end(mail, MailState.SENT, sent_at=timezone.now(), text="")
    finally:
        # Taken is taken: a farewell that fails would otherwise repeat the mail.
        with suppress(Exception):
            server.close()


def _message(mail):
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if mail.conversation:
        headers |= {"References": mail.conversation, "In-Reply-To": mail.conversation}
    letter = composed(mail) if mail.person_id else Letter(mail.subject, mail.text)
    message = EmailMultiAlternatives(
        subject=one_line(letter.subject),
        body=letter.text,
        to=[mail.to],
        headers=headers | letter.headers,
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        message.attach_alternative(letter.calendar, f"text/calendar; method={letter.method}")
    return message


def composed(mail):
    return COMPOSERS.get(mail.kind, COMPOSERS[""])(mail)


def _end(mail, state, why="", **values):
    """Say what became of a mail, if it is still this worker's to say."""
    held = OutboxMail.objects.filter(pk=mail.pk, leased_by=mail.leased_by, state=MailState.WAITING)
    held.update(state=state, why=why[:WHY_LENGTH], leased_until=None, leased_by="", **values)


def _postpone(mail, error):
    """After a failure: due again later, or given up after the last attempt."""
    why = " ".join(f"{type(error).__name__}: {error}".replace("\x00", "").split())
    if mail.attempts >= MAX_ATTEMPTS:
        logger.error("Mail %s given up after %s attempts", mail.message_id, mail.attempts)
        _end(mail, MailState.FAILED, why)
        return
    logger.warning("Mail %s failed, attempt %s", mail.message_id, mail.attempts, exc_info=True)
    wait = wait_after(mail.attempts) * random.uniform(1, 1 + SPREAD)
    _end(mail, MailState.WAITING, why, next_at=timezone.now() + wait)
