"""What reviews do when a postmortem moves, or is given to another facilitator."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import AuditRecord
from postmortems.enums import Move
from postmortems.models import Perspective
from postmortems.signals import facilitator_named, moved

from .domain import happening
from .domain.interview import forget_withdrawn
from .domain.meeting import call_off_scheduled, hand_over_scheduled
from .models import Attendance, SignOff


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


@receiver(post_save, sender=AuditRecord, dispatch_uid="reviews.tell_people")
def tell_people(sender, instance, **kwargs):
    """In the transaction of the change: whoever is invited hears of another time or place."""
    happening.tell_of(instance)
    happening.tell_closed(instance)


@receiver(post_save, sender=Attendance, dispatch_uid="reviews.tell_the_invited")
def tell_the_invited(sender, instance, **kwargs):
    happening.tell_invited(instance)


@receiver(post_save, sender=Perspective, dispatch_uid="reviews.forget_withdrawn")
def forget_withdrawn_words(sender, instance, **kwargs):
    """Words that are taken back leave the conversation that they came from too."""
    if instance.withdrawn_at:
        forget_withdrawn(instance)
