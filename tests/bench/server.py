"""A server of one measurement: the production one on a free loopback port, and what it uses."""

import http.client
import os
import subprocess
import time
from pathlib import Path

from config.run import web_command

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
STOP_SECONDS = 15
TICKS = os.sysconf("SC_CLK_TCK")
PRODUCT, BARE = "config.asgi:application", "tests.bench.bare.asgi:application"


def free_port():
    import socket

    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


class Server:
    """Use it in a ``with``: it is up inside. ``first_answer`` is how long that took, in seconds."""

    def __init__(self, environment, *, application=PRODUCT, path="/account/login/"):
        self.port = free_port()
        self._environment = {**environment, "PYTHONUNBUFFERED": "1"}
        self._command = web_command("127.0.0.1", self.port, {})
        self._command[self._command.index(PRODUCT)] = application
        self._path = path

    def __enter__(self):
        started = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wait(started + START_SECONDS)
        except BaseException:
            self._process.kill()
            raise
        self.first_answer = time.monotonic() - started
        return self

    def __exit__(self, *exc_info):
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait(self, deadline):
        while True:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The server did not answer; start it by hand to see why.")
            try:
                status, _, _ = self.get(self._path)
            except OSError:
                time.sleep(0.005)
                continue
            if status != 200:
                raise RuntimeError(f"The first answer of the server was {status}.")
            return

    def get(self, path, headers=None):
        """(status, headers as a list of pairs with names in small letters, body)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            headers = [(name.lower(), value) for name, value in response.getheaders()]
            return response.status, headers, response.read()
        finally:
            connection.close()

    def cpu_seconds(self):
        """User and system time so far of the server's process and of those it started."""
        return sum(cpu_seconds(pid) for pid in tree(self._process.pid))

    def memory(self):
        """Megabytes that the server's processes hold."""
        return sum(resident(pid) for pid in tree(self._process.pid)) / 1024


def resident(pid):
    """Kilobytes of memory that a process holds."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    held = [line for line in lines if line.startswith("VmRSS:")]
    return int(held[0].split()[1]) if held else 0


def cpu_seconds(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def tree(pid):
    """This process and all below it."""
    pids = [pid]
    for one in pids:
        for thread in Path(f"/proc/{one}/task").glob("*/children"):
            pids += [int(child) for child in thread.read_text().split()]
    return pids
