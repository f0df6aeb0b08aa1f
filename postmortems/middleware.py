"""Refusals that no view handled become clear pages: 409 and 422, never a 500."""

from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from .domain.severity import asked_once
from .exceptions import ContentFrozen, IllegalMove, NotReady, Refused, StaleChange

# The status of each refusal, and what its page is headed.
REFUSALS = {
    ContentFrozen: (409, "It takes no changes now"),
    IllegalMove: (409, "Not possible from here"),
    StaleChange: (409, "It changed meanwhile"),
    NotReady: (422, "Something is still missing"),
    Refused: (422, "That does not go together"),
}


class SeverityMiddleware:
    """What the levels are called is read once in a request, however many rows show one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with asked_once():
            return self.get_response(request)


class RefusalMiddleware:
    """Turn the product's own ways of saying no into a page that says what to do.

    409 where the state of things forbids it (frozen, wrong state, changed meanwhile), 422
    where something is missing or contradicts a rule. htmx gets a fragment instead of a page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if type(exception) not in REFUSALS:
            return None
        status, heading = REFUSALS[type(exception)]
        blockers = getattr(exception, "blockers", [])
        context = {
            "heading": heading,
            "message": sentence_of(exception),
            "blockers": blockers,
            "back_url": way_back(request),
        }
        is_fragment = getattr(request, "htmx", False)
        template = "_refusal.html" if is_fragment else f"{status}.html"
        return render(request, template, context, status=status)


def sentence_of(exception):
    """The refusal's own words; where the page has better ones, none."""
    if isinstance(exception, NotReady | StaleChange):
        return ""
    return str(exception)


def way_back(request):
    """The page the request came from, if it is one of ours."""
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return page
    return ""
