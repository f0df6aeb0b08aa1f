"""The server's end: a few worker processes, shared by all threads, each answer within a limit.

Workers start when the first text needs one. A worker is never trusted again after anything
unexpected: it is killed, and the next text starts another. Whatever happens, the caller gets HTML.
"""

import atexit
import json
import logging
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from .plain import plain_paragraphs

logger = logging.getLogger(__name__)

SIZE = 2
"""Worker processes for each server process; each needs about 45 MB."""
TEXT_LIMIT = 2.0
"""Seconds for one text."""
START_LIMIT = 15.0
"""Seconds for a worker to come up; a busy machine may need several."""
WAIT_LIMIT = 6.0
"""Seconds that a text waits for a free worker."""
HOLD_LIMIT = 3.0
"""Seconds after which a batch lets others have its worker, and queues again for the rest."""
CALL_LIMIT = 20.0
"""Seconds for a whole call; whatever is not rendered by then stays plain."""

_ROOT = Path(__file__).resolve().parents[2]
# The worker reads what strangers wrote: it gets no secrets to lose.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")


class WorkerFailed(Exception):
    """A worker gave no answer, or refused; the message says how and holds nothing of the text."""


class WorkerGone(WorkerFailed):
    """The worker is no longer there."""


class Worker:
    """One worker process and the pipes to it. Used by one thread at a time."""

    def __init__(self, limit: float):
        """Start the process and wait until it is ready. Raises WorkerFailed, OSError."""
        self.limit = limit
        self.process = subprocess.Popen(
            [sys.executable, "-m", "postmortems.rendering.worker", str(limit)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            bufsize=0,
        )
        os.set_blocking(self.process.stdin.fileno(), False)
        os.set_blocking(self.process.stdout.fileno(), False)
        try:
            self._receive(time.monotonic() + START_LIMIT)
        except BaseException:
            self.kill()
            raise

    def render(self, text: str) -> str:
        """The HTML. Raises WorkerFailed, OSError, ValueError; the worker must be killed then."""
        deadline = time.monotonic() + self.limit
        body = json.dumps(text).encode("ascii")
        self._send(struct.pack("!I", len(body)) + body, deadline)
        answer = self._receive(deadline)
        if "html" not in answer:
            raise WorkerFailed(str(answer.get("error")))
        return answer["html"]

    def kill(self) -> None:
        self.process.kill()
        self.close()

    def close(self) -> None:
        """End the process by ending its input; it is killed if it does not listen."""
        self.process.stdin.close()
        try:
            self.process.wait(0.5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def forget(self) -> None:
        """Drop a worker that belongs to the process that we were forked from."""
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.returncode = 0  # it is not our child: nothing to wait for

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            _wait(self.process.stdin, selectors.EVENT_WRITE, deadline)
            try:
                view = view[os.write(self.process.stdin.fileno(), view[:65536]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise WorkerGone("the worker is gone") from error

    def _receive(self, deadline: float) -> dict:
        (size,) = struct.unpack("!I", self._read(4, deadline))
        return json.loads(self._read(size, deadline))

    def _read(self, size: int, deadline: float) -> bytes:
        parts = []
        while size:
            _wait(self.process.stdout, selectors.EVENT_READ, deadline)
            part = os.read(self.process.stdout.fileno(), min(size, 1 << 20))
            if not part:
                raise WorkerGone("the worker ended")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _wait(pipe, event: int, deadline: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, event)
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise WorkerFailed("time limit")


class Pool:
    """Up to `size` workers. Threads queue for a free one, at most WAIT_LIMIT seconds."""

    def __init__(self, size: int = SIZE, limit: float = TEXT_LIMIT):
        self.limit = limit
        self.slots = threading.Semaphore(size)
        self.idle: list[Worker] = []  # append and pop are atomic; a slot is held around both

    def render_many(self, texts: list[str]) -> list[str]:
        """HTML for each text, in order; for those that fail, their escaped paragraphs."""
        results: list[str] = []
        deadline = time.monotonic() + CALL_LIMIT
        while len(results) < len(texts):
            wait = min(WAIT_LIMIT, deadline - time.monotonic())
            if wait <= 0 or not self.slots.acquire(timeout=wait):
                rest = texts[len(results) :]
                logger.warning("No renderer was free in time; %d texts shown plain", len(rest))
                return results + [plain_paragraphs(text) for text in rest]
            try:
                self._render_some(texts, results)
            finally:
                self.slots.release()
            if len(results) < len(texts):
                time.sleep(0.01)  # a semaphore knows no queue: let a waiting thread wake up first
        return results

    def _render_some(self, texts: list[str], results: list[str]) -> None:
        """Append to the results until all are done, one fails, or others should have their turn."""
        turn = time.monotonic() + HOLD_LIMIT
        while len(results) < len(texts) and time.monotonic() < turn:
            text = texts[len(results)]
            if not text.strip():
                results.append("")
                continue
            try:
                results.append(self._render(text))
            except (WorkerFailed, OSError, ValueError) as error:
                logger.warning(
                    "A text of %d characters is shown plain: %s", len(text), _reason(error)
                )
                results.append(plain_paragraphs(text))
                return

    def _render(self, text: str) -> str:
        worker = self._living()
        if worker:
            try:
                return self._ask(worker, text)
            except WorkerGone:
                pass  # it may have ended while idle, through no fault of this text
        return self._ask(Worker(self.limit), text)

    def _ask(self, worker: Worker, text: str) -> str:
        try:
            html = worker.render(text)
        except BaseException:
            # Also when a thread is interrupted: half an answer must not reach the next text.
            worker.kill()
            raise
        self.idle.append(worker)
        return html

    def _living(self) -> Worker | None:
        while self.idle:
            worker = self.idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.close()
        return None

    def close(self) -> None:
        """End the idle workers; the next text starts new ones."""
        while self.idle:
            self.idle.pop().close()

    def forget(self) -> None:
        while self.idle:
            self.idle.pop().forget()


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, WorkerFailed) else type(error).__name__


_shared = Pool()


def shared_pool() -> Pool:
    """This process's pool."""
    return _shared


def _start_afresh() -> None:
    global _shared
    _shared.forget()
    _shared = Pool()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh)
atexit.register(lambda: _shared.close())
