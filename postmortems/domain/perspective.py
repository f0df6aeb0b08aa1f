"""Opening a perspective to more people, and withdrawing it."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from postmortems.enums import PerspectiveAudience
from postmortems.exceptions import Refused
from postmortems.models import Perspective, Publication, Revision
from postmortems.models.perspective import TEXT_FIELDS

from .content import changing_content
from .publication import renew_body
from .record import add_record, change_record, confirm, lock, note, set_hearer

WIDTH = list(PerspectiveAudience)


def add_perspective(perspective, *, by, links=None):
    """Write down one view at an entry: one's own, another person's, or a role's.

    Whoever writes for someone else chooses neither the widest nor the narrowest
    audience for them.
    """
    if perspective.speaker_id != by.pk:
        if perspective.audience == PerspectiveAudience.ORGANIZATION:
            raise Refused("Only the one who speaks can open it to everyone. They can do so later.")
        if perspective.audience == PerspectiveAudience.MINE and perspective.speaker_id:
            raise Refused("Then you could not read it either. Choose the facilitator or wider.")
    return add_record(perspective, by=by, links=links)


def change_perspective(perspective, values, *, base, by, links=None):
    """Change the words; withdrawn ones are gone and stay gone."""
    if perspective.withdrawn_at:
        raise Refused("It was withdrawn: its words are gone. A new one can be written.")
    return change_record(perspective, values, base=base, by=by, links=links)


def set_audience(perspective, audience, *, by):
    """Choose who may read it. Only its speaker widens it; whoever keeps it narrows it.

    Narrowed, it leaves what is published, and below the review group the revisions too.
    """
    with changing_content(perspective.entry.incident) as postmortem:
        perspective = lock(perspective)
        widens = WIDTH.index(audience) > WIDTH.index(perspective.audience)
        if widens and by.pk != perspective.speaker_id:
            raise PermissionDenied("Only the one who speaks here can open it to more people.")
        if not is_keeper(by, perspective):
            raise PermissionDenied("This is for the one who speaks here.")
        before = perspective.audience
        perspective.audience = audience
        set_hearer(perspective, perspective.entry.incident, by=by, chosen=True)
        confirm(perspective, by=by)
        perspective.version += 1
        perspective.full_clean()
        perspective.save()
        if postmortem and WIDTH.index(audience) < WIDTH.index(before):
            call_back(postmortem, perspective)
        note(
            "audience set",
            perspective,
            by=by,
            before={"audience": before},
            after={"audience": audience},
        )
    return perspective


def is_keeper(user, perspective):
    """Whose words these are; where only a role speaks, who wrote them down."""
    return user.pk == (perspective.speaker_id or perspective.created_by_id)


def withdraw(perspective, *, by):
    """Take the words back: gone from the row, every snapshot and every publication.

    That there was a perspective stays visible. Not possible once finalized
    (``ContentFrozen``): reopening comes first.
    """
    if not is_keeper(by, perspective):
        raise PermissionDenied("Only the one who speaks here can withdraw it.")
    incident = perspective.entry.incident
    with changing_content(incident) as postmortem:
        perspective = lock(perspective)
        if perspective.withdrawn_at:
            raise Refused("It is withdrawn already.")
        for name in TEXT_FIELDS:
            setattr(perspective, name, "")
        perspective.certainty = ""
        perspective.withdrawn_at = timezone.now()
        perspective.version += 1
        perspective.save()
        if postmortem:
            forget_words(postmortem, perspective)
        note("withdrawn", perspective, by=by)
    return perspective


def forget_words(postmortem, perspective):
    """Blank the perspective in every snapshot that holds it; pages are rendered anew."""
    blank_revisions(postmortem, perspective, withdrawn=True)
    blank_publications(postmortem, perspective, withdrawn=True)


def call_back(postmortem, perspective):
    """Take a perspective that was narrowed out of the snapshots whose readers lost it."""
    audience = perspective.audience
    if WIDTH.index(audience) < WIDTH.index(PerspectiveAudience.REVIEW_GROUP):
        blank_revisions(postmortem, perspective, audience=audience)
    if audience != PerspectiveAudience.ORGANIZATION:
        blank_publications(postmortem, perspective, audience=audience)


def blank_revisions(postmortem, perspective, **marks):
    for revision in Revision.objects.filter(postmortem=postmortem):
        if blank(revision.snapshot, perspective, marks):
            revision.save(update_fields=["snapshot"])


def blank_publications(postmortem, perspective, **marks):
    for publication in Publication.objects.filter(postmortem=postmortem):
        if blank(publication.snapshot, perspective, marks):
            renew_body(publication)


def blank(snapshot, perspective, marks):
    """The rows of this perspective in a snapshot, now without words and marked so."""
    rows = [row for row in snapshot["perspectives"] if row["id"] == perspective.pk]
    for row in rows:
        row.update({name: "" for name in TEXT_FIELDS} | {"certainty": ""} | marks)
    return rows


def readable_perspectives(entry, user):
    """The perspectives at one entry that this person may read, in their order."""
    return Perspective.objects.visible_to(user).kept().filter(entry=entry)
