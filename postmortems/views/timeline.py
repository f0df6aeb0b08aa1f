"""The timeline at speed: one typed line, a pasted block, several entries at once, the clock."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from postmortems.domain.pasted import read_block
from postmortems.domain.record import add_record
from postmortems.domain.timeline import add_entries, change_entries, ground_of, local_words
from postmortems.enums import EntryKind
from postmortems.exceptions import StaleChange
from postmortems.forms.kind import KINDS
from postmortems.forms.pasted import PasteForm, SeveralForm
from postmortems.models.record import LINE_LIMIT

from .incident_clock import clock_picture, clock_while_typing
from .record import allow, done, find_incident, show_list
from .record_list import list_named, rows_of
from .refusal import REFUSALS, refuse_to_open, refused
from .timeline_list import quick_line

TIMELINE = KINDS["timeline"]
READS_DIFFERENTLY = (
    "It reads differently from what you looked at: the lines changed, or the incident did. "
    "Nothing is saved yet. Look once more, then add."
)
CHANGED = (
    "Somebody changed one of these entries meanwhile, so none was changed. "
    "The list is as it stands now: tick them again."
)


def find(request, incident):
    """The incident that this person may edit, and the list's (name, address to come back to)."""
    incident = find_incident(request.user, incident)
    allow(TIMELINE.adds, request.user, incident)
    return incident, *list_named(request, TIMELINE, incident)


@require_POST
def quick(request, incident):
    """Add an entry from one typed line: a time, then what happened."""
    incident, name, back = find(request, incident)
    after = request.POST.get("after", "")
    known = after.isascii() and after.isdecimal() and len(after) < 10
    rows = list(rows_of(TIMELINE, incident, request.user).kept())
    form = quick_line(
        incident, rows, request.user, after=int(after) if known else 0, data=request.POST
    )
    form.has_clock = not back.startswith(incident.get_absolute_url())
    status = 422
    if form.is_valid():
        try:
            entry = add_record(form.record(), by=request.user)
        except REFUSALS as refusal:
            status = refused(form, refusal, "line")
        else:
            said = added_words(entry, incident, form.read.doubts)
            return done(request, entry, incident, name, back, said=said, is_quick=True)
    context = {"quick": form, "incident": incident, "list_name": name, "back": back}
    page = "postmortems/_timeline_quick.html" if request.htmx else "postmortems/timeline_quick.html"
    response = render(request, page, context, status=status)
    if request.htmx and status == 409:
        reswap(retarget(response, f"#add-quick-{name}"), "outerHTML")
    return response


def added_words(entry, incident, doubts):
    """What was made of the line, so that a misreading is seen at once."""
    words = f"Added at {local_words(entry.occurred_at, incident.time_zone)}"
    if entry.is_day_only:
        words = f"Added on {words.removeprefix('Added at ').partition(',')[0]}"
    kind = f", as {entry.get_kind_display().lower()}" if entry.kind != EntryKind.OTHER else ""
    return " ".join([f"{words}{kind}.", *doubts])


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request, incident):
    """Read a pasted block, show what it would become, and save what is ticked."""
    incident, name, back = find(request, incident)
    refuse_to_open(request, getattr(incident, "postmortem", None))
    form = PasteForm(request.POST if request.method == "POST" else None, incident=incident)
    status = 200
    if request.method == "POST":
        status = 200 if form.is_valid() else 422
        if status == 200 and request.POST.get("do") == "add":
            status = added(form, request.user)
            if not status:
                count = len(form.taken)
                messages.success(
                    request, f"{count} entr{'y is' if count == 1 else 'ies are'} added."
                )
                return HttpResponseRedirect(f"{back}#list-{name}")
    context = {
        "form": form,
        "incident": incident,
        "list_name": name,
        "back": back,
        "kinds": EntryKind.choices,
    }
    return render(request, "postmortems/timeline_paste.html", context, status=status)


def added(form, user):
    """Save what is ticked; 0, or the status of the page that says why not."""
    if not form.is_seen:
        form.add_error(None, READS_DIFFERENTLY)
        return 409
    if not form.taken:
        form.add_error(None, "Tick what is to be added.")
        return 422
    try:
        add_entries(form.incident, form.records(), by=user)
    except REFUSALS as refusal:
        return refused(form, refusal)
    return 0


@require_POST
def several(request, incident):
    """Hide, show, or give a kind to the ticked entries, all or none."""
    incident, name, back = find(request, incident)
    form, status = SeveralForm(request.POST), 422
    if form.is_valid():
        try:
            count = change_entries(incident, form.chosen(), form.values(), by=request.user)
        except StaleChange:
            form.add_error(None, CHANGED)
            status = 409
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            said = f"{count} entr{'y' if count == 1 else 'ies'} changed."
            return show_list(request, incident, name, back, said=said)
    said = " ".join(error for errors in form.errors.values() for error in errors)
    told = {"status": status, "ticked": set() if status == 409 else set(form.chosen())}
    return show_list(request, incident, name, back, said=said, **told)


@require_GET
def clock(request, incident):
    """The incident clock as a fragment, with the moment that is being typed.

    It is sent as the one-line form's ``line``, or as the day and time of the whole form.
    """
    incident = find_incident(request.user, incident)
    entries = [row for row in rows_of(TIMELINE, incident, request.user).kept() if not row.is_hidden]
    day, time = (request.GET.get(f"occurred_at_{part}", "")[:20] for part in ("day", "time"))
    line = request.GET.get("line", "")[:LINE_LIMIT] or (f"{day} {time}: This entry" if day else "")
    after = request.GET.get("after", "")
    former = next(
        (row for row in entries if str(row.pk) == after), entries[-1] if entries else None
    )
    read = read_block(line, ground_of(incident, former=former)).entries[:1]
    if read:
        return HttpResponse(clock_while_typing(incident, entries, read[0]))
    return HttpResponse(clock_picture(incident, entries))
