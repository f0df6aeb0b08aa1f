"""``manage.py check_language``: findings for people and for programs."""

import io
import json
import sys

import pytest
from django.core.management import call_command

TEXT = "Ana failed to check it.\n\nThe scheduler failed to start. 🙂 It was human error.\n"


@pytest.fixture
def ask(tmp_path, monkeypatch):
    def asked(data, *options, name=None):
        path = tmp_path / "text.md"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        out = io.StringIO()
        call_command("check_language", *options, name or str(path), stdout=out)
        return out.getvalue().splitlines()

    return asked


def test_findings_are_told_with_line_column_and_question(ask):
    lines = ask(TEXT)

    assert lines[0] == "3:41 high blame: human error"
    assert lines[1].strip().endswith("?")
    assert len(lines) == 2


def test_people_and_field_are_heeded(ask):
    assert len(ask(TEXT, "--people", "Ana, Omar")) == 6
    assert ask(TEXT, "--people", "Ana", "--field", "interviews") == []
    assert ask("The operator failed to act.", "--systems", "operator") == []


def test_json_has_one_finding_a_line_in_code_points(ask):
    (found,) = map(json.loads, ask(TEXT, "--json"))

    assert TEXT[found["start"] : found["end"]] == found["match"] == "human error"
    keys = "rule category severity start end match message question suggestions"
    assert list(found) == keys.split()


def test_set_is_answered_line_by_line(ask):
    rows = [
        {"text": "Ana forgot to look.", "people": ["Ana"]},
        {"text": "\ud800 It ran."},
        {"text": ""},
    ]

    answers = [json.loads(line) for line in ask("\n".join(map(json.dumps, rows)), "--jsonl")]

    assert [len(answer["findings"]) for answer in answers] == [2, 0, 0]


def test_standard_input_is_read(ask, monkeypatch):
    given = io.TextIOWrapper(io.BytesIO(TEXT.encode()))
    monkeypatch.setattr(sys, "stdin", given)

    assert ask("", name="-")[0].startswith("3:41")


@pytest.mark.parametrize(
    ("data", "options", "said"),
    [
        (b"\xff\xfe", [], "not UTF-8"),
        ("{", ["--jsonl"], "Line 1 is not JSON"),
        ('{"text": "a"}\n[]', ["--jsonl"], 'Line 2 has no "text"'),
        ('{"text": "a", "people": "Ana"}', ["--jsonl"], "not a list of names"),
        ('{"text": "a", "field": "poems"}', ["--jsonl"], "no field 'poems'"),
    ],
)
def test_input_that_cannot_be_read_is_refused_in_one_line(ask, capsys, data, options, said):
    with pytest.raises(SystemExit) as stopped:
        ask(data, *options)

    assert stopped.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_missing_file_is_refused(ask, capsys):
    with pytest.raises(SystemExit) as stopped:
        ask("", name="/nowhere/at-all.md")

    assert stopped.value.code == 2
    assert "/nowhere/at-all.md cannot be read" in capsys.readouterr().err
