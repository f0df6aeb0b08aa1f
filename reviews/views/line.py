"""The lines of a meeting, all kinds alike: add, change, remove, bring back, move."""

import rules
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from postmortems.domain.record import move_record
from postmortems.exceptions import Refused, StaleChange
from postmortems.views.refusal import REFUSALS, refuse_to_open, refused, told_stale
from reviews.domain import notebook, walk
from reviews.forms.line import KINDS

from .access import ask, find_kind, find_line, find_meeting, form_page, sent
from .live import chosen


def add(request, meeting, kind):
    kind = find_kind(kind)
    meeting = find_meeting(request.user, meeting)
    ask(kind.permission, request.user, meeting)
    refuse_to_open(request, meeting.postmortem)
    if kind.slug == "stop":
        return redirect("reviews:stops", meeting.pk)
    blank = kind.model(meeting=meeting)
    if kind.slug == "attendance":
        blank.is_invited = False
    form, status = kind.form(sent(request), instance=blank), None
    if request.method == "POST" and form.is_valid():
        try:
            notebook.add_line(form.instance, by=request.user)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            return back_to(meeting, kind)
    words = words_of(meeting, kind)
    return form_page(request, form, status=status, title=kind.add, lede=kind.hint, **words)


def change(request, kind, pk):
    kind = find_kind(kind)
    line = find_line(request, kind, pk)
    form = kind.form(sent(request), instance=line)
    status, current = None, None
    if request.method == "POST" and form.is_valid():
        base = form.cleaned_data["base"] or 0
        try:
            if form.has_changed():
                notebook.change_line(line, form.values(), base=base, by=request.user)
        except StaleChange as stale:
            status, current = 409, facts_of(stale.current, form)
            told_stale(form, stale.current)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            onwards = next_stop(line.meeting, request.POST.get("go"))
            lead_on(request, line.meeting, onwards)
            return back_to(line.meeting, kind, onwards or line)
    words = words_of(line.meeting, kind, line)
    title = f"Change the {kind.noun}"
    words |= {"title": title, "lede": kind.hint}
    return form_page(request, form, status=status, current=current, **words)


@require_POST
def remove(request, kind, pk):
    kind = find_kind(kind)
    line = notebook.remove_line(find_line(request, kind, pk), by=request.user)
    return back_to(line.meeting, kind)


@require_POST
def restore(request, kind, pk):
    kind = find_kind(kind)
    line = notebook.restore_line(find_line(request, kind, pk), by=request.user)
    return back_to(line.meeting, kind)


@require_POST
def move(request, kind, pk):
    kind = find_kind(kind)
    up = request.POST.get("direction") != "down"
    line = move_record(find_line(request, kind, pk), up=up, by=request.user)
    return back_to(line.meeting, kind)


@require_POST
def present(request, pk):
    """Someone is here, or is not; with one tap."""
    kind = KINDS["attendance"]
    row = find_line(request, kind, pk)
    try:
        notebook.set_present(row, request.POST.get("present") == "yes", by=request.user)
    except StaleChange as stale:
        raise Refused("This person was taken off the list. Add them again.") from stale
    return back_to(row.meeting, kind)


def next_stop(meeting, sent_key):
    """The stop to go on to; none where it was taken out of the walk meanwhile: what was typed
    is kept by now, and the page shows the stops that there are.
    """
    try:
        return chosen(meeting.stops.kept(), sent_key)
    except Http404:
        return None


def lead_on(request, meeting, stop):
    """Where the facilitator of an open meeting goes, everyone's screen goes."""
    if stop and rules.has_perm("reviews.lead", request.user, meeting):
        walk.lead(meeting, by=request.user, stop=stop)


def back_to(meeting, kind, line=None):
    """The meeting, at the place where lines of this kind stand."""
    return redirect(place_of(meeting, kind, line))


def place_of(meeting, kind, line=None):
    stop = f"?stop={line.pk}" if line and kind.slug == "stop" else ""
    return f"{meeting.get_absolute_url()}{stop}#{kind.anchor}"


def words_of(meeting, kind, line=None):
    return {
        "postmortem": meeting.postmortem,
        "meeting": meeting,
        "submit": "Save",
        "back": place_of(meeting, kind, line),
    }


def facts_of(line, form):
    """(label, value) of a line as it stands now, for the fields of a form."""
    names = [name for name in form.fields if name in form._meta.fields]
    return [(form.fields[name].label, getattr(line, name)) for name in names]
