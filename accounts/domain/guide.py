"""The guided first visit: where one person stands in it, and putting it away."""

from django.utils import timezone

from accounts.models import User


def begin(person):
    """Remember when the guide was first shown: what counts is what is done from then on.

    Returns that moment.
    """
    if person.guide_began_at is None:
        person.guide_began_at = timezone.now()
        User.objects.filter(pk=person.pk, guide_began_at=None).update(
            guide_began_at=person.guide_began_at
        )
    return person.guide_began_at


def note_visit(person, place):
    """Remember that a person was at a place the guide leads to, however they came there.

    Written once for each place, and never for someone who has put the guide away: a page
    that is read often pays for it the first time only.
    """
    if person.guide_dismissed_at is None and place not in person.guide_seen:
        person.guide_seen = [*person.guide_seen, place]
        User.objects.filter(pk=person.pk).update(guide_seen=person.guide_seen)


def dismiss(person):
    """Put the guide away. Again is harmless."""
    User.objects.filter(pk=person.pk, guide_dismissed_at=None).update(
        guide_dismissed_at=timezone.now()
    )


def bring_back(person):
    """Show the guide again, from its beginning."""
    User.objects.filter(pk=person.pk).update(
        guide_dismissed_at=None, guide_began_at=None, guide_seen=[]
    )
