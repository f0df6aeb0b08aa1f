"""The databases that are measured: generated once for each size, and used again.

They lie in ``var/bench``; what is made anew is told by a digest of whatever shapes them. With
TEST_DATABASE_URL (``python -m tests.postgres``) they are databases of that server, made anew.
"""

import hashlib
import os
import subprocess
import sys
from urllib.parse import urlsplit

from .server import ROOT

PARTS = ("*/migrations/*.py", "reviews/management/**/*.py", "templates/postmortems/_publication_*")
PARTS += ("postmortems/rendering/**/*.py", "postmortems/domain/*.py")
KEPT = ROOT / "var" / "bench"


def digest():
    found = hashlib.sha256()
    for pattern in PARTS:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


def environment(folder, database):
    """Of a production server on this machine: own folder, no debug pages, no TLS."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "SECRET_KEY": "only-for-measuring-" + "0123456789" * 5,
        "VAR_DIR": str(folder),
        "DATABASE_URL": database,
        "INSECURE_HTTP": "1",
        "DEBUG": "0",
        "DEMO": "0",
        "LOG_LEVEL": "WARNING",
    }


def manage(settings, *arguments):
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=settings, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def database(folder, postmortems, seed):
    """The address of a database with so many postmortems; made if it is not there."""
    server = os.environ.get("TEST_DATABASE_URL")
    if server:
        address = postgres_database(server, f"bench_{postmortems}")
        fill(environment(folder, address), postmortems, seed)
        return address
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"load-{postmortems}-{seed}-{digest()}.sqlite3"
    if not path.exists():
        for old in KEPT.glob(f"load-{postmortems}-{seed}-*"):
            old.unlink()
        making = path.with_suffix(".making")
        fill(environment(folder, f"sqlite:///{making}"), postmortems, seed)
        making.rename(path)
    return f"sqlite:///{path}"


def postgres_database(server, name):
    import psycopg2

    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    address = urlsplit(server)
    return address._replace(path=f"/{name}").geturl()


def fill(settings, postmortems, seed):
    print(f"Making {postmortems} postmortems …", flush=True)
    manage(settings, "manage.py", "migrate", "--verbosity=0")
    numbers = (f"--postmortems={postmortems}", f"--seed={seed}")
    manage(settings, "manage.py", "generate_load", *numbers)
    if settings["DATABASE_URL"].startswith("sqlite"):
        checkpoint = "from django.db import connection as c; c.cursor().execute('ANALYZE'); "
        checkpoint += "c.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')"
        manage(settings, "manage.py", "shell", "--verbosity=0", "-c", checkpoint)
