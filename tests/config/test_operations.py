"""What docs/operations.md says of settings, commands and units is what the code does."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
MANUAL = (ROOT / "docs" / "operations.md").read_text()
ROW = re.compile(r"^\| `([A-Z_0-9]+)` \| (.*?) \| (.*) \|$", re.MULTILINE)
# Defaults that are told in words: what the code computes, and what is safe to leave out.
IN_WORDS = {
    "REDIS_URL",
    "SECRET_KEY",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "VAR_DIR",
    "EMAIL_URL",
    "FORWARDED_ALLOW_IPS",
    "INSECURE_HTTP",
    "LOG_FORMAT",
    "HOST",
    "PORT",
}


def settings_read():
    """{name: default or None} of every environment variable that config reads."""
    found = {}
    for path in sorted((ROOT / "config").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                owner = ast.unparse(node.func.value)
                first = node.args[0]
                if owner in ("env", "environ", "os.environ") and isinstance(first, ast.Constant):
                    found[first.value] = default_of(node)
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
                found[ast.literal_eval(node.slice)] = None
    found.pop("DJANGO_SETTINGS_MODULE", None)
    return found


def default_of(call):
    for keyword in call.keywords:
        if keyword.arg == "default":
            try:
                tree = ast.unparse(keyword.value)
                return eval(tree, {"__builtins__": {}})  # arithmetic and literals
            except NameError:
                return None
    return None


def as_told(default):
    if isinstance(default, bool):
        return "on" if default else "off"
    if isinstance(default, list):
        return f"`{','.join(map(str, default))}`"
    return f"`{default}`"


def test_manual_has_every_setting_and_no_other():
    told = [name for name, _, _ in ROW.findall(MANUAL)]
    assert len(told) == len(set(told))
    assert set(told) == set(settings_read())
    assert len(told) > 30


def test_manual_tells_the_defaults():
    read = settings_read()
    told = {name: default for name, default, _ in ROW.findall(MANUAL)}
    compared = {name: as_told(read[name]) for name in told if name not in IN_WORDS}
    assert compared == {name: told[name] for name in compared}


def test_manual_names_only_commands_that_exist():
    named = set(re.findall(r"manage\.py ([a-z_]{4,})", MANUAL))
    assert {"backup", "restore", "renew_pages", "deliver_mail"} <= named
    assert named <= set(get_commands())


def test_manual_leads_only_to_files_that_exist():
    links = re.findall(r"\]\(([^)#]+)\)", MANUAL)
    assert links
    assert [one for one in links if not (ROOT / "docs" / one).exists()] == []


@pytest.mark.parametrize(
    "unit", sorted((ROOT / "docs" / "systemd").iterdir()), ids=lambda p: p.name
)
def test_unit_runs_commands_that_exist(unit):
    text = unit.read_text()
    named = set(re.findall(r"manage\.py ([a-z_]+)", text))
    assert named <= set(get_commands())
    assert unit.name in MANUAL or unit.with_suffix(".timer").name in MANUAL


def test_backup_unit_forgets_old_backups_and_what_killed_ones_left(tmp_path):
    ages = {
        "afterword-20260101T000000Z.zip": 40,
        "afterword-20260201T000000Z.zip": 20,
        "afterword-20260201T000000Z.zip.unfinished-17": 3,
        "afterword-20260202T000000Z.zip.unfinished-18": 0,
        "before-upgrade.zip": 400,
    }
    for name, days in ages.items():
        (tmp_path / name).touch()
        moment = time.time() - days * 86400
        os.utime(tmp_path / name, (moment, moment))
    unit = (ROOT / "docs" / "systemd" / "afterword-backup.service").read_text()
    for command in re.findall(r"^ExecStart=(/usr/bin/find .*)$", unit, re.MULTILINE):
        command = command.replace("/var/lib/afterword-backups", str(tmp_path))
        subprocess.run(shlex.split(command), check=True, timeout=60)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "afterword-20260201T000000Z.zip",
        "afterword-20260202T000000Z.zip.unfinished-18",
        "before-upgrade.zip",
    ]


def test_units_are_accepted_by_systemd(tmp_path):
    if not shutil.which("systemd-analyze"):
        return  # nothing to ask on this machine
    for unit in (ROOT / "docs" / "systemd").iterdir():
        # Only the interpreter's place is another one here.
        text = unit.read_text().replace("/srv/afterword/.venv/bin/python", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    ours = [
        line for line in said.stderr.splitlines() if str(tmp_path) in line or "afterword" in line
    ]
    assert ours == []
    assert said.returncode == 0
