"""The whole installation on one machine: ``python -m config.run`` (what ``make run`` ends in).

Starts one web process and one job worker, and keeps the two together: when one ends, so
does the other. HOST and PORT say where to listen (127.0.0.1:8000). Ctrl-C or SIGTERM stops
both, letting requests and the running job finish; a second time, at once. Exit codes: 0
stopped on request, 1 a process ended by itself, 2 not started.
"""

import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

BASE_DIR = Path(__file__).resolve().parent.parent
STOP_SECONDS = 15.0  # Longer than the web process gives its last requests.
GRACE_SECONDS = 10
WEBSOCKET_MESSAGE_BYTES = 1024 * 1024


class NotStarted(Exception):
    """Nothing was started; the message is one sentence that says why and what to do."""


def main() -> int:
    # Asked first: reading the settings puts the lines of .env into the environment.
    stays_here = settings.DEMO and not settings.DEMO_FORCE
    try:
        host, port = _address(os.environ)
        addresses = _resolve(host, port)
        if stays_here:
            _refuse_public_demo(host, addresses)
        _refuse_taken_port(host, port, addresses)
    except NotStarted as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return 2
    return Supervisor({"web": web_command(host, port, os.environ), "job": job_command()}).run()


def web_command(host: str, port: int, environ) -> list[str]:
    """How the web process is started. Proxy headers are believed only from the addresses
    in FORWARDED_ALLOW_IPS: by default nobody may say on whose behalf they ask."""
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application"]
    command += ["--host", host, "--port", str(port), "--workers", "1", "--lifespan", "on"]
    command += ["--ws", "websockets-sansio", "--ws-max-size", str(WEBSOCKET_MESSAGE_BYTES)]
    command += ["--no-server-header", "--no-access-log"]  # config.request_log tells less
    command += ["--timeout-graceful-shutdown", str(GRACE_SECONDS)]
    trusted = environ.get("FORWARDED_ALLOW_IPS", "")
    if trusted:
        return [*command, "--proxy-headers", "--forwarded-allow-ips", trusted]
    return [*command, "--no-proxy-headers"]


def job_command() -> list[str]:
    # Without --no-reload, DEBUG would put a second process behind this one, which a
    # signal to the first does not reach.
    worker = [sys.executable, str(BASE_DIR / "manage.py"), "work"]
    return [*worker, "--queue-name=*", "--no-reload"]


class Supervisor:
    """Runs named processes together until one ends or somebody asks to stop."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self._commands = commands
        self._processes: dict[str, subprocess.Popen] = {}
        self._asked = 0

    def run(self) -> int:
        signal.signal(signal.SIGINT, self._ask)
        signal.signal(signal.SIGTERM, self._ask)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # Ignored under nohup.
            signal.signal(signal.SIGHUP, self._ask)
        try:
            for name, command in self._commands.items():
                # A group of its own, or Ctrl-C in a terminal would reach the processes
                # twice: from the terminal and from here. The second means "at once".
                self._processes[name] = subprocess.Popen(command, cwd=BASE_DIR, process_group=0)
            ended = self._wait()
        finally:
            self._stop()
        if ended is None:
            return 0
        code = self._processes[ended].returncode
        print(
            f"The {ended} process ended by itself (exit code {code}), so the rest was stopped too.",
            file=sys.stderr,
            flush=True,
        )
        return 1

    def _ask(self, number, frame) -> None:
        # Only counts: a handler may interrupt anything, a lock being taken included.
        self._asked += 1

    def _wait(self) -> str | None:
        """The name of the process that ended, or None when asked to stop."""
        while not self._asked:
            for name, process in self._processes.items():
                if process.poll() is not None:
                    return name
            time.sleep(0.1)
        return None

    def _stop(self) -> None:
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        while any(process.poll() is None for process in self._processes.values()):
            if time.monotonic() > deadline or self._asked > 1:
                for process in self._processes.values():
                    process.kill()
            time.sleep(0.05)


def _address(environ) -> tuple[str, int]:
    host = environ.get("HOST", "").strip("[]") or "127.0.0.1"
    text = environ.get("PORT", "") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise NotStarted(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return host, int(text)


def _resolve(host: str, port: int) -> list[tuple]:
    """The (family, socket address) pairs that listening on this host would use."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise NotStarted(f"HOST is {host!r}, which is not an address of this machine.") from None
    return [(family, address) for family, _, _, _, address in found]


def _refuse_public_demo(host: str, addresses: list[tuple]) -> None:
    """A demo has known passwords: it stays on this machine unless DEMO_FORCE says otherwise."""
    if not all(ipaddress.ip_address(address[0]).is_loopback for _, address in addresses):
        raise NotStarted(
            f"A demo has known passwords, so it is not started on {host}: "
            "set HOST=127.0.0.1, or DEMO_FORCE=1 if everyone who can reach it may enter."
        )


def _refuse_taken_port(host: str, port: int, addresses: list[tuple]) -> None:
    for family, address in addresses:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            # As the server does it: a port still in TIME_WAIT from the last run is free.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                trial.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                trial.bind(address)
                trial.listen(1)
            except OSError as error:
                reason = error.strerror.lower()
                raise NotStarted(
                    f"Cannot listen on {host} port {port} ({reason}): "
                    "stop what uses it, or set PORT to another number."
                ) from None


if __name__ == "__main__":
    sys.exit(main())
