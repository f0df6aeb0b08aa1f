"""Which mail somebody wants, and the link in each mail that ends its kind."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.domain import preference
from accounts.enums import NotificationKind
from accounts.forms.preference import PreferenceForm


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request):
    """A person's own choices, by kind."""
    form = PreferenceForm(
        request.POST if request.method == "POST" else None,
        deliveries=preference.deliveries(request.user),
        hour=request.user.digest_hour,
        time_zone=request.user.time_zone,
    )
    if form.is_valid():
        preference.choose(request.user, form.chosen, hour=form.cleaned_data["hour"])
        messages.success(request, "Your choices are saved.")
        return redirect("accounts:notifications")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/notifications.html", {"form": form}, status=status)


@csrf_exempt  # RFC 8058: mail programs post here by themselves, with nothing but the address
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Ends one kind of mail for whom the token names. Looking changes nothing, posting does."""
    try:
        person, kind = preference.read_token(token)
    except signing.BadSignature:
        raise Http404 from None
    if request.method == "POST":
        preference.unsubscribe(person, kind)
    label = "" if kind == preference.DIGEST else NotificationKind(kind).label
    context = {"label": label, "done": request.method == "POST"}
    return render(request, "accounts/unsubscribe.html", context)
