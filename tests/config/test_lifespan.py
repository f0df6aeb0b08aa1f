"""Start and stop of the server, and the door between threads and loop."""

import asyncio
import signal

from postmortems import realtime
from tests.config.server import Server


def test_live_part_is_started_and_stopped_with_the_server(tmp_path):
    with Server(tmp_path) as server:
        assert server.get("/echo").status == 200
        assert server.diary.read_text() == "started\n"
        code = server.stop()
    # uvicorn stops in good order and then passes the signal on to itself.
    assert code in (0, -signal.SIGTERM)
    assert server.diary.read_text() == "started\nstopped\n"
    assert "Application shutdown complete" in server.log()
    assert server.errors() == 0


def test_live_part_that_does_not_start_keeps_the_server_from_starting(tmp_path):
    server = Server(tmp_path, ECHO_MOOD="refuse-to-start")
    server.start()
    try:
        assert not server.port
        assert server.process.poll() == 3
        assert "A live part did not start." in server.log()
    finally:
        server.stop()


def test_telling_without_a_server_is_harmless():
    assert realtime.tell(print, "nobody hears this") is False


def test_telling_a_closed_loop_is_harmless():
    loop = asyncio.new_event_loop()
    loop.close()
    realtime.attach(loop)
    try:
        assert realtime.tell(print, "nobody hears this") is False
    finally:
        realtime.detach()
