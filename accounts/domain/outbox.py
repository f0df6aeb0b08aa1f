"""Mail leaves through the outbox: written with the change, delivered after it.

The row is the truth, the job only a nudge: whoever runs ``deliver_due`` sends all that is
due. A lost job, a killed worker or a server that was away therefore delays a mail and
never loses it. Delivery is *at least once*; a repeat carries the same Message-ID, by
which mail programs recognise it.
"""

import logging
from datetime import timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from accounts.models import OutboxMail
from accounts.models.outbox import MAX_ATTEMPTS

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
NETWORK_SECONDS = 30  # well under the lease, so that a hanging server cannot outlive it
FIRST_WAIT = timedelta(minutes=1)
SUBJECT_LENGTH = OutboxMail._meta.get_field("subject").max_length


def post_mail(to, subject, text):
    """Put one mail into the outbox, in the caller's transaction; it leaves after commit."""
    subject = " ".join(subject.split())
    if len(subject) > SUBJECT_LENGTH:
        subject = subject[: SUBJECT_LENGTH - 1] + "…"
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    mail = OutboxMail(to=to, subject=subject, text=text, message_id=make_msgid(domain=host))
    mail.full_clean()
    mail.save()
    # robust: a queue that cannot be reached must not fail what the person did.
    transaction.on_commit(deliver_due.enqueue, robust=True)
    return mail


@task()
def deliver_due():
    """Send everything that is due, one mail at a time; also the sweep after a crash."""
    while mail := _lease():
        _send(mail)


def wait_after(attempts):
    """How long to wait after so many attempts: 1, 2, 4 … minutes."""
    return FIRST_WAIT * 2 ** (attempts - 1)


def _lease():
    """Take the next due mail: count the attempt and hide the row from other workers.

    Committed before the network is touched. A worker killed while sending leaves the row
    unsent, and it falls due again when the lease ends.
    """
    with transaction.atomic():
        due = OutboxMail.objects.due()
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        mail = due.first()
        if mail:
            mail.attempts += 1
            mail.next_at = timezone.now() + LEASE
            mail.save(update_fields=["attempts", "next_at"])
    return mail


def _send(mail):
    """Hand one leased mail to the mail server, outside any transaction."""
    message = EmailMessage(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=settings.EMAIL_TIMEOUT or NETWORK_SECONDS),
    )
    try:
        message.send()
    except Exception:  # whatever the server or the address brings: the next mail must go on
        _postpone(mail)
    else:
        OutboxMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), text="")


def _postpone(mail):
    """After a failure: due again later, or given up after the last attempt."""
    if mail.attempts >= MAX_ATTEMPTS:
        logger.exception("Mail %s given up after %s attempts", mail.message_id, mail.attempts)
        return
    logger.warning("Mail %s failed, attempt %s", mail.message_id, mail.attempts, exc_info=True)
    next_at = timezone.now() + wait_after(mail.attempts)
    # Only if nobody took it over meanwhile: an expired lease belongs to the next worker.
    held = OutboxMail.objects.filter(pk=mail.pk, attempts=mail.attempts, sent_at=None)
    held.update(next_at=next_at)
    if deliver_due.get_backend().supports_defer:
        deliver_due.using(run_after=next_at).enqueue()
