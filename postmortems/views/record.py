"""Adding, changing, removing, bringing back and ordering records of every kind.

One set of views for all kinds; in place with htmx, as plain forms and pages without.
"""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from postmortems.domain.record import move_record, remove_record, restore_record
from postmortems.exceptions import StaleChange
from postmortems.forms.kind import KINDS
from postmortems.forms.record import differences
from postmortems.models import Incident

from .record_list import (
    add_form,
    build_list,
    list_named,
    lists_for,
    lists_of_incident,
)
from .refusal import REFUSALS, refuse_to_open, refused
from .thread_about import count_threads, threads_of_records

__all__ = ["lists_for", "lists_of_incident"]

NOT_YOURS = "This is for those who edit here: the owner, the contributors and the facilitator."


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, incident, kind):
    """Add a record: the line of a list, or (GET) the same form on a page of its own."""
    kind, incident = kind_named(kind), find_incident(request.user, incident)
    require_postmortem(kind, incident)
    allow(kind.adds, request.user, kind.subject(incident))
    refuse_to_open(request, getattr(incident, "postmortem", None))
    name, back = list_named(request, kind, incident)
    if request.method != "POST":
        form = blank_form(request, kind, incident, name)
        return form_page(request, kind, form, name=name, back=back)
    form = kind.form(
        request.POST,
        incident=incident,
        user=request.user,
        instance=kind.blank(incident),
        auto_id=f"add-{name}-%s",
    )
    status = 422
    if form.is_valid():
        try:
            record = kind.add(form.record(), by=request.user, links=form.links())
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            return done(request, record, incident, name, back)
    return form_page(request, kind, form, name=name, back=back, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, kind, pk):
    """Change a record that was read at the version the form carries."""
    kind = kind_named(kind)
    record, incident = find_record(request.user, kind, pk)
    allow(kind.changes, request.user, record if kind.is_own else kind.subject(incident))
    name, back = list_named(request, kind, incident)
    form = change_form(request, kind, record, incident)
    refuse_to_open(request, getattr(incident, "postmortem", None))
    if request.method != "POST":
        return form_page(request, kind, form, name=name, back=back, base=record.version)
    base, status = sent_version(request), 422
    if form.is_valid():
        words = {"base": base, "links": form.links()}
        try:
            changed = kind.change(record, form.values(), by=request.user, **words)
        except StaleChange as stale:
            return stale_page(request, kind, form, stale.current, name=name, back=back)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            return done(request, changed, incident, name, back)
    return form_page(request, kind, form, name=name, back=back, base=base, status=status)


@require_POST
def remove(request, kind, pk):
    """Take a record off; the list keeps it at hand to bring back."""
    said = "Removed. It can be brought back below the list."
    return act(request, kind, pk, remove_record, said, can_undo=True)


@require_POST
def restore(request, kind, pk):
    """Bring a removed record back where it was."""
    return act(request, kind, pk, restore_record, "It is back.")


@require_POST
def move(request, kind, pk):
    """Move a record one place up or down."""
    up = request.POST.get("direction") != "down"
    return act(request, kind, pk, lambda record, *, by: move_record(record, up=up, by=by), "Moved.")


def act(request, kind, pk, verb, said, *, can_undo=False):
    """One of the verbs that need no form."""
    kind = kind_named(kind)
    record, incident = find_record(request.user, kind, pk)
    allow(kind.changes, request.user, record if kind.is_own else kind.subject(incident))
    name, back = list_named(request, kind, incident)
    record = verb(record, by=request.user)
    told = {"can_undo": can_undo, "is_back": verb is restore_record}
    return done(request, record, incident, name, back, said=said, **told)


def kind_named(slug):
    if slug not in KINDS:
        raise Http404("There is no such kind of record.")
    return KINDS[slug]


def find_incident(user, pk):
    """An incident that exists for this person, with its postmortem; else 404."""
    visible = Incident.objects.visible_to(user).select_related("postmortem")
    return get_object_or_404(visible, pk=pk)


def find_record(user, kind, pk):
    """A record that exists for this person, removed ones too, and its incident; else 404."""
    record = get_object_or_404(kind.model.objects.visible_to(user), pk=pk)
    incident = Incident.objects.select_related("postmortem").get(pk=record.owning_incident().pk)
    if kind.of_postmortem:
        record.postmortem = incident.postmortem
        incident.postmortem.incident = incident
    return record, incident


def require_postmortem(kind, incident):
    if kind.of_postmortem and not hasattr(incident, "postmortem"):
        raise Http404("This incident has no postmortem yet.")


def allow(permission, user, subject):
    if not rules.has_perm(permission, user, subject):
        raise PermissionDenied(NOT_YOURS)


def sent_version(request):
    """The version a form was opened at; none that could be current for anything else."""
    text = request.POST.get("base", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0


def blank_form(request, kind, incident, name):
    if not kind.is_own:
        return add_form(name, incident, request.user)
    text = request.GET.get("entry", "")
    known = text.isascii() and text.isdecimal() and len(text) <= 12
    entry = get_object_or_404(incident.timeline.kept(), pk=int(text) if known else 0)
    initial = {"entry": entry.pk}
    return kind.form(
        incident=incident,
        user=request.user,
        instance=kind.blank(incident),
        initial=initial,
        auto_id=f"add-{kind.slug}-{entry.pk}-%s",
    )


def change_form(request, kind, record, incident):
    make = kind.change_form or kind.form
    return make(
        request.POST if request.method == "POST" else None,
        instance=record,
        incident=incident,
        user=request.user,
        auto_id=f"{kind.slug}-{record.pk}-%s",
    )


def form_page(request, kind, form, *, name, back, base=0, status=200):
    """The form: a row of its list for htmx, a page of its own otherwise."""
    context = {
        "kind": kind,
        "form": form,
        "record": form.instance,
        "incident": form.incident,
        "list_name": name,
        "back": back,
        "base": base,
        "is_new": form.instance.pk is None,
    }
    page = "postmortems/_record_form.html" if request.htmx else "postmortems/record_form.html"
    return render(request, page, context, status=status)


def stale_page(request, kind, form, current, *, name, back):
    """Somebody changed it meanwhile (409): what stands now and what was typed, side by side."""
    make = kind.change_form or kind.form
    theirs = make(instance=current, incident=form.incident, user=request.user)
    form.instance = current
    context = {
        "kind": kind,
        "form": form,
        "record": current,
        "incident": form.incident,
        "list_name": name,
        "back": back,
        "base": current.version,
        "differences": differences(form, theirs),
        "is_stale": True,
    }
    page = "postmortems/_record_form.html" if request.htmx else "postmortems/record_form.html"
    response = render(request, page, context, status=409)
    return reswap(response, "outerHTML") if request.htmx else response


def done(request, record, incident, name, back, said="", *, can_undo=False, **told):
    """The list as it stands now for htmx; otherwise back to the page it stands on.

    ``can_undo``: the record was removed, and a message offers to bring it back. ``told`` is
    for the template: ``is_quick`` where the one-line form waits for the next line,
    ``is_back`` where the record was brought back.
    """
    told |= {"fresh": record.pk, "undo": record if can_undo else None}
    return show_list(request, incident, name, back, said=said, **told)


def show_list(request, incident, name, back, *, said="", status=200, fresh=0, **told):
    """A list after something happened to it, with what there is to say about that."""
    if not request.htmx:
        if said:
            messages.add_message(
                request, messages.SUCCESS if status < 400 else messages.ERROR, said
            )
        place = f"list-{name}" if not told.get("is_quick") else f"add-quick-{name}"
        return HttpResponseRedirect(f"{back}#{place}")
    incident = find_incident(request.user, incident.pk)
    shown = build_list(name, incident, request.user, back, fresh=fresh)
    count_threads([shown], threads_of_records(incident, request.user))
    context = {"list": shown, "fresh": fresh, "said": said, "is_refused": status >= 400, **told}
    response = render(request, "postmortems/_record_list.html", context, status=status)
    return reswap(retarget(response, f"#{shown.html_id}"), "outerHTML")
