"""Comments on one record: what was said about it, and the form to say something."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from postmortems.domain.comment import start_thread
from postmortems.forms.thread import CommentForm
from postmortems.models import QUOTE_LIMIT

from .draft import draft_threads, find_draft, frame, require
from .record import find_record, kind_named
from .record_list import SHAPES, list_named, rows_of
from .refusal import REFUSALS, refused
from .thread import IT_IS_THERE, ONLY_READERS_OF_IT
from .thread_about import with_places


@require_http_methods(["GET", "HEAD", "POST"])
def record_threads(request, kind, pk):
    """The threads about one record that this person may see; POST starts another."""
    kind = kind_named(kind)
    record, postmortem = find_commented(request.user, kind, pk)
    form, status = CommentForm(), 200
    if request.method == "POST":
        require("postmortems.comment", request.user, postmortem, ONLY_READERS_OF_IT)
        form, status = CommentForm(request.POST), 422
        if form.is_valid():
            try:
                thread = start(kind, record, postmortem, form.cleaned_data["text"], request.user)
            except REFUSALS as refusal:
                status = refused(form, refusal, "text")
            else:
                messages.success(request, IT_IS_THERE)
                return HttpResponseRedirect(f"{request.path}#thread-{thread.pk}")
    threads = draft_threads(postmortem, request.user).with_unread(request.user).for_draft()
    threads = threads.filter(record_kind=kind.slug, record_id=record.pk)
    name, back = list_named(request, kind, postmortem.incident)
    context = {
        **frame(postmortem, request.user),
        "kind": kind,
        "record": record,
        "threads": with_places(threads, postmortem, request.user),
        "form": form,
        "back": f"{back}#{kind.slug}-{record.pk}",
        "next": reverse("postmortems:record-threads", args=[kind.slug, record.pk]),
    }
    return render(request, "postmortems/record_threads.html", context, status=status)


def find_commented(user, kind, pk):
    """A record that exists for this person and may be commented on, and its draft; else 404.

    A perspective has an audience of its own: nothing is said about one beside it.
    """
    if kind.is_own:
        raise Http404("Nobody comments on a perspective.")
    _, incident = find_record(user, kind, pk)
    if not hasattr(incident, "postmortem"):
        raise Http404("This incident has no postmortem yet.")
    postmortem = find_draft(user, incident.postmortem.pk)
    return get_object_or_404(rows_of(kind, postmortem.incident, user), pk=pk), postmortem


def start(kind, record, postmortem, text, user):
    """Start a thread about a record, beside the section in which it stands."""
    key = next((shape.section for shape in SHAPES.values() if shape.kind == kind.slug), "")
    return start_thread(
        postmortem,
        text,
        section=postmortem.sections.filter(key=key).first(),
        quote=str(record)[:QUOTE_LIMIT],
        record=(kind.slug, record),
        by=user,
    )
