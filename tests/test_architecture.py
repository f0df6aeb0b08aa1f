"""The house rules that a machine can hold: layers, sizes, what templates may not say."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from postmortems.enums import State

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "postmortems", "reviews", "config")
PYTHON_LINES, FUNCTION_LINES, TEMPLATE_LINES, TEST_LINES = 400, 40, 200, 300


def python_files(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def templates():
    yield from sorted((ROOT / "templates").rglob("*.*"))
    for app in APPS:
        yield from sorted((ROOT / app).glob("templates/**/*.*"))


def named(path, line=None):
    place = str(path.relative_to(ROOT))
    return f"{place}:{line}" if line else place


def lines_of(path):
    return path.read_text().count("\n")


def test_layers_hold():
    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stdout + found.stderr


def test_python_files_stay_small():
    too_long = {named(path): lines_of(path) for path in python_files(*APPS)}

    assert {path: count for path, count in too_long.items() if count > PYTHON_LINES} == {}


def test_test_files_stay_small():
    counts = {named(path): lines_of(path) for path in python_files("tests")}

    assert counts
    assert {path: count for path, count in counts.items() if count > TEST_LINES} == {}


def test_templates_stay_small():
    counts = {named(path): lines_of(path) for path in templates()}

    assert counts
    assert {path: count for path, count in counts.items() if count > TEMPLATE_LINES} == {}


def test_functions_stay_small():
    too_long = []
    for path in python_files(*APPS):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
                start = first.end_lineno if told and len(node.body) > 1 else node.lineno
                if node.end_lineno - start > FUNCTION_LINES:
                    too_long.append(f"{named(path, node.lineno)} {node.name}")

    assert too_long == []


TAG = re.compile(r"{[%{](.*?)[%}]}", re.DOTALL)


@pytest.mark.parametrize(
    ("forbidden", "why"),
    [
        (rf"\b(state|State)\b.*['\"]({'|'.join(State.values)})['\"]", "compares a state name"),
        (r"['\"](draft|reviewed|finalized)['\"]\s*(==|!=)", "compares a state name"),
        (r"\|\s*safe(seq)?\b", "trusts a text"),
        (r"autoescape\s+off", "trusts a text"),
    ],
)
def test_templates_do_not(forbidden, why):
    found = [
        named(path, path.read_text()[: tag.start()].count("\n") + 1)
        for path in templates()
        if path.suffix in (".html", ".svg", ".xml")  # mails and Markdown are plain text
        for tag in TAG.finditer(path.read_text())
        if re.search(forbidden, tag.group(1))
    ]

    assert found == [], why


def test_templates_have_no_inline_script_style_or_handler():
    """What the Content-Security-Policy would stop in the browser is told here first."""
    inline = re.compile(
        r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)(?![^>]*application/json)"
        r"|hx-on|javascript:",
        re.IGNORECASE,
    )
    comment = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)
    found = []
    for path in templates():
        if path.suffix != ".html" or path.stem.endswith("_mail"):  # mail is no page: no policy
            continue
        text = comment.sub("", path.read_text())
        found += [f"{named(path)}: {one.group()!r}" for one in inline.finditer(text)]

    assert found == []


def test_html_is_trusted_in_one_place():
    """Only what the sanitiser made is shown as it is."""
    found = {named(path) for path in python_files(*APPS) if "mark_safe" in path.read_text()}

    assert found == {"postmortems/templatetags/afterword.py"}


def test_views_are_not_exempt_from_csrf():
    """But the one where mail programs post by themselves (RFC 8058): its token is signed."""
    found = [
        named(path)
        for path in python_files(*APPS)
        if "csrf_exempt" in path.read_text()
        or "csrf_protect" in path.read_text()
        or "has_perm(" in re.sub(r"rules\.has_perm\(", "", path.read_text())
    ]

    one_click = ["accounts/views/preference.py"]
    assert found == one_click, (
        "no other exemption, and permissions are asked through rules.has_perm alone"
    )


def test_domain_verbs_name_their_actor_by_keyword():
    """Whoever acts is ``by=``, never a place in a row of arguments."""
    found = []
    for path in python_files("postmortems/domain", "reviews/domain", "accounts/domain"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                positional = [argument.arg for argument in node.args.args]
                if "by" in positional:
                    found.append(f"{named(path, node.lineno)} {node.name}")

    assert found == []


def test_requirements_are_pinned_and_explained():
    loose = []
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            if line.startswith(("#", "-r ")) or not line.strip():
                continue
            if not re.fullmatch(r"[A-Za-z0-9_.-]+(\[[a-z,]+\])?==[0-9][^ ]*\s+# \w.*", line):
                loose.append(f"{name}: {line}")

    assert loose == []


def test_no_folder_for_everything():
    """What is shared has a subject, and lives with it."""
    everything = {"common", "utils", "helpers", "core", "misc", "lib"}

    found = [
        named(path)
        for app in APPS
        for path in (ROOT / app).rglob("*")
        if path.stem in everything and path.suffix in ("", ".py")
    ]

    assert found == []
