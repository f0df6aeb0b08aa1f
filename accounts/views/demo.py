"""One-click sign-in as an invented person, in a demo on this machine."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.domain.demo import ensure_demo_people, is_demo_open
from accounts.domain.signed_in import PASSWORD_BACKEND


@login_not_required
@require_POST
def sign_in(request):
    if not settings.DEMO:
        raise Http404
    if not is_demo_open(request.get_host(), request.META.get("REMOTE_ADDR", "")):
        raise PermissionDenied(
            "The demo people can be used only on the machine that runs the demo. "
            "Open it there at http://127.0.0.1 or http://localhost."
        )
    person = ensure_demo_people().get(request.POST.get("part", ""))
    if person is None:
        raise Http404
    if not person.is_active:
        messages.error(request, f"{person.name} was deactivated. Choose somebody else.")
        return redirect(settings.LOGIN_URL)
    login(request, person, backend=PASSWORD_BACKEND)
    way_back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(way_back, {request.get_host()}, request.is_secure()):
        return redirect(way_back)
    return redirect(settings.LOGIN_REDIRECT_URL)
