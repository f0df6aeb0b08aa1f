"""Telling people: a row in the inbox, and a mail as they chose, in one transaction.

``tell`` is the only writer. It is called in the transaction of the change that it tells of,
so nothing is told of a change that was undone, and nothing is lost of one that was made.
"""

from django.db import transaction
from django.utils import timezone

from accounts.domain import outbox
from accounts.domain.preference import daily_mail, deliveries
from accounts.enums import Delivery
from accounts.models import OutboxMail
from postmortems.enums import Happening
from postmortems.models import Notification

# A mail of their own puts these into the reader's calendar (reviews/domain/calendar_mail.py).
IN_CALENDARS = (Happening.INVITED, Happening.MOVED, Happening.CANCELLED)


def tell(recipients, kind, happening, postmortem, *, by=None, key="", **about):
    """Tell active people of something, except whoever did it. Returns the new rows.

    ``about``: section, thread, action, detail. With ``key`` each person is told once only,
    whatever happens again and however many do it at the same moment.
    """
    told = []
    for person in recipients:
        if not person.is_active or (by is not None and person.pk == by.pk):
            continue
        values = {
            "recipient": person,
            "kind": kind,
            "happening": happening,
            "postmortem": postmortem,
            "actor": by,
            **about,
        }
        with transaction.atomic():
            if key:
                row, is_new = Notification.objects.get_or_create(
                    key=f"{key}:{person.pk}", defaults=values
                )
                if not is_new:
                    continue
            else:
                row = Notification.objects.create(**values)
            post(row)
        told.append(row)
    return told


def post(row):
    """Give a notification to the outbox, in the way that its recipient chose.

    The invented people of a demo, who sign in without a password, have no mailbox.
    """
    if not row.recipient.has_usable_password():
        return
    delivery = deliveries(row.recipient)[row.kind]
    if delivery == Delivery.NONE:
        return
    if delivery == Delivery.AT_ONCE and row.happening in IN_CALENDARS:
        return
    if delivery == Delivery.DAILY:
        row.mail = daily_mail(row.recipient)
    else:
        conversation = conversation_of(row.postmortem)
        row.mail = outbox.post_to(row.recipient, row.kind, conversation=conversation)
    row.save(update_fields=["mail"])


def conversation_of(postmortem):
    """The Message-ID under which mail programs keep all mail about one postmortem together."""
    return f"<postmortem-{postmortem.pk}@{outbox.mail_host()}>"


def read(rows):
    """Mark these as read; a mail of the day leaves them out from then on."""
    return rows.unread().update(read_at=timezone.now())


def of_mail(mail):
    """What a mail is to tell, as far as its reader may see it now."""
    return OutboxMail.objects.get(pk=mail.pk).notifications.shown().for_lists().order_by("at", "pk")
