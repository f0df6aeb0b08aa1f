"""The stops of the walk: choosing them, and marking them with one tap."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from postmortems.exceptions import Refused, StaleChange
from postmortems.views.refusal import told_stale
from reviews.domain import markers, notebook
from reviews.domain.invitation import missing_teams
from reviews.domain.prompt import library
from reviews.domain.worry import worries_told
from reviews.enums import StopState
from reviews.forms.line import KINDS, StopsForm
from reviews.forms.prompt import AttachForm

from .access import find_line, form_page, meeting_to_write, sent


def stops(request, pk):
    """Prepare the walk: the timeline with its markers, and the entries to stop at.

    Key moments are proposed. Nothing here changes the timeline.
    """
    meeting = meeting_to_write(request, pk, "reviews.run_meeting")
    incident = meeting.postmortem.incident
    entries = list(incident.timeline.kept().in_order())
    chosen = set(meeting.stops.kept().values_list("entry_id", flat=True))
    proposed = chosen or {entry.pk for entry in entries if entry.is_key_moment}
    form = StopsForm(sent(request), entries=entries)
    if request.method == "POST" and form.is_valid():
        notebook.choose_stops(meeting, form.cleaned_data["entries"], by=request.user)
        return redirect(f"{meeting.get_absolute_url()}#walk")
    if form.is_bound:
        proposed = {entry.pk for entry in entries if str(entry.pk) in form.data.getlist("entries")}
    marked = markers.markers(entries, markers.views_of(incident, request.user))
    prompts = library()
    context = {
        "meeting": meeting,
        "postmortem": meeting.postmortem,
        "incident": incident,
        "form": form,
        "rows": [
            (entry, entry.pk in proposed, marked[entry.pk], prompts[entry.kind])
            for entry in entries
        ],
        "marked": markers.index(entries, marked),
        "missing": missing_teams(meeting.postmortem, meeting) if meeting.is_open else [],
        "worries": worries_told(meeting, request.user) if meeting.is_open else [],
        "is_proposal": not chosen,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reviews/stops.html", context, status=status)


def attach(request, pk):
    """What to ask at this stop first: prompts of the library, or one's own."""
    stop = find_line(request, KINDS["stop"], pk)
    form = AttachForm(sent(request), stop=stop, library=library())
    status, current = None, None
    if request.method == "POST" and form.is_valid():
        base = form.cleaned_data["base"] or 0
        try:
            notebook.change_line(stop, form.values(), base=base, by=request.user)
        except StaleChange as stale:
            status, current = 409, [("To ask here", stale.current.asks)]
            told_stale(form, stale.current)
        else:
            return redirect(f"{stop.meeting.get_absolute_url()}?stop={stop.pk}#walk")
    words = {
        "title": "What to ask at this stop",
        "eyebrow": str(stop.entry),
        "lede": "These stand first, before what is asked at every entry of its kind.",
        "postmortem": stop.meeting.postmortem,
        "meeting": stop.meeting,
        "submit": "Save",
        "back": f"{stop.meeting.get_absolute_url()}?stop={stop.pk}#walk",
    }
    return form_page(request, form, status=status, current=current, **words)


@require_POST
def state(request, pk):
    """Discussed, skipped or not yet; then the next stop that waits."""
    stop = find_line(request, KINDS["stop"], pk)
    wanted = request.POST.get("state")
    if wanted not in StopState.values:
        raise Http404("There is no such state of a stop.")
    try:
        notebook.set_stop_state(stop, wanted, by=request.user)
    except StaleChange as stale:
        raise Refused("This stop was taken out of the walk. Choose it again.") from stale
    return redirect(f"{stop.meeting.get_absolute_url()}?stop={stop.pk}#walk")
