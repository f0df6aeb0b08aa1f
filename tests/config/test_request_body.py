"""What of a request's body reaches the application, shown against the real server."""

import asyncio
import hashlib
import os
import time
from contextlib import ExitStack

import pytest

from config.serving.request_body import Refused, read_body
from tests.config.server import receive_all, until


def test_body_arrives_whole(server):
    body = os.urandom(250_000)
    told = server.json("/echo?a=b", method="POST", body=body)
    assert told["sha"] == hashlib.sha256(body).hexdigest()
    assert told["query"] == {"a": "b"}


def test_chunked_body_arrives_whole(server):
    chunks = [os.urandom(50_000) for _ in range(4)]
    told = server.json("/echo", method="POST", body=iter(chunks))
    assert told["sha"] == hashlib.sha256(b"".join(chunks)).hexdigest()
    assert "HTTP_TRANSFER_ENCODING" not in told["headers"]


def test_body_of_exactly_the_limit_is_taken(server):
    assert server.json("/echo", method="POST", body=b"x" * 300_000)["length"] == 300_000


def test_uploaded_file_is_parsed(server):
    edge = "edge"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="title"\r\n\r\nBlue\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="log"; filename="log.txt"\r\n\r\n'
        f"{'line' * 5000}\r\n--{edge}--\r\n"
    )
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    told = server.json("/form", method="POST", body=body.encode(), headers=headers)
    assert told == {"fields": {"title": "Blue"}, "files": {"log": 20_000}}


@pytest.mark.parametrize(
    ("headers", "part"),
    [("Content-Length: 100", b"x" * 10), ("Transfer-Encoding: chunked", b"5\r\nhello\r\n")],
)
def test_body_cut_short_never_reaches_the_application(server, headers, part):
    before = server.count("echoed")
    server.post(headers, part).close()
    time.sleep(0.2)  # The close has to arrive; an answer to wait for does not exist.
    server.get("/echo")
    assert server.count("echoed") == before + 1


def test_stalled_uploads_hold_no_thread(server):
    with ExitStack() as stack:
        uploads = [
            stack.enter_context(server.post("Content-Length: 100", b"begin")) for _ in range(8)
        ]
        time.sleep(0.2)
        begin = time.monotonic()
        assert server.get("/echo").status == 200
        assert time.monotonic() - begin < 0.8
        for upload in uploads:
            assert receive_all(upload).startswith(b"HTTP/1.1 408 ")


def test_trickling_body_is_refused_after_the_time_for_all_of_it(server):
    before = server.count("echoed")
    begin = time.monotonic()
    with server.post("Content-Length: 100") as upload:
        for _ in range(6):
            time.sleep(0.2)
            upload.sendall(b"x")
        answer = receive_all(upload)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"did not arrive within 1.5 seconds" in answer
    assert b"connection: close" in answer
    assert time.monotonic() - begin < 4
    assert server.count("echoed") == before


def test_body_declared_too_large_is_refused_before_it_is_sent(server):
    with server.post("Content-Length: 300001") as upload:
        upload.settimeout(1)  # Less than the time for the body.
        head = upload.recv(65536)
        upload.shutdown(1)
        answer = head + receive_all(upload)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer
    assert b"larger than 293.0 KB" in answer


def test_body_that_grows_too_large_is_refused_and_the_answer_arrives(server):
    before = server.count("echoed")
    with server.post("Transfer-Encoding: chunked") as upload:
        for _ in range(200):  # 13 MB: more than both sockets buffer, so a reset would show.
            upload.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        upload.sendall(b"0\r\n\r\n")
        answer = receive_all(upload)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert server.count("echoed") == before


def test_request_after_a_whole_one_uses_the_same_connection(server):
    request = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
    last = request + b"Connection: close\r\n\r\nok"
    with server.connect(request + b"\r\nok" + last) as connection:
        assert receive_all(connection).count(b"HTTP/1.1 200 OK") == 2


def test_client_that_waits_for_continue_is_told_to_go_on(server):
    headers = "Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close"
    with server.post(headers) as upload:
        assert upload.recv(100).startswith(b"HTTP/1.1 100 ")
        upload.sendall(b"ok")
        assert b'"length": 2' in receive_all(upload)


# uvicorn's parser does not let these through; another server's might.
@pytest.mark.parametrize("declared", [[b"3"], [b"1"], [b"2", b"20"], [b"+2"], [b"2_0"], [b""]])
def test_length_that_is_not_as_declared_is_refused(declared):
    scope = {"headers": [(b"content-length", value) for value in declared]}

    async def receive():
        return {"type": "http.request", "body": b"ab"}

    with pytest.raises(Refused) as refusal:
        asyncio.run(read_body(scope, receive, limit=1000, seconds=1))
    assert refusal.value.status == 400


def test_no_refusal_or_departure_shows_as_an_error(server):
    refused = '"status": 413'
    errors, refusals = server.errors(), server.log().count(refused)
    server.post("Content-Length: 100", b"x").close()
    with server.post("Content-Length: 300001") as upload:
        upload.recv(10)
    assert until(lambda: server.log().count(refused) > refusals)
    server.get("/echo")
    assert server.errors() == errors
