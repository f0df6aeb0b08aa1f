"""Responses through worker threads, shown against the real server."""

import asyncio
import hashlib
import re
import time
from contextlib import ExitStack

import pytest

from config.serving.pages import Pages
from tests.config.server import receive_all, until


def test_underscored_header_is_dropped_and_the_proper_one_kept(server):
    headers = {"X_Forwarded_For": "6.6.6.6", "X-Real-Ip": "1.2.3.4", "X_REAL_IP": "6.6.6.6"}
    told = server.json("/echo", headers=headers)["headers"]
    assert told["HTTP_X_REAL_IP"] == "1.2.3.4"
    assert "6.6.6.6" not in told.values()


def test_proxy_headers_are_not_believed_unless_asked_for(server):
    assert server.json("/echo", headers={"X-Forwarded-For": "6.6.6.6"})["client"] == "127.0.0.1"


@pytest.mark.parametrize("path", ["echo", "large", "file", "stream"])
def test_head_has_no_body_and_leaves_the_connection_usable(server, path):
    request = f"HEAD /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    follow = b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with server.connect(request + follow) as connection:
        received = receive_all(connection)
    first, _, rest = received.partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 200 ")
    assert rest.startswith(b"HTTP/1.1 404 ")
    assert (b"content-length" in first) == (path != "stream")


def test_large_response_is_whole(server):
    content = server.get("/large").content
    assert content == b"0123456789abcdef" * 65536 * 8


def test_file_is_whole(server):
    response = server.get("/file")
    assert response.headers["Content-Length"] == "1500000"
    assert hashlib.sha256(response.content).hexdigest() == response.headers["X-Sha"]


def test_stream_is_whole(server):
    lines = server.get("/stream").content.decode().splitlines()
    assert lines == [f"line {number}" for number in range(1000)]


def test_mistake_in_a_view_is_answered_by_django_and_the_server_goes_on(server):
    errors = server.errors()
    for _ in range(3):
        response = server.get("/broken")
        assert response.status == 500
        assert b"<h1>Server Error (500)</h1>" in response.content
    assert server.get("/echo").status == 200
    assert server.errors() == errors + 3
    assert '"type": "RuntimeError"' in server.log()
    assert re.search(r"tests/config/echo/urls\.py:\d+ broken", server.log())
    assert "a mistake in a view" not in server.log(), "what an error says may quote somebody"


def test_mistake_in_a_stream_is_seen_by_the_client_and_the_server_goes_on(server):
    for _ in range(3):
        with server.connect(b"GET /broken-stream HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
            received = receive_all(client)
        assert received.startswith(b"HTTP/1.1 200 ")
        assert not received.endswith(b"0\r\n\r\n")
    assert server.get("/echo").status == 200


def test_client_that_leaves_in_the_middle_frees_its_thread(server):
    before = server.count("endless closed")
    with ExitStack() as stack:
        clients = [
            stack.enter_context(server.connect(b"GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            for _ in range(2)
        ]
        for client in clients:
            assert client.recv(1000)
    assert until(lambda: server.count("endless closed") == before + 2)


def test_every_request_is_ended_for_django(server):
    def still_open():
        counts = server.json("/counts")
        return counts["started"] - counts["finished"]

    with server.connect(b"GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
        assert client.recv(1000)
        assert still_open() == 2  # The endless one and the one that asks.
    for path in ("large", "file", "stream", "broken", "broken-stream"):
        with server.connect(f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()) as client:
            client.recv(10)
    server.get("/file", method="HEAD")
    assert until(lambda: still_open() == 1)


def test_database_connection_is_kept_until_its_time(server):
    def query(arguments=""):
        """The thread that answered."""
        return server.get(f"/query{arguments}").content.decode()

    def made_by(thread):
        return server.count(f"connections of {thread}")

    threads = {query() for _ in range(40)}
    assert [made_by(thread) for thread in threads] == [1] * len(threads)
    assert all(thread.startswith("WSGI") for thread in threads)
    expired = query("?expire=1")
    # Which thread answers is theirs to settle: many are asked, until that one is among them.
    assert until(lambda: [query() for _ in range(40)] and made_by(expired) == 2, 30)


def test_what_a_page_tells_arrives_in_the_event_loop(server):
    told = server.json("/tell")
    assert told["accepted"] is True
    assert told["told"][-1] == ["hello", True]


SCOPE = {
    "type": "http",
    "method": "GET",
    "http_version": "1.1",
    "path": "/",
    "query_string": b"",
    "headers": [],
}


def serve(wsgi_application, send, **limits):
    """One request with a ``send`` of the test's own; the time all of it took, in seconds."""
    messages = [{"type": "http.request"}]

    async def receive():
        return messages.pop() if messages else await asyncio.Future()

    async def request():
        pages = Pages(wsgi_application, threads=1, body_limit=10, body_seconds=1, **limits)
        async with asyncio.timeout(5):
            await pages(SCOPE, receive, send)

    begin = time.monotonic()
    asyncio.run(request())
    return time.monotonic() - begin


def flood(environ, start_response):
    start_response("200 OK", [])
    return (b"x" * 65536 for _ in range(1_000_000))


def test_client_that_stops_reading_loses_its_thread():
    async def send(message):
        if message["type"] == "http.response.body":
            await asyncio.Future()

    assert 0.3 <= serve(flood, send, stall_seconds=0.3) < 2


def test_error_of_the_server_while_sending_ends_the_request():
    async def send(message):
        if message["type"] == "http.response.body":
            raise RuntimeError("longer than Content-Length")

    with pytest.raises(RuntimeError, match="longer than"):
        serve(flood, send)


def test_slow_client_that_goes_on_reading_gets_everything():
    received = []

    def application(environ, start_response):
        start_response("200 OK", [])
        return [b"x" * 65536 * 5]

    async def send(message):
        body = message.get("body", b"")
        await asyncio.sleep(0.1 * len(body) / 65536)
        received.append(body)

    assert serve(application, send, stall_seconds=0.3) > 0.3
    assert len(b"".join(received)) == 65536 * 5
