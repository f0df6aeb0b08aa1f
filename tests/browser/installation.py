"""A whole demo installation for journeys: its own database, real server, real pages."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests.config.server import Server

BASE_DIR = Path(__file__).resolve().parents[2]


class Installation(Server):
    """The product as ``make run`` starts it, in a folder of its own, on a free port.

    Its database is a SQLite file, or a fresh database on the PostgreSQL server that
    ``TEST_DATABASE_URL`` names. ``settings`` go into its environment.
    """

    def __init__(self, folder: Path, *, has_demo: bool = True, **settings: str) -> None:
        self._has_demo = has_demo
        self.folder = folder
        self.diary = folder / "diary"
        self._log = folder / "log"
        self._database = None
        self._scenes = None
        self._environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "only-for-journeys-" + "0123456789" * 5,
            "DEMO": "1",
            "VAR_DIR": str(folder),
            "DATABASE_URL": self._database_url(),
            "PYTHONUNBUFFERED": "1",
            **settings,
        }

    def _database_url(self) -> str:
        server = os.environ.get("TEST_DATABASE_URL")
        if not server:
            return f"sqlite:///{self.folder / 'journeys.sqlite3'}"
        self._database = f"journeys_{uuid.uuid4().hex[:12]}"
        self._on_server(f'CREATE DATABASE "{self._database}"')
        return urlunsplit(urlsplit(server)._replace(path=f"/{self._database}"))

    def _on_server(self, statement: str) -> None:
        connection = psycopg2.connect(os.environ["TEST_DATABASE_URL"])
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    def manage(self, *arguments: str) -> str:
        """Run one management command to its end; its output. Raises if it fails."""
        return self._run("manage.py", *arguments)

    def draft(self, point: str) -> dict:
        """Another draft with its people, taken to this point (``scene.py``)."""
        if not self._scenes:
            self._scenes = self._start_scenes()
        line = ""
        with contextlib.suppress(BrokenPipeError):  # its log says why
            self._scenes.stdin.write(f"{point}\n")
            self._scenes.stdin.flush()
            line = self._scenes.stdout.readline()
        if not line:
            self._scenes = None
            raise AssertionError((self.folder / "scenes").read_text())
        return json.loads(line)

    def _start_scenes(self) -> subprocess.Popen:
        """One process makes all drafts: most of a single one's time would be its start."""
        with (self.folder / "scenes").open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.browser.scene"],
                cwd=BASE_DIR,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def _run(self, *command: str) -> str:
        finished = subprocess.run(
            [sys.executable, *command],
            cwd=BASE_DIR,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=300,  # the demo is taken through its reviews by the verbs
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout

    def start(self) -> None:
        self.manage("migrate", "--verbosity=0")
        self.manage("collectstatic", "--noinput", "--verbosity=0")
        if self._has_demo:
            self.manage("load_demo")
        super().start()

    def restart(self, number: int = signal.SIGTERM) -> None:
        """End the server with this signal, and start it again at the same address."""
        port = self.port
        self.process.send_signal(number)
        self.process.wait(30)
        super().start(port)

    def beside(self) -> "Neighbour":
        """A second server process of this installation; use it in a ``with``."""
        return Neighbour(self.folder, self._environment)

    def stop(self) -> int:
        code = super().stop()
        if self._scenes:
            self._scenes.communicate()  # it ends when nothing more is said
        if self._database:
            self._on_server(f'DROP DATABASE "{self._database}" WITH (FORCE)')
        return code

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Neighbour(Server):
    """Another process over the same database."""

    def __init__(self, folder: Path, environment: dict) -> None:
        self._log = folder / "log-beside"
        self._environment = environment

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"
