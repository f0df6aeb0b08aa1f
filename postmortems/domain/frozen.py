"""The frozen page in pieces, between which the living parts stand; and rendering it anew.

A publication's ``body`` is one text. Marks in it name its pieces: contents, tags, title,
facts, opening (what a reader of two minutes needs), account, reviewed. No text of an author
can make such a mark: all of it is escaped, or went through the sanitiser, which keeps none.
"""

import re

from django.db import transaction
from django.db.models import F

from postmortems.models import Incident, Publication

from .content import lock_postmortem
from .page_facts import keep_words
from .publication import for_audience, render_body

MARK = re.compile(r"<!--piece ([a-z]+)-->\n?")
PIECES = ("contents", "tags", "title", "facts", "opening", "account", "reviewed")


def pieces(body):
    """Name → HTML of each piece of a body; empty for one from before there were pieces."""
    parts = MARK.split(body)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def pieces_of(publication):
    """The pieces of a publication. A body of an older build is rendered for this once."""
    found = pieces(publication.body)
    if all(name in found for name in PIECES):
        return found
    return pieces(render_body(publication.snapshot))


def renew_pages():
    """Render every publication's body from its snapshot with the present templates.

    What search knows of a page is made anew too. Yields for each whether its body changed.
    One at a time, each in a transaction of its own under the lock that withdrawing a
    perspective takes: words that left do not come back. A body that did not change is not
    written, so that pages which readers have stay good.
    """
    for pk in list(Publication.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            lock_postmortem(Incident.objects.get(postmortem__publications=pk))
            publication = Publication.objects.get(pk=pk)
            body = render_body(publication.snapshot)
            if is_new := body != publication.body:
                Publication.objects.filter(pk=pk).update(
                    body=body, body_version=F("body_version") + 1
                )
            keep_words(publication, for_audience(publication.snapshot))
        yield is_new
