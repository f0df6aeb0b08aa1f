"""What reviews do when a postmortem moves: the move itself is a signature."""

from django.dispatch import receiver

from postmortems.enums import Move
from postmortems.signals import moved

from .models import SignOff


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
