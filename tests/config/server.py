"""The real server in a process of its own, on a free loopback port, and ways to talk to it."""

import http.client
import json
import os
import re
import socket
import subprocess
import time
from pathlib import Path

from config.run import web_command

BASE_DIR = Path(__file__).resolve().parents[2]
START_SECONDS = 20
WAIT_SECONDS = 8


def until(condition, seconds: float = WAIT_SECONDS):
    """The first true value of ``condition()``, or its last one when the time is over."""
    deadline = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return value


def errors_in(log: str) -> int:
    return log.count('"level": "error"') + log.count("Traceback") + log.count("ERROR")


def echo_environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of an echo installation that keeps everything in this folder."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.config.echo.settings",
        "SECRET_KEY": "test",
        "INSECURE_HTTP": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'echo.sqlite3'}",
        "ECHO_DIARY": str(folder / "diary"),
        "PYTHONUNBUFFERED": "1",
        **settings,
    }


class Server:
    """Use it in a ``with``; every wait inside is bounded."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.diary = folder / "diary"
        self._log = folder / "log"
        self._environment = echo_environment(folder, **settings)

    def __enter__(self) -> "Server":
        self.start()
        assert self.port, self.log()
        return self

    def __exit__(self, *exc_info) -> None:
        self.stop()

    def start(self, port: int = 0) -> None:
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                web_command("127.0.0.1", port, {}),
                cwd=BASE_DIR,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(lambda: self.port or self.process.poll() is not None, START_SECONDS)

    def stop(self) -> int:
        """Ask the server to stop; its exit code, negative for a signal."""
        self.process.terminate()
        try:
            return self.process.wait(WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(WAIT_SECONDS)
            raise

    @property
    def port(self) -> int:
        match = re.search(r"running on http://127\.0\.0\.1:(\d+)", self.log())
        return int(match[1]) if match else 0

    def log(self) -> str:
        return self._log.read_text()

    def errors(self) -> int:
        """How many errors the log tells of, by whomever they were written."""
        return errors_in(self.log())

    def connect(self, sent: bytes = b"") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), WAIT_SECONDS)
        connection.sendall(sent)
        return connection

    def post(self, headers: str, body: bytes = b"") -> socket.socket:
        """A connection on which a POST to /echo was begun: these headers, this much body."""
        head = f"POST /echo HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n"
        return self.connect(head.encode() + body)

    def get(self, path: str, method: str = "GET", body=None, headers=None):
        """The whole response, its body in ``.content``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            response.content = response.read()
            return response
        finally:
            connection.close()

    def json(self, path: str, **request):
        return json.loads(self.get(path, **request).content)

    def count(self, what: str) -> int:
        return self.json("/counts").get(what, 0)


def receive_all(connection: socket.socket) -> bytes:
    """Everything that arrives until the server closes."""
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    return received
