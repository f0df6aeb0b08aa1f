"""Calendar links, and the calendars that they lead to."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reviews.domain import feed
from reviews.domain.calendar_text import absolute
from reviews.enums import FeedKind

SECONDS = 15 * 60  # how long a program may go on showing what it read


def links(request, told=None):
    """A person's own links; ``told`` is (kind, address) of one that was made just now."""
    made = {link.kind: link for link in request.user.calendar_feeds.all()}
    rows = [
        (kind, made.get(kind), told[1] if told and told[0] == kind else "") for kind in FeedKind
    ]
    return render(request, "reviews/calendar.html", {"rows": rows})


@never_cache
@require_POST
def make(request, kind):
    """The answer itself shows the address: it is told once, and kept nowhere."""
    secret = feed.make_link(request.user, known(kind))
    return links(request, told=(kind, absolute(reverse("reviews:calendar", args=[secret]))))


@require_POST
def revoke(request, kind):
    feed.revoke_link(request.user, known(kind))
    messages.success(request, "The link is ended. Calendars that read it find nothing any more.")
    return redirect("reviews:calendar-links")


def known(kind):
    if kind not in FeedKind.values:
        raise Http404("There is no such calendar.")
    return FeedKind(kind)


@login_not_required
@require_safe
def calendar(request, secret):
    """What a calendar program reads: whoever has the secret sees what its person may see now."""
    link = feed.find_link(secret)
    if link is None:
        raise Http404("There is no such calendar.")
    body = feed.text_of(link).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'inline; filename="reviews.ics"',
        "Cache-Control": f"private, max-age={SECONDS}",
        "ETag": etag,
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(body, headers=headers)
    return get_conditional_response(request, etag=etag, response=response)
