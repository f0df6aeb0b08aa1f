"""``python -m tests.chaos``: kill -9 while people write, and see that no word is lost.

On SQLite, or on the PostgreSQL that ``DATABASE_URL`` names; with ``--processes 2`` two
servers stand behind one another's Redis, which is killed and started again as well. Ends
with 1 and says what differs if an acknowledged word is missing anywhere.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTLING_SECONDS = 60


def main() -> int:
    asked = arguments()
    folder = Path(tempfile.mkdtemp(prefix="afterword-chaos-"))
    prepare_environment(folder)
    import django

    django.setup()
    from .scene import Scene

    with Scene(folder, asked.processes, redis=asked.processes > 1) as scene:
        told = asyncio.run(play(scene, asked))
        told.update(scene.compare())
    shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(told, indent=2))
    return 1 if told["lost"] or told["differ"] else 0


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    return parser.parse_args()


def prepare_environment(folder) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        SECRET_KEY="only-for-chaos-" + "0123456789" * 5,
        INSECURE_HTTP="1",
        DEMO="0",
        VAR_DIR=str(folder),
        LOG_FORMAT="json",
    )
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'chaos.sqlite3'}")


async def play(scene, asked) -> dict:
    """Let people write, kill servers (and Redis) at random moments, let everyone finish."""
    from .typist import typists

    chance, is_over = random.Random(asked.seed), asyncio.Event()
    people = await asyncio.to_thread(scene.people, asked.people)
    scene.typists = typists(people, scene.section, asked.seed)
    running = [asyncio.create_task(one.run(scene.ports, is_over)) for one in scene.typists]
    began = time.monotonic()
    for number in range(asked.kills):
        await asyncio.sleep(chance.uniform(0.3, 2.0))
        await asyncio.to_thread(scene.kill, number)
    await asyncio.sleep(1)
    is_over.set()
    ended = time.monotonic()
    while time.monotonic() < ended + SETTLING_SECONDS and not scene.is_settled():
        await asyncio.sleep(0.02)
    settling = time.monotonic() - ended
    for task in running:
        task.cancel()
    failures = await asyncio.gather(*running, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in failures), failures
    return {
        "seed": asked.seed,
        "database": scene.vendor,
        "processes": asked.processes,
        "kills": asked.kills,
        "seconds": round(time.monotonic() - began),
        "connections": sum(one.connections for one in scene.typists),
        "seconds until all had the same": round(settling, 2),
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for(address, seconds=30.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(address, timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(address)


def start(command, environment=None):
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def uvicorn(port):
    return [
        *(sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", "127.0.0.1"),
        *("--port", str(port), "--ws", "websockets-sansio", "--ws-max-size", str(1024 * 1024)),
        *("--lifespan", "on", "--no-access-log"),
    ]


if __name__ == "__main__":
    sys.exit(main())
