"""Settings of the installation, for administrators: the index, severities, clocks."""

from functools import wraps

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import AuditRecord
from postmortems.domain.severity import (
    STREAM,
    all_clocks,
    all_words,
    set_all_clocks,
    set_words,
)
from postmortems.exceptions import Refused, StaleChange
from postmortems.forms.record import differences
from postmortems.forms.setting import ClockOfLevel, LevelForms, WordsOfLevel, level_name
from postmortems.models import DocumentTemplate

LATEST = 12


def administrators_only(view):
    """403 for everyone who may not change what holds for all."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not rules.has_perm("postmortems.manage_settings", request.user):
            raise PermissionDenied("Only administrators change the settings.")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@administrators_only
def settings(request):
    context = {
        "templates": DocumentTemplate.objects.offered(),
        "levels": all_words(),
        "clocks": all_clocks(),
        "changes": AuditRecord.objects.of(STREAM)[:LATEST],
    }
    return render(request, "postmortems/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def severities(request):
    return levels_page(
        request,
        form=WordsOfLevel,
        rows=all_words,
        save=set_words,
        page="postmortems/setting_severities.html",
        saved="The severities are saved.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def clocks(request):
    return levels_page(
        request,
        form=ClockOfLevel,
        rows=all_clocks,
        save=set_all_clocks,
        page="postmortems/setting_clocks.html",
        saved="The clocks are saved. They hold for due dates that are set from now on.",
    )


def levels_page(request, *, form, rows, save, page, saved):
    """One page with a form for each level; what was typed comes back with every refusal."""
    forms, status, differing = LevelForms(form, rows(), sent_by(request)), 200, []
    if request.method == "POST":
        status = 422
        if forms.is_valid():
            try:
                save(forms.values(), base=forms.base.cleaned_data["base"], by=request.user)
            except StaleChange:
                status, stands = 409, rows()
                differing = levels_differing(forms, LevelForms(form, stands))
                forms.start_from(stands[0].version)
            except (Refused, ValidationError) as refusal:
                forms.error = " ".join(getattr(refusal, "messages", [str(refusal)]))
            else:
                messages.success(request, saved)
                return redirect("postmortems:settings")
    context = {
        "forms": forms,
        "levels": [(level_name(one.instance.severity), one) for one in forms],
        "is_stale": status == 409,
        "differing": differing,
    }
    return render(request, page, context, status=status)


def sent_by(request):
    return request.POST if request.method == "POST" else None


def levels_differing(mine, theirs):
    """``[(level, differences)]`` of the levels in which what was typed is not what stands."""
    pairs = zip(mine, theirs, strict=True)
    found = [(level_name(one.instance.severity), differences(one, other)) for one, other in pairs]
    return [(name, rows) for name, rows in found if rows]
