"""The log tells what happened, and nothing that anybody wrote or is called."""

import io
import json
import logging
import smtplib
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.domain.outbox import deliver_due, post_mail
from config import logs
from postmortems.views import library
from tests.factories.accounts import UserFactory

WORD = "quixotryzebra"


@pytest.fixture(params=[logs.JsonFormatter, logs.LineFormatter])
def log(request):
    """Everything that is logged, down to DEBUG, as it is written in production."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def events():
    """The same as dictionaries, as a machine reads them."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def client(db):
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(name=WORD, email=f"{WORD}@example.com"))
    return client


def raising(error):
    def view(*args, **kwargs):
        raise error

    return view


def test_search_words_are_not_logged(log, client):
    assert WORD in client.get("/postmortems/", {"q": WORD}).text
    assert "postmortems:library" in log.getvalue()
    assert WORD not in log.getvalue()


def test_form_texts_are_not_logged(log, client):
    response = client.post("/incidents/new/", {"title": WORD, "severity": WORD})
    assert response.status_code == 422
    assert "postmortems:incident-open" in log.getvalue()
    assert WORD not in log.getvalue()


def test_failing_sign_in_is_not_logged_by_name(log, db):
    client = Client()
    sent = {"login": f"{WORD}@example.com", "password": f"{WORD}-password"}
    for _ in range(12):  # until the rate limit answers
        client.post("/account/login/", sent)
    assert "account_login" in log.getvalue()
    assert WORD not in log.getvalue()


def test_addresses_are_not_logged(log, client):
    assert client.get(f"/{WORD}/").status_code == 404
    assert "404" in log.getvalue()
    assert WORD not in log.getvalue()


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"invalid literal: {WORD}"),
        KeyError(WORD),
        TypeError(f"Field 'severity' expected a number but got '{WORD}'."),
        UnicodeEncodeError("ascii", WORD, 0, 1, WORD),
        RuntimeError(f"one\n{WORD}"),
        OSError(2, "No such file", WORD),
    ],
    ids=lambda error: type(error).__name__,
)
def test_error_is_told_by_type_and_place(log, client, monkeypatch, error):
    monkeypatch.setattr(library, "LibraryForm", raising(error), raising=False)
    monkeypatch.setattr("django.shortcuts.render", raising(error))
    monkeypatch.setattr(library, "render", raising(error), raising=False)

    response = client.get("/postmortems/", {"q": WORD})

    assert response.status_code == 500
    assert type(error).__name__ in log.getvalue()
    assert "postmortems/views/library.py:" in log.getvalue()
    assert WORD not in log.getvalue()


def test_error_page_gives_the_reference_in_the_log(events, client, monkeypatch):
    monkeypatch.setattr(library, "render", raising(ValueError(WORD)))

    response = client.get("/postmortems/")

    reference = response["X-Request-ID"]
    assert f"<code>{reference}</code>" in response.text
    assert [one["request_id"] for one in events()] == [reference, reference]
    assert [one["level"] for one in events()] == ["error", "info"]
    assert events()[0]["errors"][0]["type"] == "ValueError"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": f"{WORD}.example.com"},
        {"X-Request-ID": f"my name is {WORD}"},
        {"Referer": f"http://testserver/?q={WORD}", "User-Agent": WORD},
    ],
)
def test_headers_are_not_logged(log, client, headers):
    client.get("/", headers=headers)
    assert log.getvalue()
    assert WORD not in log.getvalue()


def test_form_from_elsewhere_is_told_without_its_address(log, db):
    client = Client(enforce_csrf_checks=True)
    elsewhere = {"Referer": f"https://{WORD}.example.com/?q={WORD}", "Origin": f"https://{WORD}.x"}
    assert client.post("/account/login/", {"login": WORD}, headers=elsewhere).status_code == 403
    assert "Refused a form: Origin checking failed" in log.getvalue()
    assert WORD not in log.getvalue()


def test_addresses_of_mail_are_not_logged(log, db, monkeypatch):
    post_mail(f"{WORD}@example.com", WORD, WORD)
    refusal = smtplib.SMTPRecipientsRefused({f"{WORD}@example.com": (550, WORD.encode())})
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages", raising(refusal)
    )

    deliver_due.call()

    assert "SMTPRecipientsRefused" in log.getvalue()
    assert WORD not in log.getvalue()


def test_messages_of_other_code_are_not_filled_in(log):
    logging.getLogger("somebody.else").warning("It failed for %s", WORD)
    logging.getLogger("somebody.else").warning(f"It failed for {WORD}")
    logging.getLogger("asyncio").error(f"Exception in {WORD}", exc_info=ValueError(WORD))
    logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', "1.2.3.4", WORD)
    assert "It failed for %s" in log.getvalue()
    assert WORD not in log.getvalue()


def test_text_of_a_visitor_that_is_no_text_is_no_error_of_ours():
    from uvicorn.protocols.websockets import websockets_sansio_impl

    assert logs.NOT_UTF_8 in Path(websockets_sansio_impl.__file__).read_text()
    handler = logs.configuration(style="json", level="INFO", everything=False)["handlers"]["stderr"]
    assert handler["filters"] == ["visitors"]
    error = (UnicodeError, UnicodeError(), None)
    record = logging.LogRecord("uvicorn.error", 40, "", 0, logs.NOT_UTF_8, (), error)
    assert logs.lower_what_visitors_do(record)
    assert (record.levelname, record.exc_info) == ("INFO", None)
    other = logging.LogRecord("uvicorn.error", 40, "", 0, "Something else.", (), error)
    assert logs.lower_what_visitors_do(other)
    assert (other.levelname, other.exc_info) == ("ERROR", error)


def test_own_message_is_filled_in_and_stays_on_one_line(log):
    logging.getLogger("postmortems.rendering").warning("%d texts\nshown plain", 3)
    assert "3 texts shown plain" in log.getvalue()
    assert len(log.getvalue().splitlines()) == 1


@pytest.mark.parametrize(("error", "status"), [(PermissionDenied(WORD), 403), (None, 404)])
def test_refusal_is_one_line_without_an_error(events, client, monkeypatch, error, status):
    if error:
        monkeypatch.setattr(library, "render", raising(error))
    response = client.get("/postmortems/" if error else "/postmortems/987654/")
    assert response.status_code == status
    (event,) = events()
    assert event["status"] == status
    assert event["level"] == "info"
    assert "errors" not in event


def test_database_error_names_the_constraint_and_no_value(db):
    UserFactory(email=f"{WORD}@example.com")
    with pytest.raises(Exception, match="(?i)unique") as raised:
        UserFactory._meta.model.objects.bulk_create(
            [UserFactory.build(email=f"{WORD}@example.com")]
        )
    told = logs.error_of(raised.value)
    assert told["type"] == "IntegrityError"
    assert "email" in told["message"]
    assert WORD not in json.dumps(told)


def test_everything_is_told_to_developers():
    record = logging.makeLogRecord({"name": "x", "msg": "of %s", "args": (WORD,)})
    assert json.loads(logs.JsonFormatter(everything=True).format(record))["message"] == f"of {WORD}"
