"""What goes into the log, and what never does: nothing that a person wrote or is called.

A log is read by more people, and kept longer, than any page. So it tells what happened by
route names and numbers. Messages of other people's code may quote what was typed: only
those of ``TRUSTED`` loggers are filled in; errors tell their type and where they happened,
and their own words only where those cannot quote anybody. With DEBUG everything is told.
"""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
FRAMES = 40
NOT_UTF_8 = "Invalid UTF-8 sequence received from client."  # in uvicorn's words
LEFT_OUT = "(left out: it may hold what somebody wrote)"

TRUSTED = (
    "afterword",
    "accounts",
    "postmortems",
    "reviews",
    "config",
    "uvicorn",
    "django_tasks",
    "django_tasks_db",
)
# Their messages speak of code and connections, never of what is in a row or a form. A
# TypeError is not among them: some quote the value that does not fit.
SPEAKS_OF_CODE = {
    "AttributeError",
    "ImportError",
    "ImproperlyConfigured",
    "ModuleNotFoundError",
    "NameError",
    "NotImplementedError",
    "RecursionError",
    "TemplateDoesNotExist",
    "UnboundLocalError",
}
# The first line names tables and constraints; values come in the lines after it.
SPEAKS_OF_TABLES = {"IntegrityError", "OperationalError", "InterfaceError"}

current_request: ContextVar[str] = ContextVar("current_request", default="")


class Told(logging.Formatter):
    """One event as a dictionary; what the formatters below have in common.

    ``everything`` lets messages and errors through as they are, for developers.
    """

    def __init__(self, *, everything: bool = False) -> None:
        super().__init__()
        self._everything = everything

    def told(self, record: logging.LogRecord) -> dict:
        when = datetime.fromtimestamp(record.created, UTC)
        told = {
            "time": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if self._everything else message_of(record),
        }
        if reference := current_request.get():
            told["request_id"] = reference
        told.update(getattr(record, "facts", {}))
        # A refused request is somebody else's mistake: where it was noticed helps nobody.
        refused = record.name.startswith("django.security.")
        if record.exc_info and record.exc_info[1] and not refused:
            told["errors"] = [error_of(error) for error in _chain(record.exc_info[1])]
        return told


# Made once: this runs for every request.
encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


class JsonFormatter(Told):
    """One event, one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        told = self.told(record)
        if self._everything and record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return encode(told)


class LineFormatter(Told):
    """One event, one line for people; the places of an error below it."""

    def format(self, record: logging.LogRecord) -> str:
        told = self.told(record)
        errors = told.pop("errors", [])
        first = [told.pop(name) for name in ("time", "level", "logger", "message")]
        line = " ".join([*first, *(f"{name}={value}" for name, value in told.items())])
        if self._everything and record.exc_info:
            return f"{line}\n{self.formatException(record.exc_info)}"
        for error in errors:
            line += f"\n  {error['type']}: {error.get('message', LEFT_OUT)}"
            line += "".join(f"\n    {place}" for place in error["at"])
        return line


def message_of(record: logging.LogRecord) -> str:
    """The record's message without anything a person may have written.

    Line breaks go: one event is one line, whatever a sender put into it.
    """
    if record.name.partition(".")[0] in TRUSTED and '"WebSocket' not in str(record.msg):
        return record.getMessage().replace("\n", " ").strip()
    if record.name == "django.request":
        return "The request failed"
    if record.name == "django.security.csrf":
        reason = str(record.args[0]) if record.args else ""
        return f"Refused a form: {reason.partition(' - ')[0]}"
    if record.name.startswith("django.security."):
        return f"Refused a request: {record.name.rpartition('.')[2]}"
    # Without arguments the text is finished: nobody can tell what is in it.
    return str(record.msg).replace("\n", " ") if record.args else LEFT_OUT


def error_of(error: BaseException) -> dict:
    """An error by its type and the places it passed, innermost last; no values."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    told = {
        "type": type(error).__name__,
        "at": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if words := words_of(error):
        told["message"] = words
    return told


def words_of(error: BaseException) -> str:
    """What the error says, where that cannot be what somebody wrote; otherwise nothing."""
    name = type(error).__name__
    lines = str(error).strip().splitlines()
    if name in SPEAKS_OF_CODE:
        return " ".join(lines)
    if name in SPEAKS_OF_TABLES and lines and "syntax error" not in lines[0]:
        return lines[0]
    if name.startswith("SMTP"):
        return f"code {getattr(error, 'smtp_code', 'unknown')}"
    if isinstance(error, OSError):
        return error.strerror or ""
    return ""


def _chain(error: BaseException) -> list[BaseException]:
    """The error and those it came from, the first one first."""
    found = [error]
    while len(found) < 5:
        last = found[-1]
        earlier = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        if earlier is None or earlier in found:
            break
        found.append(earlier)
    return found[::-1]


def _short(filename: str) -> str:
    for folder in (*(path for path in sys.path if path.endswith("site-packages")), str(BASE_DIR)):
        if filename.startswith(f"{folder}/"):
            return filename[len(folder) + 1 :]
    return filename


def lower_what_visitors_do(record: logging.LogRecord) -> bool:
    """A websocket's text that is no text: the server calls it an error, with a stack, of ours."""
    if record.name == "uvicorn.error" and record.msg == NOT_UTF_8:
        record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return True


def configuration(*, style: str, level: str, everything: bool) -> dict:
    """Django's LOGGING: everything to standard error, in one of two styles."""
    formatters = {"json": "config.logs.JsonFormatter", "line": "config.logs.LineFormatter"}
    if style not in formatters:
        raise ImproperlyConfigured(f"LOG_FORMAT is {style!r}; it is json or line.")
    onward = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"told": {"()": formatters[style], "everything": everything}},
        "filters": {"visitors": {"()": lambda: lower_what_visitors_do}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "told",
                "filters": ["visitors"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": onward,
            # Refusals are answers, not errors; the line of the request has their status.
            "django.request": {**onward, "level": "ERROR"},
            # The development server's own lines hold whole addresses.
            "django.server": {**onward, "level": "ERROR"},
            "uvicorn": onward,
            "uvicorn.error": onward,
            "uvicorn.access": {"handlers": [], "propagate": False},
        },
    }
