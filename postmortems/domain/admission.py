"""Who may write in a live document: asked at the door, and again while they are inside."""

from dataclasses import dataclass

import rules
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from postmortems.enums import AccessReason
from postmortems.exceptions import ContentFrozen
from postmortems.models import IncidentAccess, LiveDocument, Postmortem

from .coediting import open_document
from .content import why_frozen

EDITORS = (AccessReason.OWNER, AccessReason.CONTRIBUTOR, AccessReason.FACILITATOR)


class NotFound(Exception):
    """Hidden from this person, or missing: they are not told which."""


class NotAnEditor(Exception):
    """May see the draft, and not write in it."""


@dataclass(frozen=True)
class Pass:
    """With what somebody came in; they stay for as long as it holds."""

    user: int
    password: str  # as stored: another one ends every session but the one that changed it
    session: str
    postmortem: int


@dataclass(frozen=True)
class Opened:
    """A live document, the stream of its incident's audit, its sections' numbers."""

    live: LiveDocument
    stream: str
    sections: list


def admit(user, pk):
    """The live document of a postmortem, with what goes with it, for whoever may write in it.

    Raises ``NotFound``, ``NotAnEditor`` or ``ContentFrozen``, in this order.
    """
    visible = Postmortem.objects.visible_to(user).select_related("incident")
    postmortem = visible.filter(pk=pk).first()
    if postmortem is None:
        raise NotFound
    if not rules.has_perm("postmortems.edit", user, postmortem):
        raise NotAnEditor
    if not postmortem.accepts_changes:
        raise ContentFrozen(why_frozen(postmortem))
    live = open_document(postmortem)
    sections = list(postmortem.sections.values_list("pk", flat=True))
    return Opened(live, postmortem.incident.reference, sections)


def lapsed(passes):
    """Those passes that hold no more, in four questions for all of them together.

    Of each: whether its session ended (signed out, or the password is another one). Says of
    each person and postmortem what ``postmortems.edit`` says; a test compares them.
    """
    people = {one.user for one in passes}
    members = User.objects.filter(pk__in=people, is_active=True).exclude(role=Role.READER)
    passwords = dict(members.values_list("pk", "password"))
    sessions = set(
        Session.objects.filter(
            pk__in={one.session for one in passes}, expire_date__gt=timezone.now()
        ).values_list("pk", flat=True)
    )
    editors = set(
        IncidentAccess.objects.filter(
            user__in=people,
            reason__in=EDITORS,
            incident__postmortem__in={one.postmortem for one in passes},
        ).values_list("user", "incident__postmortem")
    )
    ended = {
        one: one.session not in sessions or passwords.get(one.user, one.password) != one.password
        for one in passes
    }
    return {
        one: ended[one]
        for one in passes
        if ended[one] or one.user not in passwords or (one.user, one.postmortem) not in editors
    }
