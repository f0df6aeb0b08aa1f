"""What the app does when Django tells it something."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver

from accounts.models import AuditRecord, User

from . import realtime
from .domain import happening
from .domain.template import install_templates
from .enums import Move
from .live.hub import hub
from .live.notices import notice_of
from .models import IncidentAccess, Section
from .signals import moved, text_logged


@receiver(post_migrate, dispatch_uid="postmortems.install_templates")
def templates_after_migrate(sender, plan=(), **kwargs):
    """Every installation has the document templates, a freshly flushed test database too."""
    if sender.name == "postmortems":
        install_templates()


@receiver(text_logged, dispatch_uid="postmortems.look_into_the_log")
def look_into_the_log(sender, document, **kwargs):
    """A form, an import or a move wrote or closed a live text: its room looks."""
    realtime.tell(hub.look, document)


@receiver(post_save, sender=AuditRecord, dispatch_uid="postmortems.tell_of_changes")
def tell_of_changes(sender, instance, **kwargs):
    """Every change writes one audit record: whoever has the draft open is told of it."""
    transaction.on_commit(lambda: realtime.tell(hub.notice, *notice_of(instance)))


@receiver(post_delete, sender=IncidentAccess, dispatch_uid="postmortems.access_taken")
@receiver(post_delete, sender=Session, dispatch_uid="postmortems.session_ended")
@receiver(post_save, sender=User, dispatch_uid="postmortems.person_changed")
def ask_again_who_may_write(sender, **kwargs):
    """Somebody may have lost the right to be in a room: rooms of this process ask at once."""
    transaction.on_commit(lambda: realtime.tell(hub.recheck))


@receiver(post_save, sender=AuditRecord, dispatch_uid="postmortems.tell_people")
def tell_people(sender, instance, **kwargs):
    """In the transaction of the change: whom it concerns is told, or it was not made."""
    happening.tell_of(instance)


@receiver(post_save, sender=Section, dispatch_uid="postmortems.tell_the_mentioned")
def tell_the_mentioned(sender, instance, update_fields=None, **kwargs):
    """A section's text was written, by a form or from the live text."""
    if update_fields and "text" in update_fields:
        happening.text_written(instance)


@receiver(moved, dispatch_uid="postmortems.tell_that_it_is_final")
def tell_that_it_is_final(sender, postmortem, move, by, **kwargs):
    if move == Move.FINALIZE:
        happening.finalized(postmortem, by=by)
