"""Administrators say which team looks after which service."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from postmortems.domain.service import change_service
from postmortems.forms.service import ServiceForm
from postmortems.models import Service

from .refusal import refused
from .setting import administrators_only, sent_by
from .template import EDITS


@require_safe
@administrators_only
def services(request):
    return render(
        request, "postmortems/setting_services.html", {"services": Service.objects.for_settings()}
    )


@EDITS
@administrators_only
def service(request, pk):
    found = get_object_or_404(Service, pk=pk)
    form = ServiceForm(sent_by(request), instance=Service.objects.get(pk=pk))
    if form.is_valid():
        try:
            change_service(found, **form.cleaned_data, by=request.user)
        except ValidationError as refusal:  # somebody else took the name meanwhile
            refused(form, refusal)
        else:
            messages.success(request, "The service is saved.")
            return redirect("postmortems:setting-services")
    status = 422 if form.is_bound else 200
    context = {"form": form, "service": found}
    return render(request, "postmortems/setting_service.html", context, status=status)
