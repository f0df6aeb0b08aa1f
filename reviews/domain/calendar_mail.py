"""Invitations that calendar programs understand: put there, changed and called off by mail.

``follow`` compares what each person's calendar was told with how things stand, and posts a
mail where they differ; asking it again changes nothing. It runs in the transaction of the
change (``receivers.py``). What a mail says is put together as it leaves, so its reader finds
what they may see then, and a mail that a newer one overtook is not sent.
"""

import hashlib

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.domain.outbox import COMPOSERS, Letter, Withdrawn, post_to
from accounts.domain.preference import deliveries, unsubscribe_token, zone_of
from accounts.enums import FIRST_DELIVERY, Delivery, MailState
from accounts.enums import NotificationKind as Kind
from accounts.models import MailPreference, User
from postmortems.domain.notification import conversation_of
from reviews.enums import Response
from reviews.models import CalendarEvent, CalendarInvitation, Meeting

from .calendar_text import absolute, place_of, title_of

CALENDAR = "calendar"


def follow(meeting, only=None):
    """Tell calendars what changed about a meeting; ``only`` this one person's, by key."""
    meeting = Meeting.objects.select_related("postmortem__incident").get(pk=meeting.pk)
    if not (meeting.is_open or meeting.is_cancelled):
        return
    face = face_of(meeting)
    event, _ = CalendarEvent.objects.get_or_create(meeting=meeting, defaults={"face": face})
    rows = meeting.calendar_invitations.select_related("user", "mail")
    known = {row.user_id: row for row in (rows.filter(user=only) if only else rows)}
    wanted = invited_people(meeting, only)
    off = [row for row in known.values() if is_off(row, meeting, wanted)]
    again = [known[pk] for pk in wanted if pk in known and needs(known[pk], face)]
    first = [user for pk, user in wanted.items() if pk not in known]
    if meeting.starts_at <= timezone.now():  # whoever is added now is there, or was asked before
        first = []
    if event.face != face or off or any(row.is_cancelled for row in again):
        event.sequence += 1
        event.face, event.changed_at = face, timezone.now()
        event.save()
    chosen = chosen_deliveries({*known, *wanted})
    for user in first:
        if chosen[user.pk] == Delivery.AT_ONCE and user.has_usable_password():
            tell(CalendarInvitation(meeting=meeting, user=user), face, chosen)
    for row in [*again, *off]:
        row.is_cancelled = row.user_id not in wanted
        tell(row, face, chosen)


def face_of(meeting):
    """A digest of what everybody's calendar shows of a meeting."""
    parts = (
        meeting.starts_at.timestamp(),
        meeting.minutes,
        meeting.place,
        meeting.facilitator_id,
        meeting.is_cancelled,
        meeting.postmortem.incident.is_restricted,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def takes_place(meeting):
    return meeting.is_open and not meeting.postmortem.is_discarded


def invited_people(meeting, only=None):
    """Whose calendar the meeting belongs into, by key: who leads, notes or may come."""
    if not takes_place(meeting):
        return {}
    keys = {meeting.facilitator_id, meeting.note_taker_id} - {None}
    coming = meeting.attendance.kept().filter(is_invited=True, user__isnull=False)
    keys |= {*coming.exclude(response=Response.DECLINED).values_list("user", flat=True)}
    if only:
        keys &= {only}
    return {user.pk: user for user in User.objects.active().filter(pk__in=keys).order_by("pk")}


def needs(row, face):
    return row.is_cancelled or row.face != face


def is_off(row, meeting, wanted):
    """Whether this must leave the person's calendar. Who declined keeps what they answered."""
    if row.is_cancelled or row.user_id in wanted:
        return False
    if not takes_place(meeting):
        return True
    return not meeting.attendance.kept().filter(user=row.user_id, is_invited=True).exists()


def chosen_deliveries(keys):
    """How each person wants mail about reviews."""
    chosen = MailPreference.objects.filter(person__in=keys, kind=Kind.REVIEW)
    return dict.fromkeys(keys, FIRST_DELIVERY[Kind.REVIEW]) | dict(
        chosen.values_list("person", "delivery")
    )


def tell(row, face, chosen):
    """Post the newest mail about a meeting to one person, unless they want none."""
    row.face = face
    if chosen[row.user_id] != Delivery.NONE:
        unread = row.mail and row.mail.state == MailState.WAITING and not row.mail.attempts
        row.told += 0 if unread else 1
        conversation = conversation_of(row.meeting.postmortem)
        row.mail = post_to(row.user, CALENDAR, conversation=conversation)
    row.save()


def compose(mail):
    row = CalendarInvitation.objects.filter(mail=mail).select_related("user").first()
    if row is None:
        raise Withdrawn("A newer mail tells it.")
    if not row.user.is_active:
        raise Withdrawn("This person's access is closed.")
    if deliveries(row.user)[Kind.REVIEW] == Delivery.NONE:
        raise Withdrawn("Mail of this kind was switched off.")
    meeting = Meeting.objects.for_page().select_related("calendar").get(pk=row.meeting_id)
    if not row.is_cancelled and not takes_place(meeting):
        raise Withdrawn("The meeting is over.")
    return letter(row, meeting)


def letter(row, meeting):
    from .calendar_object import invitation

    person = row.user
    listed = meeting.attendance.kept().filter(user=person, is_invited=True).first()
    sees = Meeting.objects.visible_to(person).filter(pk=meeting.pk).exists()
    title = title_of(meeting, named=sees or listed is not None)
    place = place_of(meeting) if sees and not row.is_cancelled else ""
    url = absolute(way_to(meeting, listed, sees))
    method = "CANCEL" if row.is_cancelled else "REQUEST"
    unsubscribe = absolute(
        reverse("accounts:unsubscribe", args=[unsubscribe_token(person, Kind.REVIEW)])
    )
    context = {
        "person": person,
        "title": title,
        "place": place,
        "meeting": meeting,
        "is_cancelled": row.is_cancelled,
        "is_change": row.told > 1,
        "url": url,
        "preferences": absolute(reverse("accounts:notifications")),
        "unsubscribe": unsubscribe,
        "kind": Kind.REVIEW.label,
    }
    with timezone.override(zone_of(person)):
        text = render_to_string("reviews/calendar_mail.txt", context)
    response = listed.response if listed else Response.ACCEPTED
    return Letter(
        subject=f"{first_word_of(row)}: {title}",
        text=text,
        headers={
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        calendar=invitation(meeting, method, person, response, title=title, place=place, url=url),
        method=method,
    )


def way_to(meeting, listed, sees):
    """Where one answers; without an invitation the meeting, and if that is hidden the queue."""
    if listed:
        return reverse("reviews:invitation-answer", args=[listed.pk])
    return meeting.get_absolute_url() if sees else reverse("reviews:queue")


def first_word_of(row):
    if row.is_cancelled:
        return "Cancelled"
    return "Changed" if row.told > 1 else "Invitation"


COMPOSERS[CALENDAR] = compose
