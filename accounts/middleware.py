"""Every page asks who is there, and speaks in that person's time zone."""

import zoneinfo

from django.contrib.auth.middleware import (
    AuthenticationMiddleware,
    LoginRequiredMiddleware,
    get_user,
)
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

# Pages of django-allauth that this installation does not offer: an address is a person's
# login and stays as the invitation made it, so there is nothing to manage or to confirm.
# Only demo people lack a password, and they must not get one that outlives the demo.
CLOSED_PAGES = {
    "account_email",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_reauthenticate",
    "account_set_password",
}


class PersonMiddleware(AuthenticationMiddleware):
    """Django's, with the person in ``request.user`` itself instead of a stand-in that looks it up.

    Every page asks who is there, so nothing is saved by asking late; and each of the hundred
    questions that permissions and pages put to the person would take the way round.
    """

    def process_request(self, request):
        super().process_request(request)
        request.user = get_user(request)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Send whoever is not signed in to the sign-in page, and back afterwards.

    Views that are open to everyone carry ``login_not_required``. A fragment asked for by
    htmx would end up with the sign-in page inside it: there the whole page moves instead. Our
    own scripts (static/js/ask.js) are refused plainly: they keep what was typed, and say so.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        response = super().process_view(request, view_func, view_args, view_kwargs)
        if response is None and request.resolver_match.view_name in CLOSED_PAGES:
            return redirect("accounts:profile")
        return response

    def handle_no_permission(self, request, view_func):
        login_url = resolve_url(self.get_login_url(view_func))
        response = redirect_to_login(self._way_back(request), login_url)
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse("You are signed out.", status=401, content_type="text/plain")
        if request.htmx:
            return HttpResponseClientRedirect(response.url)
        return response

    @staticmethod
    def _way_back(request):
        """The page to return to: never a fragment, never an address that only takes POST."""
        if request.htmx:
            return request.htmx.current_url_abs_path or "/"
        if request.method in ("GET", "HEAD"):
            return request.get_full_path()
        page = request.headers.get("Referer", "")
        if url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
            return page
        return "/"


class ReaderTimeZoneMiddleware:
    """Show times in the reader's zone for this one request; UTC to everyone else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            timezone.activate(_zone_of(request.user))
            return self.get_response(request)
        finally:
            timezone.deactivate()


def _zone_of(user):
    try:
        return zoneinfo.ZoneInfo(getattr(user, "time_zone", "UTC"))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):  # the zone database has moved on
        return zoneinfo.ZoneInfo("UTC")
