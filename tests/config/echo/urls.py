"""Views that tell what the application was given, and how it was treated."""

import hashlib
import os
import tempfile
import threading
import time
from collections import Counter

from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.backends.signals import connection_created
from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

from postmortems import realtime

counts = Counter()
told = []


def _count_start(**kwargs):
    counts["started"] += 1


def _count_end(**kwargs):
    counts["finished"] += 1


def _count_connection(**kwargs):
    counts[f"connections of {threading.current_thread().name}"] += 1


request_started.connect(_count_start)
request_finished.connect(_count_end)
connection_created.connect(_count_connection)


def echo(request):
    counts["echoed"] += 1
    body = request.body
    return JsonResponse(
        {
            "method": request.method,
            "query": request.GET.dict(),
            "length": len(body),
            "sha": hashlib.sha256(body).hexdigest(),
            "headers": {k: v for k, v in request.META.items() if k.startswith("HTTP_")},
            "client": request.META.get("REMOTE_ADDR"),
        }
    )


def form(request):
    files = {name: file.size for name, file in request.FILES.items()}
    return JsonResponse({"fields": request.POST.dict(), "files": files})


def show_counts(request):
    return JsonResponse(counts)


def endless(request):
    def chunks():
        try:
            while True:
                yield b"x" * 65536
        finally:
            counts["endless closed"] += 1

    return StreamingHttpResponse(chunks())


def stream(request):
    return StreamingHttpResponse(f"line {number}\n".encode() for number in range(1000))


def large(request):
    return HttpResponse(b"0123456789abcdef" * 65536 * 8)


def file(request):
    content = tempfile.TemporaryFile()
    content.write(os.urandom(1_500_000))
    content.seek(0)
    sha = hashlib.sha256(content.read()).hexdigest()
    content.seek(0)
    return FileResponse(content, headers={"X-Sha": sha})


def broken(request):
    raise RuntimeError("a mistake in a view")


def broken_stream(request):
    def chunks():
        yield b"so far so good"
        raise RuntimeError("a mistake in a stream")

    return StreamingHttpResponse(chunks())


def query(request):
    """Use the database; with ``?expire=1`` as if the connection had reached its age."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if request.GET.get("expire"):
        connection.close_at = time.monotonic() - 1
    return HttpResponse(threading.current_thread().name)


def tell(request):
    arrived = threading.Event()

    def callback(word):
        told.append((word, threading.current_thread() is threading.main_thread()))
        arrived.set()

    accepted = realtime.tell(callback, "hello")
    arrived.wait(2)
    return JsonResponse({"accepted": accepted, "told": told})


urlpatterns = [
    path("echo", echo),
    path("form", form),
    path("counts", show_counts),
    path("endless", endless),
    path("stream", stream),
    path("large", large),
    path("file", file),
    path("broken", broken),
    path("broken-stream", broken_stream),
    path("query", query),
    path("tell", tell),
]
