"""The proxies' files carry websockets, and do not cut off those that are merely quiet."""

import re
from pathlib import Path

from uvicorn import Config

from config.run import web_command

PROXIES = Path(__file__).resolve().parents[2] / "docs" / "proxy"
UNITS = PROXIES.parent / "systemd"


def ping_seconds():
    """How often the web process asks whether the other end of a websocket is there."""
    command = web_command("127.0.0.1", 8000, {})
    assert "--ws-ping-interval" not in command
    return Config("config.asgi:application").ws_ping_interval


def test_nginx_waits_longer_than_a_ping_takes():
    text = (PROXIES / "nginx.conf").read_text()
    for name in ("proxy_read_timeout", "proxy_send_timeout"):
        seconds = int(re.search(rf"{name} +([0-9]+)s;", text)[1])
        assert seconds > 2 * ping_seconds()


def test_nginx_passes_the_upgrade_on():
    text = (PROXIES / "nginx.conf").read_text()
    assert "proxy_http_version 1.1;" in text
    assert re.search(r"proxy_set_header Upgrade +\$http_upgrade;", text)
    assert re.search(r"proxy_set_header Connection +\$afterword_connection;", text)
    assert re.search(r"map \$http_upgrade \$afterword_connection \{\s+default upgrade;", text)


def test_manual_tells_the_ping_as_it_is():
    manual = (PROXIES.parent / "operations.md").read_text()
    assert f"more than {ping_seconds():.0f} seconds" in manual


def test_service_of_several_differs_only_in_its_port():
    one, several = (
        {line for line in (UNITS / name).read_text().splitlines() if "=" in line}
        for name in ("afterword.service", "afterword@.service")
    )
    told = {line.partition("=")[0] for line in one ^ several}
    assert told == {"Description", "ExecStart", "After"}
    assert "PORT=%i" in (UNITS / "afterword@.service").read_text()
