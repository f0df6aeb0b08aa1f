"""A real worker, a real mail server, and SIGKILL at each step: nothing lost, no odd repeat."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts.enums import MailState
from accounts.models import OutboxMail
from tests.factories.accounts import OutboxMailFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[3]
# One after the other, what a delivery goes through at the server.
STEPS = ["connect", "EHLO", "MAIL", "RCPT", "DATA", "before acceptance", "after acceptance", "QUIT"]


class MailServer(socketserver.ThreadingTCPServer):
    """A small SMTP server that keeps what it took, and stops for us at one step."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken, self.stop_at = [], None
        self.reached, self.go_on = threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def step(self, name):
        if name == self.stop_at:
            self.stop_at = None
            self.reached.set()
            self.go_on.wait(30)


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self.converse()
        except (OSError, ValueError):
            pass  # the worker was killed

    def say(self, line):
        self.wfile.write(line + b"\r\n")

    def converse(self):
        self.server.step("connect")
        self.say(b"220 tests")
        for line in self.rfile:
            word = line[:4].decode().strip().upper()
            self.server.step(word)
            if word == "DATA":
                self.take()
            elif word == "QUIT":
                return self.say(b"221 bye")
            else:
                self.say(b"250 ok")
        return None

    def take(self):
        self.say(b"354 go on")
        data = b"".join(iter(self.rfile.readline, b".\r\n"))
        if not data.endswith(b"\r\n"):
            return
        self.server.step("before acceptance")
        self.server.taken.append(message_from_bytes(data, policy=policy.default))
        self.say(b"250 taken")
        self.server.step("after acceptance")


@pytest.fixture
def mail_server():
    with MailServer() as server:
        yield server
        server.go_on.set()
        server.shutdown()


@pytest.fixture
def worker(mail_server, tmp_path):
    """Start a worker process on the tests' database; each is ended by its own number."""
    running = []

    def start():
        port = mail_server.server_address[1]
        one = subprocess.Popen(
            [sys.executable, "-c", SENDER, str(port), str(connection.settings_dict["NAME"])],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        )
        running.append(one)
        return one

    yield start
    for one in running:
        if one.poll() is None:
            one.kill()
        one.wait()


SENDER = """
import sys, django
from django.conf import settings
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[1])
settings.DATABASES["default"]["NAME"] = sys.argv[2]
django.setup()
from accounts.domain.outbox import deliver_due
deliver_due.call()
"""


def end_leases():
    """As if the time of every lease had passed."""
    OutboxMail.objects.exclude(leased_until=None).update(leased_until=timezone.now())


@pytest.mark.parametrize("step", STEPS)
def test_worker_killed_at_a_step_loses_nothing(mail_server, worker, step):
    rows = [OutboxMailFactory() for _ in range(2)]
    mail_server.stop_at = step
    first = worker()
    assert mail_server.reached.wait(30), "the worker never came so far"
    if step == "after acceptance":
        time.sleep(0)  # killed at once: its commit may or may not have come
    first.send_signal(signal.SIGKILL)
    first.wait()
    mail_server.go_on.set()

    end_leases()
    assert worker().wait(60) == 0

    took = Counter(one["Message-ID"] for one in mail_server.taken)
    assert set(took) == {row.message_id for row in rows}, "lost"
    repeated = {name for name, times in took.items() if times > 1}
    assert repeated <= {rows[0].message_id}
    assert max(took.values()) <= 2
    if step not in ("before acceptance", "after acceptance"):
        assert repeated == set(), "repeated where nothing was accepted"
    assert {row.state for row in OutboxMail.objects.all()} == {MailState.SENT}


def test_two_workers_at_once_never_send_one_mail_twice(mail_server, worker):
    rows = [OutboxMailFactory() for _ in range(30)]

    workers = [worker(), worker()]

    assert [one.wait(90) for one in workers] == [0, 0]
    assert Counter(one["Message-ID"] for one in mail_server.taken) == Counter(
        row.message_id for row in rows
    )
