"""What a meeting does live: going on, joining, being unsure, the projector, private aids."""

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from postmortems.exceptions import StaleChange
from postmortems.views.draft import require
from postmortems.views.record import allow
from postmortems.views.refusal import REFUSALS, refused
from postmortems.views.section import ONLY_EDITORS
from reviews.domain import walk
from reviews.domain.attending import come, set_heard
from reviews.domain.capture import add_learning
from reviews.domain.qr_code import dark_runs
from reviews.domain.room import open_room
from reviews.domain.worry import first_timers, worries_told
from reviews.forms.joining import ComeForm
from reviews.forms.line import LearningForm
from reviews.models import Attendance, Meeting, Stop

from .access import ask, find_meeting, form_page, meeting_to_write, sent

SALT = "reviews.come"
NOTHING = {"stop": None, "part": None, "began": None, "part_began": None}


@require_POST
def lead(request, pk):
    """The facilitator goes on to a part of the agenda, or to a stop; every screen follows."""
    meeting = find_meeting(request.user, pk)
    ask("reviews.lead", request.user, meeting)
    part = chosen(meeting.agenda.kept(), request.POST.get("part"))
    stop = chosen(meeting.stops.kept(), request.POST.get("stop"))
    walk.lead(meeting, by=request.user, part=part, stop=stop)
    if request.htmx:
        return HttpResponse(status=204)
    return redirect(f"{meeting.get_absolute_url()}#walk")


def chosen(rows, sent_key):
    """The row with the number that was sent; ``None`` for none, 404 for another's."""
    if not sent_key:
        return None
    if not (sent_key.isascii() and sent_key.isdecimal() and len(sent_key) < 19):
        raise Http404("There is no such row.")
    return get_object_or_404(rows, pk=int(sent_key))


@require_GET
def where(request, pk):
    """Where the meeting is, for a screen that was away; and the server's time."""
    meeting = find_meeting(request.user, pk)
    ask("reviews.see_notebook", request.user, meeting)
    progress = getattr(meeting, "progress", None)
    return JsonResponse(
        {**(progress.told() if progress else NOTHING), "now": timezone.now().isoformat()}
    )


@require_POST
def unsure(request, pk):
    """“I was not sure”: one's own perspective at this stop, in a few words or none."""
    stop = find_stop(request.user, pk)
    allow("postmortems.add_perspective", request.user, stop.meeting.postmortem.incident)
    walk.say_unsure(stop, by=request.user, words=request.POST.get("words", "")[:2000])
    return back_to(request, stop)


@require_POST
def unsure_too(request, pk):
    """One more, counted and not named."""
    stop = find_stop(request.user, pk)
    walk.unsure_too(stop)
    return back_to(request, stop)


def find_stop(user, pk):
    rows = Stop.objects.visible_to(user).kept()
    stop = get_object_or_404(rows.select_related("entry", "meeting__postmortem__incident"), pk=pk)
    ask("reviews.see_notebook", user, stop.meeting)
    return stop


def back_to(request, stop):
    if request.htmx:
        return HttpResponse(status=204)
    return redirect(f"{stop.meeting.get_absolute_url()}?stop={stop.pk}#walk")


def projector(request, pk):
    """The stop, the clock and how to join, large: for the wall. Nothing private is on it."""
    meeting = find_meeting(request.user, pk)
    ask("reviews.run_meeting", request.user, meeting)
    token = signing.dumps(meeting.pk, salt=SALT)
    address = request.build_absolute_uri(reverse("reviews:come", args=[token]))
    context = {
        "meeting": meeting,
        "postmortem": meeting.postmortem,
        "incident": meeting.postmortem.incident,
        "room": open_room(meeting, request.user, is_wall=True),
        "address": address,
        "code": dark_runs(address),
        "now": timezone.now(),
    }
    return render(request, "reviews/projector.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def join_here(request, token):
    """Somebody in the room says that they are there; the link is on the wall."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Http404("This is no link to a meeting.") from error
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).for_page(), pk=pk)
    mine = Attendance.objects.kept().filter(meeting=meeting, user=request.user).first()
    initial = {"relation": mine.relation, "is_first": mine.is_first} if mine else {}
    form, status = ComeForm(sent(request), initial=initial), None
    if form.is_valid():
        try:
            come(meeting, request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "You are here. The page follows the meeting.")
            return redirect(meeting)
    words = {"title": "You are at the review", "submit": "I am here", "eyebrow": "Review meeting"}
    words["lede"] = meeting.postmortem.incident.title
    back = reverse("postmortems:home")
    page = {"postmortem": meeting.postmortem, "meeting": meeting, "back": back}
    return form_page(request, form, status=status, **page, **words)


@require_http_methods(["GET", "HEAD", "POST"])
def aids(request, pk):
    """For the facilitator alone, in a window of its own: what was said to them before, and
    who has not been heard yet."""
    meeting = find_meeting(request.user, pk)
    ask("reviews.lead", request.user, meeting)
    present = meeting.attendance.kept().filter(is_present=True).select_related("user")
    if request.method == "POST":
        row = chosen(present, request.POST.get("person"))
        if row:
            set_heard(row, request.POST.get("heard") == "yes")
        return redirect("reviews:aids", meeting.pk)
    rows = sorted(present, key=lambda row: (row.was_heard, row.display_name.casefold()))
    context = {
        "meeting": meeting,
        "postmortem": meeting.postmortem,
        "rows": rows,
        "waiting": sum(not row.was_heard for row in rows),
        "firsts": first_timers(meeting),
        "worries": worries_told(meeting, request.user),
    }
    return render(request, "reviews/aids.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def learning(request, pk):
    """A learning or a surprise: a line of its own in question 7."""
    meeting = meeting_to_write(request, pk, "reviews.see_notebook")
    require("postmortems.edit", request.user, meeting.postmortem, ONLY_EDITORS)
    form, status = LearningForm(sent(request)), None
    if form.is_valid():
        try:
            add_learning(meeting, form.cleaned_data["text"], by=request.user)
        except (*REFUSALS, StaleChange) as refusal:
            status = refused(form, refusal)
        else:
            return redirect(f"{meeting.get_absolute_url()}#questions")
    words = {"title": "A learning, or a surprise", "submit": "Write it down"}
    words["lede"] = "It becomes a line of its own under “What did we learn?”."
    back = meeting.get_absolute_url()
    page = {"postmortem": meeting.postmortem, "meeting": meeting, "back": back}
    return form_page(request, form, status=status, **page, **words)
