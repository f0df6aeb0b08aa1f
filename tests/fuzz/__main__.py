"""``python -m tests.fuzz``: damaged messages to a real server, while others write honestly.

On SQLite, or on the PostgreSQL that ``DATABASE_URL`` names. Ends with 1 and tells what is
wrong if the server falls, tells of an error, lets a stranger in, or if the document beside
those under fire is not to the byte what its honest people wrote.
"""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.__main__ import prepare_environment

FOR_ONE_DOCUMENT = 5_000  # messages; then it is another draft's turn


def main() -> int:
    asked = arguments()
    folder = Path(tempfile.mkdtemp(prefix="afterword-fuzz-"))
    prepare_environment(folder)
    import django

    django.setup()
    from .crowd import Crowd
    from .scene import Scene
    from .verdict import afterwards, wrong

    with Scene(folder, max(1, round(asked.messages / FOR_ONE_DOCUMENT))) as scene:
        crowd = Crowd(scene, asked.messages, asked.seed)
        told = {"seed": asked.seed, **asyncio.run(fire(scene, crowd))}
        told |= afterwards(scene, crowd.canaries)
    told["wrong"] = wrong(told)
    print(json.dumps(told, indent=2))
    if told["wrong"]:
        print(f"The server's log: {folder / 'server.log'}", file=sys.stderr)
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


async def fire(scene, crowd) -> dict:
    """Let everyone do what they came for; honest people write from before until after."""
    from .verdict import told_of

    is_over, began = asyncio.Event(), time.monotonic()
    writing = [asyncio.create_task(one.run([scene.port], is_over)) for one in crowd.canaries]
    await asyncio.sleep(2)
    memory = [scene.memory()]
    watching = asyncio.create_task(watch(scene, memory))
    async with asyncio.TaskGroup() as group:
        for one in [*crowd.vandals, *crowd.strangers]:
            group.create_task(one.run(scene.port))
    seconds = time.monotonic() - began
    watching.cancel()
    memory.append(scene.memory())
    is_over.set()
    await settle(crowd.canaries)
    for task in writing:
        task.cancel()
    return {
        "database": scene.vendor,
        "seconds": round(seconds),
        **told_of(crowd.vandals),
        "from strangers": sum(one.sent for one in crowd.strangers),
        "strangers let in": sum(one.let_in for one in crowd.strangers),
        "memory MB": {
            "before": round(memory[0]),
            "after": round(memory[-1]),
            "most": round(max(memory)),
        },
    }


async def watch(scene, memory) -> None:
    while True:
        await asyncio.sleep(2)
        memory.append(scene.memory())


async def settle(canaries, seconds=30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        texts = {one.writer.text(one.section) for one in canaries}
        if len(texts) == 1 and all(one.writer.is_saved for one in canaries):
            return
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
