"""Alive and ready: what a load balancer and a service manager are told, and how soon."""

import json
import socket
import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from accounts.domain.outbox import post_mail
from accounts.models import OutboxMail
from config import health
from tests.config.server import Server, until


@pytest.fixture
def ask(monkeypatch):
    """``ask(path)``: status and body, checked anew each time."""
    monkeypatch.setattr(health, "readiness", health.Readiness())

    def get(path, **headers):
        response = Client().get(path, headers=headers)
        assert response["Cache-Control"] == "no-store"
        return response.status_code, response.text

    return get


def test_alive_needs_nothing(ask):
    """Without the mark for it, any use of the database fails the test."""
    assert ask("/healthz") == (200, "ok\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probe_is_answered_under_any_host_without_tls_or_session(
    ask, path, settings, transactional_db
):
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get(path, headers={"Host": "10.1.2.3:8000"})
    assert response.status_code == 200
    assert not response.cookies
    assert Client().get("/", headers={"Host": "10.1.2.3:8000"}).status_code == 400


def test_ready_names_every_check(ask, transactional_db):
    status, body = ask("/readyz")
    assert json.loads(body) == {
        "status": "ok",
        "checks": dict.fromkeys(["database", "migrations", "disk", "jobs", "mail"], "ok"),
    }
    assert status == 200


def test_mail_that_nobody_sends_degrades_and_keeps_the_pages(ask, transactional_db):
    post_mail("somebody@example.com", "Subject", "Text")
    OutboxMail.objects.update(state="waiting", next_at=timezone.now() - timedelta(hours=1))
    status, body = ask("/readyz")
    assert status == 200
    assert json.loads(body)["status"] == "degraded"
    assert json.loads(body)["checks"]["mail"] == "failed"
    assert "somebody" not in body


@pytest.mark.parametrize(
    ("enqueued", "run_after", "fails"),
    [
        (timedelta(hours=-1), None, True),
        (timedelta(hours=-2), timedelta(hours=-1), True),
        (timedelta(minutes=-1), None, False),
        (timedelta(hours=-2), timedelta(minutes=-1), False),
        (timedelta(hours=-2), timedelta(hours=1), False),
    ],
)
def test_job_that_waits_too_long_is_noticed(db, enqueued, run_after, fails):
    from django_tasks_db.models import DBTaskResult, get_date_max

    now = timezone.now()
    job = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="accounts.domain.outbox.deliver_due",
        backend_name="default",
        run_after=get_date_max() if run_after is None else now + run_after,
    )
    DBTaskResult.objects.filter(pk=job.pk).update(enqueued_at=now + enqueued)
    if fails:
        with pytest.raises(health.Failed):
            health.check_jobs()
    else:
        health.check_jobs()


def test_missing_migration_is_not_ready(ask, transactional_db, monkeypatch):
    monkeypatch.setattr(health, "_known_migrations", lambda: {("accounts", "9999_later")})
    status, body = ask("/readyz")
    assert status == 503
    assert json.loads(body)["checks"]["migrations"] == "failed"


def test_check_that_hangs_is_answered_in_time_and_once(ask, monkeypatch):
    """Asking again and again while it hangs starts nothing more."""
    hanging, let_go = [], threading.Event()

    def hang():
        hanging.append(1)
        let_go.wait(20)

    monkeypatch.setitem(health.NEEDED, "database", hang)
    started = time.monotonic()
    answers = [ask("/readyz") for _ in range(3)]
    taken = time.monotonic() - started
    let_go.set()
    assert {status for status, _ in answers} == {503}
    assert json.loads(answers[0][1])["checks"]["database"] == "failed"
    assert taken < health.LIMIT_SECONDS + 1
    assert len(hanging) == 1


def test_database_that_is_back_is_noticed_past_a_check_that_still_hangs(
    ask, transactional_db, monkeypatch
):
    hanging, let_go = [], threading.Event()

    def hang_once():
        if not hanging:
            hanging.append(1)
            let_go.wait(20)

    monkeypatch.setitem(health.NEEDED, "database", hang_once)
    monkeypatch.setattr(health, "LIMIT_SECONDS", 0.2)
    assert ask("/readyz")[0] == 503
    monkeypatch.setattr(health, "LIMIT_SECONDS", 2.0)
    monkeypatch.setattr(health, "GIVEN_UP_SECONDS", 0.1)
    until(lambda: False, 0.1)
    status, _ = ask("/readyz")
    let_go.set()
    assert status == 200


def test_round_gives_up_on_a_postgresql_that_is_silent(monkeypatch):
    """On a connection of its own, without a change to what pages use."""
    shared = {"NAME": "afterword", "OPTIONS": {"connect_timeout": 3}}
    own = SimpleNamespace(vendor="postgresql", settings_dict=shared)
    monkeypatch.setattr(health, "connection", own)
    health.give_up_on_silence()
    assert own.settings_dict["OPTIONS"] == {**health.SOON, "connect_timeout": 3}
    assert shared["OPTIONS"] == {"connect_timeout": 3}


def real(folder, database):
    return Server(
        folder,
        DJANGO_SETTINGS_MODULE="config.settings",
        DATABASE_URL=database,
        VAR_DIR=str(folder),
        WEB_THREADS="2",
    )


def test_unreachable_database_is_not_ready_but_alive(tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: refused
        port = nobody.getsockname()[1]
        with real(tmp_path, f"postgres://afterword:hidden@127.0.0.1:{port}/afterword") as server:
            response = server.get("/readyz")
            assert response.status == 503
            told = json.loads(response.content)
            assert told["status"] == "failed"
            assert told["checks"]["database"] == "failed"
            assert told["checks"]["migrations"] == "unknown"
            assert b"hidden" not in response.content
            assert server.get("/healthz").content == b"ok\n"
            assert server.get("/healthz", method="HEAD").content == b""


def test_database_that_hangs_is_told_in_time_while_it_holds_every_thread(tmp_path):
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        real(tmp_path, f"postgres://a:b@127.0.0.1:{silent.getsockname()[1]}/c") as server,
    ):
        head = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid=abcdefgh12345678\r\n\r\n"
        waiting = [server.connect(head.encode()) for _ in range(4)]
        started = time.monotonic()
        alive, ready = server.get("/healthz"), server.get("/readyz")
        taken = time.monotonic() - started
        for connection in waiting:
            connection.close()
        silent.close()  # whoever waits for it is told, and the server can stop
        until(lambda: False, 0.2)
        assert alive.status == 200
        assert ready.status == 503
        assert taken < health.LIMIT_SECONDS + 1
