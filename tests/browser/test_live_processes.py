"""Servers end, start again and stand beside one another while people write: no word is lost."""

import shutil
import signal
import socket
import subprocess

import pytest
from playwright.sync_api import expect

from tests.config.server import until

from .installation import Installation
from .writing import (
    LATER,
    OFFLINE,
    SAVED,
    TEXT,
    enter,
    expect_words,
    keep_typing,
    stop_typing,
    typed,
    words,
    write,
)

SOON = 8_000  # milliseconds: the look into the log every two seconds, and the page


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL], ids=["asked", "killed"])
def test_server_that_starts_again_while_two_type_loses_no_word(desks, bare, ending):
    desk = desks(bare, "started")
    owner, contributor = desk("owner"), desk("contributor")
    for page in (owner, contributor):
        enter(page, f"{desk.base}draft/q6/")
    for page, word in ((owner, "o"), (contributor, "c")):
        keep_typing(page, word)
        typed(page, 5)
        page.evaluate(SEEN)
    bare.restart(ending)
    for page in (owner, contributor):
        typed(page, 5)  # with or without a server
        assert page.evaluate("window.seen.has('offline')")
        expect(page.locator(SAVED)).to_be_visible(timeout=LATER)
    written = stop_typing(owner) + stop_typing(contributor)
    expect_words([owner, contributor])
    assert sorted(words(owner).split()) == sorted(written)
    owner.reload()
    enter(owner, owner.url)
    assert sorted(words(owner).split()) == sorted(written)


SEEN = """() => {
  const state = document.querySelector("[data-live-state]");
  window.seen = new Set();
  new MutationObserver(() => window.seen.add(state.dataset.liveState))
    .observe(state, { attributeFilter: ["data-live-state"] });
}"""


class Redis:
    """A Redis of its own on a free port; use it in a ``with``."""

    def __init__(self, program, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._command = [program, *options, "--dir", str(folder)]

    def __enter__(self):
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        assert until(self.answers)
        return self

    def __exit__(self, *exc_info):
        self.kill()

    def answers(self):
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        self._process.kill()
        self._process.wait()


@pytest.fixture
def redis(tmp_path):
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("Redis is not here: apt-get install redis-server")
    with Redis(program, tmp_path) as running:
        yield running


@pytest.mark.on_postgresql
def test_people_at_two_processes_see_each_other_and_words_come_without_redis(
    desks, redis, tmp_path
):
    address = f"redis://127.0.0.1:{redis.port}"
    with Installation(tmp_path, has_demo=False, REDIS_URL=address) as here, here.beside() as there:
        assert here.port != there.port
        desk = desks(here, "started")
        section = f"{desk.base}draft/q6/"
        owner, contributor = desk("owner"), desk("contributor", there.address)
        for page in (owner, contributor):
            enter(page, section)
        write(owner, "From here. ")
        expect(contributor.locator(TEXT)).to_contain_text("From here.")
        write(contributor, "From there. ")
        expect_words([owner, contributor], "From here.", "From there.")
        for page, name in ((owner, "Contributor"), (contributor, "Owner")):
            expect(page.locator(".caret")).to_have_attribute("data-name", name)
            expect(page.locator("[data-live-count]")).to_have_text(" · 2 writing here")
            expect(page.locator("[data-live-people]")).to_contain_text(f"you, {name}")
        redis.kill()
        write(owner, "Without Redis. ")
        expect(contributor.locator(TEXT)).to_contain_text("Without Redis.", timeout=SOON)
        write(contributor, "Nor here. ")
        expect(owner.locator(TEXT)).to_contain_text("Nor here.", timeout=SOON)
        for page in (owner, contributor):
            expect(page.locator(OFFLINE)).to_have_count(0)
        expect_words([owner, contributor], "Without Redis.", "Nor here.")
        for page in (owner, contributor):
            page.goto("about:blank")
