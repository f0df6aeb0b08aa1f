"""What can be refused in this app, by name."""


class InvitationError(Exception):
    """The invitation cannot be used; the text says why, for the person who holds the link."""

    title = "This invitation cannot be used"
    text = ""
    status = 404

    def __str__(self):
        return self.text


class InvitationUnknown(InvitationError):
    title = "We do not know this invitation"
    text = (
        "The link may be incomplete, replaced by a newer one, or withdrawn. "
        "Check that you opened the whole link from your latest mail, "
        "or ask an administrator to invite you again."
    )


class InvitationUsed(InvitationError):
    title = "This invitation was accepted already"
    text = "A link works once. If it was you, sign in with your e-mail address and password."
    status = 410


class InvitationExpired(InvitationError):
    title = "This invitation has expired"
    text = "Links work for a few days only. Ask an administrator to renew your invitation."
    status = 410


class Refused(Exception):
    """A wish that contradicts the product's rules (422); the message says what to do."""
