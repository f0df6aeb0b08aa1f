"""Opening an incident, its page, its facts, and starting its postmortem."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from postmortems.domain.incident import (
    change_incident,
    obligation_for,
    open_incident,
    settle_obligation,
)
from postmortems.domain.postmortem import start_postmortem
from postmortems.enums import AccessReason
from postmortems.exceptions import ContentFrozen, StaleChange
from postmortems.forms.incident import (
    ChangeForm,
    GrantForm,
    ObligationForm,
    OpenForm,
    VisibilityForm,
)
from postmortems.forms.record import differences
from postmortems.models import Incident, Postmortem

from .incident_clock import clock_picture
from .record import allow, sent_version
from .record_list import accepts_changes, lists_of_incident
from .refusal import REFUSALS, refuse_to_open, refused
from .thread_about import count_threads, threads_of_records


@require_http_methods(["GET", "HEAD", "POST"])
def open_new(request):
    """Title, severity, since when; then straight on to the draft, unless not wanted."""
    if not rules.has_perm("postmortems.open_incident", request.user):
        raise PermissionDenied("Members open incidents. Ask one of them.")
    form = OpenForm(request.POST if request.method == "POST" else None, person=request.user)
    status = 200
    if request.method == "POST":
        status = 422
        opened = form.is_valid() and opened_from(form, request.user)
        if opened:
            return after_opening(request, opened)
    return render(request, "postmortems/incident_open.html", {"form": form}, status=status)


def opened_from(form, user):
    new = form.incident()
    new.obligation = obligation_for(new.severity)
    services, tags = form.cleaned_data["services"], form.cleaned_data["tags"]
    try:
        return open_incident(new, by=user, services=services, tags=tags, role=form.role_taken())
    except ValidationError as error:
        form.tell(error)
        return None


def after_opening(request, opened):
    """On to the draft, which is what most come for; *open only* stays at the incident."""
    if "open-only" in request.POST:
        messages.success(request, f"{opened.reference} is open.")
        return redirect(opened)
    postmortem = start_postmortem(opened, by=request.user)
    messages.success(request, f"{opened.reference} is open, and its draft is yours.")
    return redirect("postmortems:draft", postmortem.pk)


def incident(request, pk):
    """Everything that is known of what happened in the world."""
    return incident_page(request, find_incident(request.user, pk))


def find_incident(user, pk):
    visible = Incident.objects.visible_to(user).for_page().select_related("postmortem__owner")
    found = get_object_or_404(visible, pk=pk)
    if hasattr(found, "postmortem"):
        found.postmortem.incident = found
    return found


def incident_page(request, found, *, status=200, **bound):
    """The page, with whichever form was refused shown again as typed."""
    user = request.user
    visible = Incident.objects.visible_to(user)
    may_edit = rules.has_perm("postmortems.edit_incident", user, found)
    postmortem = getattr(found, "postmortem", None)
    covering = found.covered_by
    if covering and not rules.has_perm("postmortems.read_released", user, covering):
        covering = None
    lists = lists_of_incident(found, user, request.GET.urlencode())
    count_threads(lists, threads_of_records(found, user))
    context = {
        "incident": found,
        "postmortem": postmortem,
        "clock": clock_picture(found, entries_of(lists)),
        "lists": lists,
        "related": found.related.filter(pk__in=visible.order_by().values("pk")).order_by("pk"),
        "covering": covering,
        "can_edit": may_edit and accepts_changes(found),
        "can_settle": may_edit and (postmortem is None or postmortem.is_discarded),
        "can_start": rules.has_perm("postmortems.start_postmortem", user, found),
        "obligation_form": bound.pop("obligation_form", None)
        or ObligationForm(initial=obligation_of(found, user), person=user, auto_id="obligation-%s"),
        **access_context(found, user),
        **bound,
    }
    return render(request, "postmortems/incident.html", context, status=status)


def entries_of(lists):
    """The entries that readers see, out of the timeline that is loaded for the page anyway."""
    return [
        row
        for one in lists
        if one.name == "timeline"
        for row in one.timeline.entries
        if not row.is_hidden
    ]


def access_context(found, user):
    """Everyone who is let in by name, with the reasons, and the forms for whoever may."""
    rows = {}
    for row in found.access.select_related("user").order_by("user__name", "reason"):
        person = rows.setdefault(row.user_id, {"user": row.user, "words": [], "is_granted": False})
        person["words"].append(AccessReason(row.reason).label)
        person["is_granted"] |= row.reason == AccessReason.GRANTED
    context = {"access": list(rows.values())}
    if rules.has_perm("postmortems.set_incident_access", user, found):
        visible = {"visibility": found.visibility}
        context["visibility_form"] = VisibilityForm(initial=visible, auto_id="visibility-%s")
        context["grant_form"] = GrantForm(auto_id="grant-%s")
    return context


def obligation_of(found, user):
    """What the form starts with; a covering postmortem only for whoever may know of it."""
    covering = found.covered_by
    if covering and not Postmortem.objects.visible_to(user).filter(pk=covering.pk).exists():
        covering = None
    return {
        "obligation": found.obligation,
        "reason": found.waived_because,
        "covered_by": covering.reference if covering else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Change the facts, against the version that was read."""
    found = find_incident(request.user, pk)
    allow("postmortems.edit_incident", request.user, found)
    refuse_to_open(request, getattr(found, "postmortem", None))
    if request.method != "POST":
        return change_page(request, found, ChangeForm(instance=found, person=request.user))
    form = ChangeForm(request.POST, instance=found, person=request.user)
    try:
        if form.is_valid() and changed_by(form, request.user, sent_version(request)):
            messages.success(request, "The facts are saved.")
            return redirect("postmortems:incident", pk)
    except StaleChange:
        current = find_incident(request.user, pk)
        theirs = ChangeForm(instance=current, person=request.user)
        told = {"is_stale": True, "differences": differences(form, theirs)}
        return change_page(request, current, form, status=409, **told)
    except ContentFrozen as frozen:
        form.add_error(None, str(frozen))
        return change_page(request, find_incident(request.user, pk), form, status=409)
    return change_page(request, find_incident(request.user, pk), form, status=422)


def changed_by(form, user, base):
    links = {name: form.cleaned_data[name] for name in ("services", "tags", "related")}
    try:
        return change_incident(form.instance, form.values(), base=base, by=user, **links)
    except ValidationError as error:
        form.tell(error)
        return None


def change_page(request, found, form, *, status=200, **told):
    context = {"incident": found, "form": form, "base": found.version, **told}
    return render(request, "postmortems/incident_change.html", context, status=status)


@require_POST
def obligation(request, pk):
    """Owed, voluntary, waived because, or covered by."""
    found = find_incident(request.user, pk)
    allow("postmortems.edit_incident", request.user, found)
    form = ObligationForm(request.POST, person=request.user, auto_id="obligation-%s")
    status = 422
    if form.is_valid():
        try:
            settle_obligation(found, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "That is settled.")
            return redirect("postmortems:incident", pk)
    return incident_page(request, found, obligation_form=form, status=status)


@require_POST
def start(request, pk):
    """Start the postmortem; whoever starts it owns it."""
    found = find_incident(request.user, pk)
    if hasattr(found, "postmortem"):
        return redirect("postmortems:draft", found.postmortem.pk)
    allow("postmortems.start_postmortem", request.user, found)
    postmortem = start_postmortem(found, by=request.user)
    messages.success(request, f"{postmortem.reference} is started, and yours.")
    return redirect("postmortems:draft", postmortem.pk)
