"""Which mail a person wants: by kind, when the daily one leaves, and how to end it."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts.enums import FIRST_DELIVERY, Delivery, NotificationKind
from accounts.models import OutboxMail, User

from .outbox import mail_host

DIGEST = "digest"
SALT = "accounts.unsubscribe"
# A mail of the day that is about to leave takes nothing more: it would be committed too late.
MARGIN = timedelta(minutes=5)


def deliveries(person):
    """How each kind reaches this person: ``{kind: delivery}``."""
    chosen = dict(person.mail_preferences.values_list("kind", "delivery"))
    return {
        kind: Delivery(chosen.get(kind.value, FIRST_DELIVERY[kind])) for kind in NotificationKind
    }


def choose(person, chosen, *, hour=None):
    """Keep what a person chose: ``{kind: delivery}``, and the hour of their daily mail."""
    with transaction.atomic():
        for kind, delivery in chosen.items():
            person.mail_preferences.update_or_create(kind=kind, defaults={"delivery": delivery})
        if hour is not None:
            User.objects.filter(pk=person.pk).update(digest_hour=hour)


def unsubscribe_token(person, kind):
    """What a link needs to end one kind of mail (or *digest*) for one person, signed out too."""
    return signing.dumps([person.pk, kind], salt=SALT, compress=True)


def read_token(token):
    """``(person, kind)`` of a token of ours; raises ``signing.BadSignature`` for any other.

    It does not expire: a mail may be years old when somebody has had enough.
    """
    pk, kind = signing.loads(token, salt=SALT)
    person = User.objects.filter(pk=pk).first()
    if person is None or kind not in (DIGEST, *NotificationKind.values):
        raise signing.BadSignature
    return person, kind


def unsubscribe(person, kind):
    """No mail of this kind any more; *digest* means every kind that comes once a day."""
    if kind == DIGEST:
        kinds = [one for one, how in deliveries(person).items() if how == Delivery.DAILY]
    else:
        kinds = [kind]
    choose(person, dict.fromkeys(kinds, Delivery.NONE))


def daily_mail(person):
    """The next daily mail of a person, one row for all that is told until it leaves.

    Its Message-ID is made from whom and when, so two transactions find the same row.
    """
    at = next_digest(person)
    stamp = at.astimezone(UTC).strftime("%Y%m%d%H%M")
    return OutboxMail.objects.get_or_create(
        message_id=f"<daily-{person.pk}-{stamp}@{mail_host()}>",
        defaults={"to": person.email, "person": person, "kind": DIGEST, "next_at": at},
    )[0]


def next_digest(person):
    """When the next daily mail leaves: the person's hour on their own clock."""
    zone = zone_of(person)
    soon = timezone.now() + MARGIN
    day = soon.astimezone(zone).date()
    at = datetime.combine(day, time(person.digest_hour), zone)
    return at if at > soon else datetime.combine(day + timedelta(days=1), at.time(), zone)


def zone_of(person):
    try:
        return zoneinfo.ZoneInfo(person.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):  # the zone database has moved on
        return zoneinfo.ZoneInfo("UTC")
