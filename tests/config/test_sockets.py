"""Websockets of the real server."""

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect


def open_socket(server, origin: str):
    url = f"ws://127.0.0.1:{server.port}/nowhere/"
    return connect(url, origin=origin, open_timeout=5, close_timeout=5, proxy=None)


def test_unknown_address_is_closed_with_its_code(server):
    with open_socket(server, f"http://127.0.0.1:{server.port}") as socket:
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=5)
    assert closed.value.rcvd.code == 4404
    assert "without completing handshake" not in server.log()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://[", "http://a:b"])
def test_foreign_origin_is_refused(server, origin):
    errors = server.errors()
    with pytest.raises(InvalidStatus) as refusal:
        open_socket(server, origin)
    assert refusal.value.response.status_code == 403
    assert server.errors() == errors
