"""The worker process: reads a text, writes its HTML, until its input ends.

    python -m postmortems.rendering.worker [seconds]

Frames in both directions are four bytes of length (big-endian) and that much JSON: a string to
render; `{"html": ...}` or `{"error": name}` back; first of all `{"ready": true}`. Its input ends
when the server does, however that ended, and so does the worker. Standard error is not used: a
traceback could hold the words of a restricted document.
"""

import json
import signal
import struct
import sys

try:
    import resource
except ImportError:  # not a POSIX system
    resource = None

MEMORY_LIMIT = 1 << 30
"""Address space, in bytes; an ordinary worker needs a tenth of it."""

GRACE = 0.5
"""Seconds beyond the limit after which a worker whose server died in the middle ends itself."""


def main(limit: float) -> None:
    _restrain()
    from .sanitiser import to_html

    to_html("warm *up*")
    _write({"ready": True})
    while (text := _read()) is not None:
        # The default action ends the process without asking Python, which may be deep in a regular
        # expression: nobody is left to kill us if the server was killed meanwhile.
        signal.setitimer(signal.ITIMER_REAL, limit + GRACE)
        try:
            answer = {"html": to_html(text)}
        except Exception as error:
            answer = {"error": type(error).__name__}
        signal.setitimer(signal.ITIMER_REAL, 0)
        _write(answer)


def _restrain() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends us
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if resource:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no document in a core file
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
        except (ValueError, OSError):
            pass  # macOS refuses; the time limit still holds


def _read() -> str | None:
    header = sys.stdin.buffer.read(4)
    if len(header) < 4:
        return None
    (size,) = struct.unpack("!I", header)
    body = sys.stdin.buffer.read(size)
    return json.loads(body) if len(body) == size else None


def _write(answer: dict) -> None:
    body = json.dumps(answer).encode("ascii")
    sys.stdout.buffer.write(struct.pack("!I", len(body)) + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0)
