"""What reviews do when a postmortem moves, or is given to another facilitator."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import AuditRecord
from postmortems.enums import Move
from postmortems.models import Perspective
from postmortems.signals import facilitator_named, moved

from .domain import calendar_mail, feed, happening, pool
from .domain.interview import forget_withdrawn
from .domain.meeting import call_off_scheduled, hand_over_scheduled
from .models import Attendance, Meeting, SignOff


@receiver(moved, dispatch_uid="reviews.sign_with_the_move")
def sign_with_the_move(sender, postmortem, move, by, revision, **kwargs):
    """Marking it reviewed signs the revision that was reviewed."""
    if move == Move.MARK_REVIEWED:
        SignOff.objects.create(
            postmortem=postmortem,
            by=by,
            move=move,
            revision=revision,
            content_version=postmortem.content_version,
        )


@receiver(moved, dispatch_uid="reviews.end_what_is_scheduled")
def end_what_is_scheduled(sender, postmortem, move, by, **kwargs):
    """Once it is reviewed, a meeting that is still scheduled has nothing to review."""
    if move in (Move.MARK_REVIEWED, Move.FINALIZE):
        call_off_scheduled(postmortem, by=by, reason="The review is complete.")


@receiver(moved, dispatch_uid="reviews.ask_and_thank")
def ask_and_thank(sender, postmortem, move, by, **kwargs):
    """Those involved are asked to confirm their part, and thanked in the end."""
    if move == Move.MARK_REVIEWED:
        happening.ask_for_parts(postmortem, by=by)
    elif move == Move.FINALIZE:
        happening.thank(postmortem)


@receiver(facilitator_named, dispatch_uid="reviews.hand_over_what_is_scheduled")
def hand_over_what_is_scheduled(sender, postmortem, former, by, reason, **kwargs):
    """A meeting that the former facilitator was to lead is led by the new one."""
    hand_over_scheduled(postmortem, former, by=by, reason=reason)
    pool.end_requests(postmortem)


@receiver(post_save, sender=AuditRecord, dispatch_uid="reviews.tell_people")
def tell_people(sender, instance, **kwargs):
    """In the transaction of the change: whoever is invited hears of another time or place."""
    happening.tell_of(instance)
    happening.tell_closed(instance)


@receiver(post_save, sender=Attendance, dispatch_uid="reviews.tell_the_invited")
def tell_the_invited(sender, instance, **kwargs):
    happening.tell_invited(instance)


# What changes when, where or for whom a meeting is: the subject is the meeting, or leads to it.
IN_CALENDARS = {
    "meeting scheduled": "pk",
    "meeting changed": "pk",
    "meeting cancelled": "pk",
    "visibility changed": "postmortem__incident",
    "postmortem discarded": "postmortem",
    "postmortem recovered": "postmortem",
}


@receiver(post_save, sender=AuditRecord, dispatch_uid="reviews.follow_in_calendars")
def follow_in_calendars(sender, instance, **kwargs):
    """In the transaction of the change: what was told to calendars is told anew."""
    if path := IN_CALENDARS.get(instance.verb):
        for meeting in Meeting.objects.filter(**{path: instance.subject_id}):
            calendar_mail.follow(meeting)


@receiver(post_save, sender=AuditRecord, dispatch_uid="reviews.end_links")
def end_links(sender, instance, **kwargs):
    """A closed account's calendar links are gone for good, also if it is opened again."""
    if instance.verb == "person deactivated":
        feed.end_links_of(instance.subject_id)


@receiver(post_save, sender=Attendance, dispatch_uid="reviews.follow_one_person")
def follow_one_person(sender, instance, **kwargs):
    """Invited, taken off the list, or answered otherwise."""
    if instance.user_id and instance.is_invited and instance.meeting.is_open:
        calendar_mail.follow(instance.meeting, only=instance.user_id)


@receiver(post_save, sender=Perspective, dispatch_uid="reviews.forget_withdrawn")
def forget_withdrawn_words(sender, instance, **kwargs):
    """Words that are taken back leave the conversation that they came from too."""
    if instance.withdrawn_at:
        forget_withdrawn(instance)
