"""``manage.py check_language FILE``: what the blameless language helper says about a text.

It advises and never fails: 0 whatever is found, 2 where the input cannot be read.
"""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from postmortems.language import FIELDS, check


class Command(BaseCommand):
    help = "Print the findings of the blameless language helper for FILE, or - for standard input."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="a Markdown file, or - to read the input")
        parser.add_argument("--json", action="store_true", help="one finding per line, as JSON")
        parser.add_argument(
            "--jsonl",
            action="store_true",
            help='read {"text": …, "people": […]} per line, answer {"findings": […]} per line',
        )
        parser.add_argument("--field", default="narrative", choices=FIELDS, metavar="FIELD")
        parser.add_argument("--people", default="", help="names of the roster, with commas")
        parser.add_argument("--systems", default="", help="names of services, with commas")

    def handle(self, *args, **options):
        try:
            text = _text_of(options["file"])
            lines = list(_answers(text, options))
        except OSError as error:
            self._refuse(f"{options['file']} cannot be read: {error.strerror or error}")
        except UnicodeDecodeError:
            self._refuse(f"{options['file']} cannot be read: it is not UTF-8 text")
        except LineError as error:
            self._refuse(str(error))
        if lines:
            self.stdout.write("\n".join(lines))

    def _refuse(self, sentence):
        self.stderr.write(sentence)
        sys.exit(2)


class LineError(ValueError):
    """A line of a set that is not as it has to be; the text is for people."""


def _text_of(name):
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return data.decode("utf-8")


def _answers(text, options):
    if options["jsonl"]:
        yield from _of_set(text, options)
        return
    names = {key: _names(options[key]) for key in ("people", "systems")}
    for found in check(text, options["field"], **names):
        yield _json(found.as_dict()) if options["json"] else _told(found, text)


def _of_set(text, options):
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            row = _row(line, number)
            names = {key: row.get(key) or _names(options[key]) for key in ("people", "systems")}
            found = check(row["text"], row.get("field") or options["field"], **names)
            yield _json({"findings": [one.as_dict() for one in found]})


def _row(line, number):
    try:
        row = json.loads(line)
    except ValueError as error:
        raise LineError(f"Line {number} is not JSON") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise LineError(f'Line {number} has no "text"')
    for key in ("people", "systems"):
        names = row.get(key)
        if names and not (isinstance(names, list) and all(isinstance(one, str) for one in names)):
            raise LineError(f'Line {number}: "{key}" is not a list of names')
    if row.get("field") and row["field"] not in FIELDS:
        raise LineError(f"Line {number}: there is no field {row['field']!r}")
    return row


def _names(listed):
    return [name.strip() for name in listed.split(",") if name.strip()]


def _json(value):
    return json.dumps(value)


def _told(found, text):
    line = text.count("\n", 0, found.start) + 1
    column = found.start - (text.rfind("\n", 0, found.start) + 1) + 1
    match = " ".join(found.match.split())
    head = f"{line}:{column} {found.severity} {found.category}: {match}"
    return "\n".join([head, f"    {found.message} {found.question}"])
