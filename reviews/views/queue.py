"""The queue of reviews."""

from django.shortcuts import render

from reviews.domain.queue import queue_for


def queue(request):
    return render(request, "reviews/queue.html", {"queue": queue_for(request.user)})
