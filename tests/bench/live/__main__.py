"""``python -m tests.bench.live [--seconds 30]``: see docs/performance.md.

The clients are this process; the server is another, with an echo beside the product's sockets.
On SQLite, or with TEST_DATABASE_URL (``python -m tests.postgres``) on that PostgreSQL.
"""

import argparse
import asyncio
import json
import os
import resource
import tempfile
from pathlib import Path

from ..data import KEPT, environment, manage, postgres_database
from ..server import Server
from . import meeting, parts
from .report import about, table

STAGE = "tests.bench.live.stage"


def main():
    asked = arguments()
    allow_many_sockets()
    with tempfile.TemporaryDirectory(prefix="afterword-bench-") as folder:
        settings = environment(folder, database(folder))
        figures = {**about(settings["DATABASE_URL"]), **measured(settings, asked)}
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(figures, indent=2) + "\n")
    print(table(figures))
    print(f"\nWritten to {asked.out}")


def arguments(given=None):
    parser = argparse.ArgumentParser(prog="make bench-live")
    parser.add_argument("--seconds", type=float, default=30, help="of many documents at once")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--rate", type=float, default=300, help="edits a second, all together")
    parser.add_argument("--rounds", type=int, default=300, help="of what is asked one by one")
    parser.add_argument("--crowds", default="2,10,50")
    parser.add_argument("--rooms", default="5,50", help="people in a review's meeting")
    parser.add_argument("--only", choices=["room"], help="this part alone")
    parser.add_argument("--histories", default="100,1000,10000")
    parser.add_argument("--copies", type=int, default=5, help="of the longest, opened cold")
    parser.add_argument("--out", type=Path, default=KEPT / "live.json")
    asked = parser.parse_args(given)
    asked.crowds = [int(size) for size in asked.crowds.split(",")]
    asked.rooms = [int(size) for size in asked.rooms.split(",")]
    asked.histories = [int(size) for size in asked.histories.split(",")]
    return asked


def allow_many_sockets():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8192)), hard))


def database(folder):
    server = os.environ.get("TEST_DATABASE_URL")
    return postgres_database(server, "bench_live") if server else f"sqlite:///{folder}/live.sqlite3"


def measured(settings, asked):
    print("Making the documents …", flush=True)
    manage(settings, "manage.py", "migrate", "--verbosity=0")
    manage(settings, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
    wanted = {
        "documents": asked.documents,
        "crowd": max(asked.crowds + asked.rooms),
        "histories": asked.histories,
        "copies": asked.copies,
    }
    stage = json.loads(manage(settings, "-m", STAGE, "make", json.dumps(wanted)))
    stage["clients"] = 5

    with Server(settings, path="/healthz") as server:
        rooms = meeting.rooms(server, stage, asked.rooms, asked.rounds // 3)
        figures = {"rooms": asyncio.run(rooms)}
    if asked.only:
        return figures

    def logged():
        texts = json.loads(manage(settings, "-m", STAGE, "texts"))
        return [texts[str(place["pk"])] for place in stage["many"]]

    with Server(settings, path="/healthz") as server:
        figures["cold"] = asyncio.run(parts.cold_opens(server, stage))
        figures["propagation"] = asyncio.run(parts.propagation(server, stage, asked.rounds))
        sizes, rounds = asked.crowds, asked.rounds // 2
        figures["crowds"] = asyncio.run(parts.crowds(server, stage, sizes, rounds))
        figures["histories"] = asyncio.run(parts.histories(server, stage, rounds))
    with Server(settings, path="/healthz") as server:
        many = parts.capacity(server, stage, asked.seconds, asked.rate, logged)
        figures["capacity"] = asyncio.run(many)
    return figures


if __name__ == "__main__":
    main()
