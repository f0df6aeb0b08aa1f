"""Mail that was given up: administrators read why, and have it tried again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.outbox import try_again
from accounts.models import OutboxMail

from .access import administrators_only

MOST = 100


@require_GET
@administrators_only
def failed(request):
    context = {"mails": OutboxMail.objects.failed()[:MOST]}
    return render(request, "accounts/mail.html", context)


@require_POST
@administrators_only
def again(request, pk):
    mail = get_object_or_404(OutboxMail.objects.failed(), pk=pk)
    try_again(mail)
    messages.success(request, f"The mail to {mail.to} is tried again.")
    return redirect("accounts:mail")
