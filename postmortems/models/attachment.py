"""Images and other files that belong to a postmortem."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from postmortems.enums import AttachmentKind

from .publication import Publication

ALT_LIMIT = 300
NAME_LIMIT = 150


def new_key():
    """128 bits that nobody guesses, as 32 characters."""
    return secrets.token_hex(16)


def stored_name(attachment, _):
    """Nothing of the name that came with it: that one is only ever shown."""
    return f"attachments/{attachment.key[:2]}/{attachment.key}"


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may see the draft; and of those that a published page shows, its readers.

        A removed one is there for nobody, unless a page that was published before shows it.
        """
        from .incident import Incident

        if not (user.is_authenticated and user.is_active):
            return self.none()
        incidents = Incident.objects.visible_to(user).order_by()
        in_draft = Q(Exists(incidents.filter(pk=OuterRef("postmortem__incident"))), removed_at=None)
        pages = Publication.objects.visible_to(user).order_by().filter(attachments=OuterRef("pk"))
        return self.filter(in_draft | Q(Exists(pages)))

    def kept(self):
        return self.filter(removed_at=None)


class Attachment(models.Model):
    """One uploaded file. An image was made anew from its pixels; ``size`` is in bytes,
    ``sha256`` is of what is stored. ``name`` is the one it had where it came from."""

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.PROTECT, related_name="attachments"
    )
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    kind = models.CharField(max_length=10, choices=AttachmentKind)
    name = models.CharField(max_length=NAME_LIMIT)
    alt = models.CharField("what it shows", max_length=ALT_LIMIT, blank=True)
    file = models.FileField(upload_to=stored_name, max_length=100)
    content_type = models.CharField(max_length=50)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AttachmentKind.values), name="attachment_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=AttachmentKind.IMAGE)
                | Q(width__isnull=False, height__isnull=False) & ~Q(alt=""),
                name="attachment_image_is_told",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        if self.is_image:
            size = (self.width, self.height)
            return reverse("postmortems:image", args=[self.postmortem_id, self.key, *size])
        return reverse("postmortems:file", args=[self.postmortem_id, self.key])

    @property
    def is_image(self):
        return self.kind == AttachmentKind.IMAGE

    @property
    def markdown(self):
        """What shows it, or links to it, in a text."""
        words = self.alt if self.is_image else self.name
        for sign in "\\[]":
            words = words.replace(sign, "\\" + sign)
        mark = "!" if self.is_image else ""
        return f"{mark}[{words}]({self.get_absolute_url()})"
