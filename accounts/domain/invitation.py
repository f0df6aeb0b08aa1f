"""Invitations: the only way in. A link that works once, for a few days."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.exceptions import InvitationExpired, InvitationUnknown, InvitationUsed
from accounts.models import Invitation, User

from .audit import record
from .outbox import post_mail
from .people import new_person

STREAM = "people"


def invite(email, role, *, by):
    """Invite an address to join with a role, and mail the link.

    An expired invitation to the same address gives way; an open one is renewed instead.
    Raises ``ValidationError`` on ``email`` where the address is taken or already invited.
    """
    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        email=email.strip().lower(),
        role=role,
        digest=_digest(secret),
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
    )
    invitation.clean_fields()  # before any query: PostgreSQL cannot even be asked for a NUL
    with transaction.atomic():
        _make_way(invitation.email)
        invitation.full_clean()
        invitation.save()
        record("person invited", invitation, by=by, stream=STREAM, after={"role": role})
        _mail_link(invitation, secret, by=by)
    return invitation


def renew(invitation, *, by):
    """Mail a new link with a new term; the earlier link stops working."""
    with transaction.atomic():
        invitation = _locked(invitation)
        secret = secrets.token_urlsafe(32)
        invitation.digest = _digest(secret)
        invitation.expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
        invitation.full_clean()
        invitation.save(update_fields=["digest", "expires_at"])
        record("invitation renewed", invitation, by=by, stream=STREAM)
        _mail_link(invitation, secret, by=by)
    return invitation


def revoke(invitation, *, by):
    """Withdraw an invitation that nobody accepted; its link becomes an unknown one."""
    with transaction.atomic():
        invitation = _locked(invitation)
        record(
            "invitation revoked",
            invitation,
            by=by,
            stream=STREAM,
            before={"role": invitation.role},
        )
        invitation.delete()


def open_invitation(secret):
    """The invitation that this link opens; raises an ``InvitationError`` where it cannot."""
    return _usable(Invitation.objects.select_related("invited_by"), secret)


def accept_invitation(secret, *, name, password, time_zone):
    """Make the invited person, with the invited role. The actor is the person themselves.

    Raises an ``InvitationError``, or ``ValidationError`` by field; then nothing is used up.
    """
    with transaction.atomic():
        invitation = _usable(Invitation.objects.select_for_update(), secret)
        person = new_person(
            invitation.email, name, password, role=invitation.role, time_zone=time_zone
        )
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
        record("invitation accepted", person, by=person, stream=STREAM, after={"role": person.role})
    return person


def _make_way(email):
    """Refuse an address that is taken or invited; forget an expired invitation to it."""
    if User.objects.filter(email__iexact=email, is_active=False).exists():
        words = (
            "This address belongs to somebody whose access is closed. Open it again under People."
        )
        raise ValidationError({"email": words})
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": "Someone signs in with this address already."})
    if Invitation.objects.pending().filter(email__iexact=email).exists():
        raise ValidationError(
            {"email": "This address is invited already. Renew the invitation to mail it again."}
        )
    Invitation.objects.filter(email__iexact=email, accepted_at=None).delete()


def _digest(secret):
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _usable(invitations, secret):
    invitation = invitations.filter(digest=_digest(secret)).first()
    if invitation is None:
        raise InvitationUnknown
    if invitation.accepted_at:
        raise InvitationUsed
    if invitation.is_expired:
        raise InvitationExpired
    return invitation


def _locked(invitation):
    """The open invitation's row, held; raises ``InvitationUsed`` once it is accepted or gone."""
    row = Invitation.objects.select_for_update().filter(pk=invitation.pk, accepted_at=None).first()
    if row is None:
        raise InvitationUsed
    return row


def _mail_link(invitation, secret, *, by):
    path = reverse("accounts:invitation-accept", args=[secret])
    text = render_to_string(
        "accounts/invitation_mail.txt",
        {
            "by": by,
            "invitation": invitation,
            "link": settings.SITE_URL.rstrip("/") + path,
            "days": settings.INVITATION_DAYS,
        },
    )
    post_mail(invitation.email, f"{by.name} invites you to Afterword", text)
