"""Asking: a few connections that stay open, each with one question after the other."""

import socket
import threading
import time
from dataclasses import dataclass, field

BUFFER = 1 << 16


@dataclass
class Asked:
    """What came of asking one thing: seconds of each answer, the server's CPU, the time it took."""

    latencies: list = field(default_factory=list)
    cpu: float = 0.0
    seconds: float = 0.0

    @property
    def rate(self):
        """Answers in a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    @property
    def cpu_ms(self):
        """Milliseconds of CPU for each answer."""
        return 1000 * self.cpu / len(self.latencies) if self.latencies else 0.0

    def at(self, share):
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def request_bytes(path, headers):
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Connection:
    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        self._socket.close()

    def ask(self, request):
        """Send it and read the whole answer; returns the status."""
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        status, length = int(head[9:12]), length_of(head)
        left = length - len(body)
        while left > 0:
            left -= len(self._more())
        return status

    def _more(self):
        chunk = self._socket.recv(BUFFER)
        if not chunk:
            raise ConnectionError("The server closed the connection.")
        return chunk


def length_of(head):
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def ask_for(server, requests, expected, seconds, asked):
    """Ask for so long, one connection for each list of ``requests``; adds to ``asked``."""
    failures = []
    connections = [Connection(server.port) for _ in requests]

    def work(connection, mine):
        try:
            while time.monotonic() < deadline:
                for request in mine:
                    began = time.monotonic()
                    status = connection.ask(request)
                    asked.latencies.append(time.monotonic() - began)
                    if status != expected:
                        raise RuntimeError(f"{request.split()[1].decode()} answered {status}.")
        except Exception as failure:
            failures.append(failure)

    threads = [
        threading.Thread(target=work, args=pair) for pair in zip(connections, requests, strict=True)
    ]
    cpu, began = server.cpu_seconds(), time.monotonic()
    deadline = began + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked.seconds += time.monotonic() - began
    asked.cpu += server.cpu_seconds() - cpu
    for connection in connections:
        connection.close()
    if failures:
        raise failures[0]
