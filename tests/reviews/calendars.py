"""Calendars as another program reads them: what was sent to whom, and what is in a feed."""

import email
from email import policy

import vobject
from django.core import mail

from accounts.domain.outbox import deliver_due
from accounts.models import OutboxMail
from postmortems.models import Notification


def forgotten():
    """What people were told while a scene came together is of no interest."""
    OutboxMail.objects.all().delete()
    Notification.objects.all().delete()
    mail.outbox.clear()


def delivered():
    """Every mail that leaves now, as ``(message, event or None)``."""
    mail.outbox.clear()
    deliver_due.call()
    found = []
    for one in mail.outbox:
        message = email.message_from_bytes(one.message().as_bytes(), policy=policy.default)
        found.append((message, event_in(message)))
    return found


def delivered_to(person):
    return [(one, event) for one, event in delivered() if one["To"] == person.email]


def event_in(message):
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return None
    (part,) = parts
    calendar = vobject.readOne(part.get_content())
    assert part.get_param("method") == calendar.method.value
    (event,) = calendar.vevent_list
    return event


def events_of(text):
    """The events of a feed, in its order."""
    return getattr(vobject.readOne(text), "vevent_list", [])


def sequence(event):
    return int(event.sequence.value)


def facts(event):
    return event.uid.value, sequence(event)
