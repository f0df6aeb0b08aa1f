"""The preliminary note: an early word to the organization, marked *not yet reviewed*."""

from django.utils import timezone

from accounts.domain import audit
from postmortems.exceptions import Refused
from postmortems.models import PreliminaryNote

from .postmortem import locked


def publish_note(postmortem, values, *, by):
    """Publish or update the note; finalize replaces it by the page."""
    with locked(postmortem) as postmortem:
        if postmortem.publications.exists():
            raise Refused("The reviewed page is published; it takes the place of the note.")
        note = PreliminaryNote.objects.filter(postmortem=postmortem).first()
        note = note or PreliminaryNote(postmortem=postmortem)
        for name, value in values.items():
            setattr(note, name, value)
        note.published_by, note.withdrawn_at = by, None
        note.full_clean()
        note.save()
        tell("preliminary note published", note, by=by)
    return note


def withdraw_note(postmortem, *, by):
    """Take the note off; nothing of it is lost, it can be published again."""
    with locked(postmortem) as postmortem:
        note = PreliminaryNote.objects.filter(postmortem=postmortem).first()
        if note is None:
            raise Refused("There is no preliminary note.")
        note.withdrawn_at = timezone.now()
        note.save(update_fields=["withdrawn_at"])
        tell("preliminary note withdrawn", note, by=by)
    return note


def tell(verb, note, *, by):
    audit.record(verb, note, by=by, stream=note.postmortem.incident.reference)
