"""The installation that is killed again and again: database, servers, Redis, one draft."""

import shutil

from django.core.management import call_command
from django.db import connection
from django.test import Client

from postmortems.domain.live_text import materialise
from postmortems.domain.postmortem import set_contributors
from postmortems.domain.update_log import build
from postmortems.models import LiveDocument, Section
from tests.cast import make_cast
from tests.factories.accounts import UserFactory

from .__main__ import free_port, start, uvicorn, wait_for


class Scene:
    """Use it in a ``with``: what it started is ended with it."""

    def __init__(self, folder, processes, *, redis) -> None:
        self.vendor = connection.vendor
        self.ports = [free_port() for _ in range(processes)]
        self.typists: list = []
        self._folder = folder
        self._redis_port = free_port() if redis else None
        self._redis = None
        self._servers: dict = {}

    def __enter__(self):
        call_command("migrate", verbosity=0)
        self._cast = make_cast()
        self.section = self._cast.postmortem.sections.get(key="summary").pk
        if self._redis_port:
            self._start_redis()
        for port in self.ports:
            self._start_server(port)
        return self

    def __exit__(self, *exc_info) -> None:
        for process in [*self._servers.values(), *filter(None, [self._redis])]:
            process.kill()
            process.wait()

    def people(self, count):
        """People who may write, signed in."""
        writers = [UserFactory() for _ in range(count)]
        set_contributors(self._cast.postmortem, writers, by=self._cast.owner)
        return [
            {"session": signed_in(writer), "postmortem": self._cast.postmortem.pk}
            for writer in writers
        ]

    def kill(self, number) -> None:
        """Kill a server; every third time Redis too, where there is one. All come back."""
        port = self.ports[number % len(self.ports)]
        self._servers[port].kill()
        self._servers[port].wait()
        if self._redis and number % 3 == 2:
            self._redis.kill()
            self._redis.wait()
        self._start_server(port)
        if self._redis and number % 3 == 2:
            self._start_redis()

    def is_settled(self) -> bool:
        """Whether everyone has everything stored, and the same on the screen."""
        texts = {one.writer.text(self.section) for one in self.typists}
        return len(texts) == 1 and all(one.writer.is_saved for one in self.typists)

    def compare(self) -> dict:
        """What everybody has, the log, and the section: all the same, and nothing missing."""
        live = LiveDocument.objects.get()
        materialise(live.pk)
        doc, seq = build(live.pk)
        stands = Section.objects.get(pk=self.section).text
        texts = {one.writer.text(self.section) for one in self.typists}
        words = set(stands.split())
        written = {word for one in self.typists for word in one.written}
        acknowledged = {word for one in self.typists for word in one.acknowledged}
        texts.add(stands)
        return {
            "updates in the log": seq,
            "words written": len(written),
            "words acknowledged": len(acknowledged),
            "lost": len(acknowledged - words),
            "lost without acknowledgement": len(written - words),
            "twice": len(stands.split()) - len(words),
            "differ": len(texts) - 1,
        }

    def _start_server(self, port) -> None:
        redis = f"redis://127.0.0.1:{self._redis_port}" if self._redis_port else ""
        self._servers[port] = start(uvicorn(port), {"REDIS_URL": redis})
        wait_for(f"http://127.0.0.1:{port}/healthz")

    def _start_redis(self) -> None:
        program = shutil.which("redis-server")
        if not program:
            raise SystemExit("Redis is not here: apt-get install redis-server")
        options = ["--port", str(self._redis_port), "--bind", "127.0.0.1", "--save", ""]
        self._redis = start([program, *options, "--dir", str(self._folder)])


def signed_in(person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value
