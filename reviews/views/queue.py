"""The reviews page: what is owed, scheduled and held, as lists or as a month."""

from django.shortcuts import render

from reviews.domain.month import WEEK, month_of
from reviews.domain.queue import queue_for


def queue(request):
    """``?view=month`` shows a month, ``&month=2026-03`` which one."""
    if request.GET.get("view") == "month":
        month = month_of(request.user, request.GET.get("month", ""))
        context = {"month": month, "week": WEEK, "zone": request.user.time_zone}
        return render(request, "reviews/month.html", context)
    return render(request, "reviews/queue.html", {"queue": queue_for(request.user)})
