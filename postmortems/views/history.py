"""The history of a document: its revisions, keeping one by name, putting one back."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from postmortems.domain import restoring
from postmortems.domain.history import keep_version, revisions_of
from postmortems.domain.snapshot import take_snapshot
from postmortems.exceptions import ContentFrozen, Refused, StaleChange
from postmortems.forms.history import KeepForm, RestoreForm

from .changes import ONLY_GROUP, readable_perspectives, shown_part, without_foreign
from .draft import find_draft, frame, require
from .refusal import refuse_to_open
from .section import ONLY_EDITORS

PAGE = 50
ASKED_FOR = "asked"


@require_GET
def history(request, pk):
    """Every revision, newest first, under its day."""
    postmortem = find_draft(request.user, pk)
    require("postmortems.see_history", request.user, postmortem, ONLY_GROUP)
    return history_page(request, postmortem, KeepForm())


def history_page(request, postmortem, form, *, why="", status=200):
    is_short = request.GET.get("show") == ASKED_FOR
    revisions = revisions_of(postmortem, by_itself=not is_short)
    page = Paginator(revisions, PAGE).get_page(request.GET.get("page"))
    days = groupby(page, key=lambda revision: timezone.localdate(revision.at))
    context = {
        **frame(postmortem, request.user),
        "page": page,
        "is_short": is_short,
        "newest": page[0].number if page else None,
        "standing": page[0] if page and page.number == 1 and not is_short else None,
        "days": [(day, list(rows)) for day, rows in days],
        "form": form,
        "why": why,
    }
    return render(request, "postmortems/history_list.html", context, status=status)


@require_POST
def history_keep(request, pk):
    """Keep the draft as it stands under a name."""
    postmortem = find_draft(request.user, pk)
    require("postmortems.edit", request.user, postmortem, ONLY_EDITORS)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return history_page(request, postmortem, KeepForm(request.POST), status=422)
    try:
        revision = keep_version(postmortem, form.cleaned_data["name"], by=request.user)
    except ContentFrozen as frozen:
        postmortem = find_draft(request.user, pk)
        return history_page(request, postmortem, form, why=str(frozen), status=409)
    messages.success(request, f"Kept as revision {revision.number}: “{revision.reason}”.")
    return redirect("postmortems:history", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request, pk, number):
    """Show what would come back and what stays; POST puts it back as a new edit."""
    postmortem = find_draft(request.user, pk)
    require("postmortems.see_history", request.user, postmortem, ONLY_GROUP)
    require("postmortems.edit", request.user, postmortem, ONLY_EDITORS)
    revision = get_object_or_404(postmortem.revisions.select_related("author"), number=number)
    key = section_key(postmortem, request)
    refuse_to_open(request, postmortem)
    if request.method != "POST":
        return restore_page(request, postmortem, revision, key)
    form = RestoreForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {"seen": -1, "is_sure": False}
    try:
        kept = restoring.restore(postmortem, revision, by=request.user, key=key, **given)
    except StaleChange:
        postmortem = find_draft(request.user, pk)
        return restore_page(request, postmortem, revision, key, is_stale=True, status=409)
    except (Refused, ValidationError) as refusal:
        why = " ".join(getattr(refusal, "messages", None) or [str(refusal)])
        return restore_page(request, postmortem, revision, key, why=why, status=422)
    return told(request, postmortem, revision, key, kept)


def told(request, postmortem, revision, key, kept):
    """Back to where the restored words are, or to the history."""
    if kept is None:
        messages.info(request, f"It stands as in revision {revision.number} already.")
    else:
        messages.success(
            request,
            f"{kept.reason}. What stood before is revision {kept.number - 1}: "
            "this can be put back as well.",
        )
    if key:
        return redirect("postmortems:section", postmortem.pk, key)
    return redirect("postmortems:history", postmortem.pk)


def section_key(postmortem, request):
    """The one section to put back, or ``None`` for the whole; 404 for a made-up one."""
    key = request.GET.get("section", "")
    if not key:
        return None
    if "\x00" in key or not postmortem.sections.filter(key=key).exists():
        raise Http404("There is no such section.")
    return key


def restore_page(request, postmortem, revision, key, *, is_stale=False, why="", status=200):
    """From now to the revision, and what does not come back with it."""
    readable = readable_perspectives(postmortem, request.user)
    now = take_snapshot(postmortem)
    then = restoring.restorable(postmortem, revision.snapshot, key)
    coming = restoring.differences(then, restoring.restorable(postmortem, now, key))
    old = without_foreign(revision.snapshot, readable)
    back = reverse("postmortems:history", args=[postmortem.pk])
    context = {
        **frame(postmortem, request.user),
        "revision": revision,
        "section": then["sections"][0] if key and then["sections"] else None,
        "key": key,
        "coming": [shown_part(part) for part in coming],
        "staying": restoring.staying(old, without_foreign(now, readable), key),
        "seen": restoring.stands_at(postmortem, key),
        "is_stale": is_stale,
        "why": why,
        "back": back,
    }
    return render(request, "postmortems/history_restore.html", context, status=status)
