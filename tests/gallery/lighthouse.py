"""``python -m tests.gallery.lighthouse [FOLDER]``: Lighthouse over the four busiest screens.

A fresh demo on the production server, read by a signed-in member, as a phone and as a
desk. Prints a table for docs/performance.md; the reports stay in FOLDER. ``LIGHTHOUSE``
names another command than the pinned one.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.installation import BASE_DIR, Installation

from .readme import ASK

COMMAND = shlex.split(os.environ.get("LIGHTHOUSE", "npx --yes lighthouse@12.8.2"))
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 95
SIGN_IN = """
from accounts.models import User
from tests.gallery.rows import sign_in
print(sign_in(User.objects.get(name__startswith="Maya")))
"""
FIGURES = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "layout shift",
}


def run(url, cookie, form, report):
    """One run of Lighthouse; its report as a dictionary."""
    subprocess.run(
        [
            *COMMAND,
            url,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={' '.join(['--headless=new', *FLAGS])}",
            f"--extra-headers={json.dumps({'Cookie': f'sessionid={cookie}'})}",
            *(["--preset=desktop"] if form == "desk" else []),
        ],
        check=True,
        env={**os.environ, "CHROME_PATH": CHROMIUM},
    )
    return json.loads(report.read_text())


def row(name, form, report):
    scores = [round(100 * report["categories"][one]["score"]) for one in CATEGORIES]
    figures = [report["audits"][one]["displayValue"].replace("\xa0", " ") for one in FIGURES]
    return f"| {name} | {form} | {' | '.join(map(str, scores))} | {' | '.join(figures)} |", scores


def troubles(report):
    """What cost points, by its own title."""
    for audit in report["audits"].values():
        if audit.get("score") is not None and audit["score"] < 0.9:
            yield f"  {audit['title']} {audit.get('displayValue', '')}".rstrip()


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    print(f"| screen | as | {' | '.join(CATEGORIES)} | {' | '.join(FIGURES.values())} |")
    print("|" + "---|" * (2 + len(CATEGORIES) + len(FIGURES)))
    short = []
    with tempfile.TemporaryDirectory() as private, Installation(Path(private)) as installation:
        answer = installation.manage("shell", "--verbosity=0", "-c", ASK)
        addresses = json.loads(answer.strip().splitlines()[-1])
        cookie = installation.manage("shell", "--verbosity=0", "-c", SIGN_IN).split()[-1]
        screens = {
            "published page": addresses["published"],
            "library": "/postmortems/",
            "draft": addresses["draft"],
            "Home": "/",
        }
        for name, path in screens.items():
            for form in ("phone", "desk"):
                file = folder / f"{name.replace(' ', '-')}-{form}.json"
                report = run(installation.address + path, cookie, form, file)
                line, scores = row(name, form, report)
                print(line, flush=True)
                if min(scores) < LEAST:
                    short += [f"{name}, {form}:", *troubles(report)]
    print("\n".join(short), file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else BASE_DIR / "var" / "lighthouse"
    sys.exit(main(given))
