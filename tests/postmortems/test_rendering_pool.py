"""The renderer's processes: every text comes back in time, and no process stays behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from postmortems import rendering
from postmortems.rendering import pool as pools
from tests.hostile import HEAVY, SafeReading

ROOT = Path(__file__).resolve().parents[2]
# This keeps python-markdown busy for minutes.
ENDLESS = "[" * 20_000


@pytest.fixture(scope="module", autouse=True)
def no_workers_left():
    yield
    rendering.shared_pool().close()


@pytest.fixture
def hasty():
    """Makes pools with a small limit, and ends their workers."""
    made = []

    def make(limit, size=1):
        made.append(rendering.Pool(size=size, limit=limit))
        return made[-1]

    yield make
    for pool in made:
        pool.close()


@pytest.fixture
def endless():
    """A text that takes far longer than any limit used here."""
    return ENDLESS


# Limits


def test_render_heavy_texts_gives_allowed_html_in_time(hasty):
    pool = hasty(0.15, size=2)

    def render(text):
        began = time.monotonic()
        SafeReading(pool.render_many([text])[0])
        return time.monotonic() - began

    with ThreadPoolExecutor(2) as threads:
        slowest = max(threads.map(render, HEAVY.values()))

    assert slowest < 5


def test_render_more_than_the_limit_is_refused():
    assert rendering.render("é" * 50_000)
    with pytest.raises(ValueError, match="100001 bytes"):
        rendering.render("é" * 50_000 + "a")
    with pytest.raises(ValueError, match="101000 bytes"):
        rendering.render_many(["fine", "a" * 101_000])


def test_render_endless_text_falls_back_and_tells_no_text(endless, caplog):
    began = time.monotonic()

    html = rendering.render("secret\nword <b>\n\n" + endless)

    assert html == f"<p>secret<br>\nword &lt;b&gt;</p>\n<p>{endless}</p>"
    assert pools.TEXT_LIMIT <= time.monotonic() - began < pools.TEXT_LIMIT + 1
    assert caplog.messages == ["A text of 20017 characters is shown plain: time limit"]


def test_render_many_one_failure_leaves_the_others(hasty, endless):
    texts = ["*a*", endless, "", "- " * 2_000 + "x", "*b*"]

    results = hasty(0.5).render_many(texts)

    assert results[0::2] == ["<p><em>a</em></p>", "", "<p><em>b</em></p>"]
    assert results[1] == f"<p>{endless}</p>"
    assert results[3].startswith("<p>- - ")


def test_render_after_the_worker_was_killed_starts_another(hasty):
    pool = hasty(2)
    pool.render_many(["a"])
    old = pool.idle[0].process

    os.kill(old.pid, signal.SIGKILL)

    assert pool.render_many(["*a*"]) == ["<p><em>a</em></p>"]
    assert old.returncode is not None
    assert pool.idle[0].process.pid != old.pid


def test_render_worker_killed_in_the_middle_falls_back(hasty, endless):
    pool = hasty(0.6)
    pool.render_many(["a"])
    killer = threading.Timer(0.2, pool.idle[0].process.kill)
    killer.start()

    assert pool.render_many([endless]) == [f"<p>{endless}</p>"]
    killer.join()


def test_render_stopped_worker_does_not_hold_the_caller(hasty):
    """A large request to a process that does not read fills the pipe."""
    pool = hasty(0.3)
    pool.render_many(["a"])
    pool.idle[0].process.send_signal(signal.SIGSTOP)

    assert pool.render_many(["a" * 100_000])[0].startswith("<p>aaa")


def test_render_no_worker_can_start_falls_back(hasty, monkeypatch):
    monkeypatch.setattr(pools.sys, "executable", "/bin/false")
    assert hasty(1).render_many(["*a*"]) == ["<p>*a*</p>"]

    monkeypatch.setattr(pools.sys, "executable", "/does/not/exist")
    assert hasty(1).render_many(["*a*"]) == ["<p>*a*</p>"]


def test_render_all_workers_busy_waits_only_so_long(hasty, monkeypatch, caplog):
    monkeypatch.setattr(pools, "WAIT_LIMIT", 0.1)
    pool = hasty(1)

    with pool.slots:
        assert pool.render_many(["*a*", "*b*"]) == ["<p>*a*</p>", "<p>*b*</p>"]

    assert caplog.messages == ["No renderer was free in time; 2 texts shown plain"]


def test_render_from_several_threads_gives_each_its_own_answer():
    texts = [f"*{number}*" for number in range(60)]

    with ThreadPoolExecutor(6) as threads:
        results = list(threads.map(rendering.render, texts))

    assert results == [f"<p><em>{number}</em></p>" for number in range(60)]
    assert len(rendering.shared_pool().idle) <= pools.SIZE


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_pool_after_fork_is_a_new_one():
    rendering.render("a")
    parents = rendering.shared_pool()
    child = os.fork()
    if not child:
        fresh = rendering.shared_pool() is not parents and not rendering.shared_pool().idle
        os._exit(0 if fresh else 1)

    assert os.waitpid(child, 0)[1] == 0
    assert rendering.render("*a*") == "<p><em>a</em></p>"


# Processes


SERVER = """
import sys, threading, time
from postmortems import rendering
pool = rendering.Pool(size=1, limit=0.5)
pool.render_many(["a"])
worker = pool.idle[0]
if sys.argv[1] == "busy":
    threading.Thread(target=worker.render, args=["[" * 20_000]).start()
print(worker.process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_worker_of_a_killed_server_ends(state):
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, state], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    worker = int(server.stdout.readline())
    assert _runs(worker)

    server.kill()
    server.wait()
    server.stdout.close()

    deadline = time.monotonic() + 5
    while _runs(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(worker)


def _runs(pid):
    """Whether the process is alive; one that nobody has waited for yet is not."""
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return bool(listed.stdout.strip()) and "Z" not in listed.stdout


def test_worker_holds_no_django_and_no_secrets(hasty, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s3cret")
    code = "import sys, postmortems.rendering.worker, postmortems.rendering.sanitiser as s"
    check = "; s.to_html('a'); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code + check], cwd=ROOT).returncode == 0

    pool = hasty(1)
    pool.render_many(["a"])
    environment = Path(f"/proc/{pool.idle[0].process.pid}/environ")
    if environment.exists():
        assert b"s3cret" not in environment.read_bytes()
