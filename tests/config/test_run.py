"""The two processes of an installation, kept together."""

import http.client
import os
import signal
import socket
import subprocess
import sys

import psutil
import pytest

from config.run import web_command
from tests.config.server import (
    BASE_DIR,
    START_SECONDS,
    WAIT_SECONDS,
    echo_environment,
    errors_in,
    until,
)


@pytest.fixture
def start(tmp_path):
    """Start ``python -m config.run`` on a free port; it is gone after the test."""
    started = []

    def start_run(**environment):
        with (tmp_path / "run.log").open("w") as log:
            run = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                cwd=BASE_DIR,
                env=echo_environment(tmp_path, **environment),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        started.append(run)
        run.log = (tmp_path / "run.log").read_text
        return run

    yield start_run
    for run in started:
        run.terminate()
        run.wait(WAIT_SECONDS * 2)


@pytest.fixture
def port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)
    try:
        connection.request("GET", "/echo")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def test_both_processes_run_until_one_asks_them_to_stop(start, port, tmp_path):
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    environment = echo_environment(tmp_path)
    subprocess.run(migrate, cwd=BASE_DIR, env=environment, check=True, timeout=START_SECONDS)
    run = start(PORT=str(port))
    assert until(lambda: answers(port), START_SECONDS), run.log()
    assert until(lambda: "Starting worker" in run.log(), START_SECONDS), run.log()
    processes = psutil.Process(run.pid).children()
    assert len(processes) == 2
    # Ctrl-C in a terminal must reach them once, from the supervisor.
    assert os.getpgid(run.pid) not in {os.getpgid(process.pid) for process in processes}
    run.send_signal(signal.SIGINT)
    assert run.wait(WAIT_SECONDS * 2) == 0, run.log()
    assert not any(process.is_running() for process in processes)
    assert (tmp_path / "diary").read_text() == "started\nstopped\n"
    assert errors_in(run.log()) == 0


def test_when_one_process_ends_so_does_the_other(start, port):
    run = start(PORT=str(port))  # Without tables the worker cannot live.
    assert run.wait(START_SECONDS) == 1
    assert "The job process ended by itself (exit code 1)" in run.log()
    assert not answers(port)


def test_taken_port_is_told_before_anything_starts(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = start(PORT=str(taken.getsockname()[1]))
        assert run.wait(START_SECONDS) == 2
    assert len(run.log().splitlines()) == 1
    assert "address already in use" in run.log()


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DEMO": "1", "HOST": "0.0.0.0"}, "A demo has known passwords"),
        ({"DEMO": "1", "HOST": "::"}, "A demo has known passwords"),
        ({"PORT": "eighty"}, "must be a number from 1 to 65535"),
    ],
)
def test_refusal_to_start_is_one_sentence(start, environment, sentence):
    run = start(**environment)
    assert run.wait(START_SECONDS) == 2
    assert len(run.log().splitlines()) == 1
    assert sentence in run.log()


@pytest.mark.parametrize(
    "environment", [{"DEMO": "1"}, {"DEMO": "1", "HOST": "localhost"}, {"DEMO": "1", "HOST": "::1"}]
)
def test_demo_is_started_on_loopback(environment, settings):
    from config import run

    settings.DEMO, settings.DEMO_FORCE = True, False
    host, port = run._address(environment)
    run._refuse_public_demo(host, run._resolve(host, port))


def test_proxy_headers_are_believed_only_from_named_addresses():
    assert "--no-proxy-headers" in web_command("127.0.0.1", 8000, {})
    trusting = web_command("127.0.0.1", 8000, {"FORWARDED_ALLOW_IPS": "10.0.0.1"})
    assert trusting[-3:] == ["--proxy-headers", "--forwarded-allow-ips", "10.0.0.1"]
