"""What a mail about notifications says, put together at the moment when it leaves.

By then the reader may have lost access, read it in the inbox or switched the mail off: what
is not for them any more is left out, and a mail that has nothing left is withdrawn. A mail
holds no word that somebody wrote except the title, and of a restricted incident not even that.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.domain.outbox import COMPOSERS, Letter, Withdrawn
from accounts.domain.preference import DIGEST, deliveries, unsubscribe_token, zone_of
from accounts.enums import Delivery, NotificationKind

from .notification import of_mail

RESTRICTED = "A restricted postmortem"
RESTRICTED_REVIEW = "Restricted review"  # as calendars call it


def compose(mail):
    person = mail.person
    if not person.is_active:
        raise Withdrawn("This person's access is closed.")
    rows = list(of_mail(mail))
    if not rows:
        raise Withdrawn("What it tells of is not there for its reader any more.")
    wanted = deliveries(person)
    rows = [row for row in rows if wanted[row.kind] != Delivery.NONE]
    if not rows:
        raise Withdrawn("Mail of this kind was switched off.")
    if mail.kind == DIGEST:
        rows = [row for row in rows if row.read_at is None]
        if not rows:
            raise Withdrawn("All of it was read in the inbox.")
    return letter(mail, rows)


def letter(mail, rows):
    unsubscribe = absolute(
        reverse("accounts:unsubscribe", args=[unsubscribe_token(mail.person, mail.kind)])
    )
    is_digest = mail.kind == DIGEST
    context = {
        "person": mail.person,
        "groups": groups(rows),
        "is_digest": is_digest,
        "kind": "" if is_digest else NotificationKind(mail.kind).label,
        "unsubscribe": unsubscribe,
        "inbox": absolute(reverse("postmortems:inbox")),
        "preferences": absolute(reverse("accounts:notifications")),
    }
    with timezone.override(zone_of(mail.person)):
        return Letter(
            subject=subject(rows, is_digest=is_digest),
            text=render_to_string("postmortems/notification_mail.txt", context),
            html=render_to_string("postmortems/notification_mail.html", context),
            headers={
                "List-Unsubscribe": f"<{unsubscribe}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )


def subject(rows, *, is_digest):
    if is_digest:
        count = len(rows)
        return f"Your day in Afterword: {count} thing{'s' if count > 1 else ''} to look at"
    row = rows[0]
    is_hidden = row.postmortem.incident.is_restricted and row.kind == NotificationKind.REVIEW
    return f"{RESTRICTED_REVIEW if is_hidden else title_of(row.postmortem)}: {row.sentence}"


def title_of(postmortem):
    if postmortem.incident.is_restricted:
        return RESTRICTED
    return f"{postmortem.reference} {postmortem.incident.title}"


def groups(rows):
    """``[(title, [row, …]), …]``: what belongs to one postmortem stands together."""
    found = {}
    for row in rows:
        row.address = absolute(row.get_absolute_url())
        found.setdefault(row.postmortem_id, (title_of(row.postmortem), []))[1].append(row)
    return list(found.values())


def absolute(path):
    return settings.SITE_URL.rstrip("/") + path


COMPOSERS[""] = compose
