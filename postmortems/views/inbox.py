"""The inbox: what a person was told, whether or not it came as mail."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from postmortems.domain import inbox as kept
from postmortems.domain.mention import readers, suggestions
from postmortems.domain.notification import read
from postmortems.models import Notification, Postmortem, Publication


@require_GET
def inbox(request):
    """All of it, or what is unread (``?show=unread``)."""
    only_unread = request.GET.get("show") == "unread"
    rows = list(kept.of(request.user, only_unread=only_unread))
    context = {"rows": rows, "only_unread": only_unread, "most": kept.SHOWN}
    return render(request, "postmortems/inbox.html", context)


@require_POST
def inbox_read(request):
    """All that this person may see is read; what came after the page was shown is not."""
    rows = Notification.objects.visible_to(request.user)
    last = request.POST.get("last", "")
    if last.isascii() and last.isdigit() and len(last) < 18:
        read(rows.filter(pk__lte=int(last)))
    return redirect("postmortems:inbox")


@require_POST
def inbox_open(request, pk):
    """One is read; then to what it is about."""
    row = get_object_or_404(Notification.objects.visible_to(request.user).for_lists(), pk=pk)
    read(Notification.objects.filter(pk=row.pk))
    return redirect(row.get_absolute_url())


@require_GET
def mentionable(request, pk):
    """Names for the completion behind an @: of those who may read the place."""
    on_page = request.GET.get("place") == "page"
    found = Postmortem.objects.readable_by(request.user) if on_page else Postmortem.objects
    postmortem = get_object_or_404(
        (found if on_page else found.visible_to(request.user)).select_related("incident"), pk=pk
    )
    if on_page:
        get_object_or_404(
            Publication.objects.visible_to(request.user).only("pk"), postmortem=pk, number=1
        )
    people = readers(postmortem, on_page=on_page, comment=request.GET.get("place") == "comment")
    return JsonResponse({"names": suggestions(people, request.GET.get("q", ""))})
