"""One line for each request: route, status, duration, and who by number."""

import io
import json
import logging

import pytest

from config import logs
from tests.factories.accounts import UserFactory


@pytest.fixture
def lines():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter())
    logging.getLogger("afterword.request").addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger("afterword.request").removeHandler(handler)


def test_line_tells_route_status_duration_and_person(lines, client_of, db):
    user = UserFactory()
    client_of(user).get("/postmortems/?q=anything")
    (line,) = lines()
    assert line.pop("ms") > 0
    assert line.pop("time").endswith("Z")
    assert len(line.pop("request_id")) == 16
    assert line == {
        "level": "info",
        "logger": "afterword.request",
        "message": "request",
        "method": "GET",
        "route": "postmortems:library",
        "status": 200,
        "user": user.pk,
    }


def test_nobody_is_nobody(lines, client, db):
    client.get("/account/login/")
    assert lines()[0]["user"] is None


@pytest.mark.parametrize("sent", ["0123abcd", "f47ac10b-58cc-4372-a567-0e02b2c3d479"])
def test_number_of_the_proxy_is_kept(lines, client, db, sent):
    response = client.get("/account/login/", headers={"X-Request-ID": sent})
    assert response["X-Request-ID"] == sent
    assert lines()[0]["request_id"] == sent


@pytest.mark.parametrize("sent", ["", "short", "x" * 65, "two words", "line\nbreak", "ünïcödé12"])
def test_number_that_is_none_is_replaced(client, db, sent):
    response = client.get("/account/login/", headers={"X-Request-ID": sent})
    assert response["X-Request-ID"] != sent
    assert len(response["X-Request-ID"]) == 16


def test_every_request_has_its_own_number(client, db):
    numbers = {client.get("/account/login/")["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3


def test_static_files_and_probes_are_not_told(lines, client, db):
    static = client.get("/static/css/tokens.css")
    static.close()
    assert static.status_code == 200
    assert client.get("/healthz").status_code == 200
    assert lines() == []


def test_method_nobody_knows_is_not_repeated(lines, client, db):
    client.generic("SECRETWORD", "/account/login/")
    assert lines()[0]["method"] == "other"
