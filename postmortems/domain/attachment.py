"""Images and other files of a postmortem: taking one, removing it, bringing it back.

They come and go with the draft: every verb holds the postmortem's lock and raises
``ContentFrozen`` once it is finalized or discarded. The bytes are written before the lock is
taken. Nothing here deletes bytes that a text or a page may name: a removed one is marked.
"""

import hashlib
import re
import unicodedata
from contextlib import contextmanager

from django.conf import settings
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from accounts.domain import audit
from postmortems.enums import AttachmentKind
from postmortems.exceptions import Refused
from postmortems.models import Attachment
from postmortems.models.attachment import NAME_LIMIT
from postmortems.rendering.picture import PictureRefused, remake

from .lifecycle import refuse_frozen
from .live_text import bring_up
from .postmortem import locked

MOST = 300
"""Attachments of one postmortem, removed ones too: their bytes stay."""

SVG = (
    "SVG drawings can hold programs, so they are not taken. Save it as a PNG picture, and add that."
)
NO_PICTURE = "Its name says that it is a picture, but it is no PNG, JPEG, WebP or GIF."
NEEDS_ALT = "Say in a few words what the picture shows, for whoever cannot see it."
TOO_MANY = f"A postmortem holds up to {MOST} images and files."

_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_PICTURE_NAME = re.compile(r"\.(?:png|jpe?g|webp|gif)$", re.IGNORECASE)
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def take(postmortem, upload, *, alt="", by):
    """Keep an uploaded file: a picture by what is in it, whatever its name says, or a file.

    Raises ``Refused`` with words that say what to do, and ``ContentFrozen``.
    """
    refuse_frozen(postmortem)
    head = upload.read(1024)
    upload.seek(0)
    if is_svg(head, upload.name):
        raise Refused(SVG)
    if is_picture(head):
        return take_image(postmortem, upload, alt=alt, by=by)
    if _PICTURE_NAME.search(upload.name):
        raise Refused(NO_PICTURE)
    return take_file(postmortem, upload, by=by)


def take_image(postmortem, upload, *, alt, by):
    """Keep a picture, made anew from its pixels. It needs words for whoever can't see it."""
    alt = " ".join(alt.split())
    if not alt:
        raise Refused(NEEDS_ALT)
    refuse_larger(upload, settings.IMAGE_LIMIT, "A picture")
    try:
        picture = remake(upload.read())
    except PictureRefused as refusal:
        raise Refused(str(refusal)) from None
    attachment = Attachment(
        kind=AttachmentKind.IMAGE,
        alt=alt,
        content_type=picture.type,
        width=picture.width,
        height=picture.height,
    )
    return keep(postmortem, attachment, ContentFile(picture.data), name=upload.name, by=by)


def take_file(postmortem, upload, *, by):
    """Keep any other file as it is; it is only ever a download."""
    refuse_larger(upload, settings.FILE_LIMIT, "A file")
    attachment = Attachment(kind=AttachmentKind.FILE, content_type="application/octet-stream")
    return keep(postmortem, attachment, upload, name=upload.name, by=by)


def keep(postmortem, attachment, content, *, name, by):
    attachment.postmortem, attachment.uploaded_by = postmortem, by
    attachment.name = shown_name(name)
    attachment.size = content.size
    attachment.sha256 = digest(content)
    content.seek(0)
    attachment.file.save(attachment.key, content, save=False)
    try:
        with changing(postmortem):
            if postmortem.attachments.count() >= MOST:
                raise Refused(TOO_MANY)
            attachment.full_clean()
            attachment.save()
            note("attachment added", attachment, by=by)
    except BaseException:
        attachment.file.delete(save=False)
        raise
    return attachment


def remove(attachment, *, by):
    """Take it out of the draft. Pages that were published with it go on showing it."""
    bring_up(attachment.postmortem)
    with changing(attachment.postmortem) as postmortem:
        named = [
            one.heading
            for one in postmortem.sections.filter(text__contains=attachment.key).only("heading")
        ]
        if named:
            places = ", ".join(f"“{heading}”" for heading in named)
            raise Refused(f"It is named in {places}. Take it out of the text first.")
        mark(attachment, timezone.now(), "attachment removed", by=by)


def restore(attachment, *, by):
    with changing(attachment.postmortem):
        mark(attachment, None, "attachment brought back", by=by)


def mark(attachment, moment, verb, *, by):
    attachment.removed_at = moment
    attachment.save(update_fields=["removed_at"])
    note(verb, attachment, by=by)


@contextmanager
def changing(postmortem):
    with locked(postmortem) as row:
        refuse_frozen(row)
        yield row


def is_picture(head):
    return head.startswith(_BEGINNINGS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def is_svg(head, name):
    if name.lower().endswith((".svg", ".svgz")):
        return True
    text = head.decode("utf-8", "ignore").replace("\0", "").lstrip("\ufeff\ufffd \t\r\n").lower()
    return text.startswith(("<svg", "<?xml", "<!")) and "<svg" in text


def refuse_larger(upload, limit, what):
    if upload.size > limit:
        raise Refused(
            f"{what} holds up to {in_words(limit)}; this one has {in_words(upload.size)}."
        )


def in_words(size):
    return filesizeformat(size).replace("\xa0", " ")


def shown_name(name):
    """The last part of a name, without signs that hide what it is; its ending is kept."""
    name = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = " ".join(_DIRECTION.sub("", name).split()).strip(". ") or "file"
    if len(name) <= NAME_LIMIT:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:NAME_LIMIT]
    return f"{stem[: NAME_LIMIT - len(ending) - 2]}….{ending}"[:NAME_LIMIT]


def digest(content):
    total = hashlib.sha256()
    for chunk in content.chunks():
        total.update(chunk)
    return total.hexdigest()


def note(verb, attachment, *, by):
    audit.record(
        verb,
        attachment,
        by=by,
        stream=attachment.postmortem.incident.reference,
        after={"kind": attachment.kind, "size": attachment.size},
    )
