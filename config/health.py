"""Is it alive, is it ready? For load balancers, service managers and monitoring.

``/healthz``: this process answers. ``/readyz``: it can serve pages (200) or not (503), with
every check by name. Both answer anybody under any host name, with or without TLS, since a
probe asks by address; they tell nothing but these words. They are answered before the pool
of threads that serves pages, so they do when a hanging database holds all of those.
"""

import asyncio
import json
import logging
import os
import shutil
import tempfile
import threading
import time
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone

logger = logging.getLogger(__name__)

ALIVE, READY = "/healthz", "/readyz"
LIMIT_SECONDS = 2.0
KEPT_SECONDS = 1.0
GIVEN_UP_SECONDS = 30.0
FREE_BYTES = 32 * 1024 * 1024
# What libpq is told about a round's connection, in seconds and (the last) milliseconds.
SOON = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
JOB_WAIT = timedelta(minutes=5)
MAIL_WAIT = timedelta(minutes=15)


class Failed(Exception):
    """A check says no."""


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    if _known_migrations() - set(MigrationRecorder(connection).applied_migrations()):
        raise Failed


@cache
def _known_migrations() -> set:
    return set(MigrationLoader(None).graph.nodes)


def check_disk() -> None:
    """SQLite only: its folder takes a file and has room left."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return
    path = Path(settings.DATABASES["default"]["NAME"])
    if not os.access(path, os.W_OK) or shutil.disk_usage(path.parent).free < FREE_BYTES:
        raise Failed
    with tempfile.TemporaryFile(dir=path.parent) as file:
        file.write(b"x" * 4096)


def check_jobs() -> None:
    """No job waits that a running worker would have taken long ago."""
    from django_tasks_db.models import DBTaskResult, get_date_max

    since = timezone.now() - JOB_WAIT
    due = Q(run_after=get_date_max()) | Q(run_after__lt=since)  # the former is "at once"
    if DBTaskResult.objects.ready().filter(due, enqueued_at__lt=since).exists():
        raise Failed


def check_mail() -> None:
    """No mail has been due for long without anybody trying to send it."""
    from accounts.models import OutboxMail

    if OutboxMail.objects.due().filter(next_at__lt=timezone.now() - MAIL_WAIT).exists():
        raise Failed


# Without these no page can be served; the rest is for whoever watches the installation.
NEEDED = {"database": check_database, "migrations": check_migrations, "disk": check_disk}
WATCHED = {"jobs": check_jobs, "mail": check_mail}


class Round:
    """All checks once, in a thread of their own, whose database connection ends with it."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.done = threading.Event()
        self._found: dict[str, str] = {}
        threading.Thread(target=self._run, name="readiness", daemon=True).start()

    @property
    def age(self) -> float:
        return time.monotonic() - self.started

    def _run(self) -> None:
        try:
            give_up_on_silence()
            for name, check in {**NEEDED, **WATCHED}.items():
                try:
                    check()
                    self._found[name] = "ok"
                except Exception as error:  # whatever it is: the answer is no
                    self._found[name] = "failed"
                    why = None if isinstance(error, Failed) else error
                    logger.warning("Not ready: %s", name, exc_info=why)
                    if name == "database":
                        break
        finally:
            connection.close()
            self.done.set()

    def report(self) -> dict:
        """``status``: ok, degraded (pages are served, something else is not) or failed.

        A check that was not reached in time is ``unknown``, the one that hangs ``failed``.
        """
        found = dict(self._found)
        names = [*NEEDED, *WATCHED]
        checks = {name: found.get(name, "unknown") for name in names}
        if not self.done.is_set():
            checks[next(name for name in names if name not in found)] = "failed"
        if any(checks[name] != "ok" for name in NEEDED):
            status = "failed"
        else:
            status = "ok" if all(checks[name] == "ok" for name in WATCHED) else "degraded"
        return {"status": status, "checks": checks}


def give_up_on_silence() -> None:
    """On this thread's own connection: a PostgreSQL that has gone without a word is noticed
    within about twenty seconds, so that threads do not gather while it is away."""
    if connection.vendor == "postgresql":
        told = connection.settings_dict
        connection.settings_dict = {**told, "OPTIONS": {**SOON, **told.get("OPTIONS", {})}}


class Readiness:
    """One round at a time, its result shared by all who ask within ``KEPT_SECONDS``: asking
    often costs the database nothing. A round that hangs is left to itself after
    ``GIVEN_UP_SECONDS``, or nobody would notice when the database is back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._round: Round | None = None

    def report(self) -> dict:
        """The report, within ``LIMIT_SECONDS`` even when the database does not answer."""
        with self._lock:
            current = self._round
            kept = KEPT_SECONDS if current and current.done.is_set() else GIVEN_UP_SECONDS
            if current is None or current.age > kept:
                current = self._round = Round()
        current.done.wait(max(0.0, LIMIT_SECONDS - current.age))
        return current.report()


readiness = Readiness()


def answer(path: str) -> tuple[int, str, bytes]:
    """Status, content type and body for one of the two addresses."""
    if path == ALIVE:
        return 200, "text/plain; charset=utf-8", b"ok\n"
    report = readiness.report()
    status = 503 if report["status"] == "failed" else 200
    return status, "application/json", json.dumps(report).encode() + b"\n"


class Probes:
    """The ASGI application for http: answers the two addresses, leaves the rest to pages."""

    def __init__(self, pages) -> None:
        self._pages = pages

    async def __call__(self, scope, receive, send) -> None:
        path = scope["path"]
        if path not in (ALIVE, READY):
            await self._pages(scope, receive, send)
            return
        # Being alive is this loop's own affair; the checks wait, so they do it elsewhere.
        told = answer(path) if path == ALIVE else await asyncio.to_thread(answer, path)
        status, kind, body = told
        headers = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send(
            {"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""}
        )


class ProbeMiddleware:
    """The same under a WSGI server. First of all: no host, session or sign-in is asked for."""

    def __init__(self, get_response):
        self._get_response = get_response

    def __call__(self, request):
        if request.path_info not in (ALIVE, READY):
            return self._get_response(request)
        status, kind, body = answer(request.path_info)
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return HttpResponse(body, status=status, content_type=kind, headers=headers)
