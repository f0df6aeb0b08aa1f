"""What is measured: each part is given a server and the stage, and returns its figures."""

import asyncio
import random
import time

import pycrdt

from tests.writer import Writer

from .client import Client, socket_to

PAUSE = 0.02  # seconds between two questions of one part
OPENING = 20  # clients at once
# Of one word, as long as those that the product is sent.
AN_UPDATE = Writer(pycrdt.Doc(client_id=1)).write(1, "p-123 ")[3:]
FORGOTTEN = 2.5  # seconds after which an empty room is gone


def spread(seconds) -> dict:
    """Milliseconds within which half and 95 of 100 were done."""
    ordered = sorted(seconds)
    return {
        "p50_ms": round(1000 * ordered[len(ordered) // 2], 2),
        "p95_ms": round(1000 * ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)], 2),
    }


async def propagation(server, stage, rounds) -> dict:
    """From one person's sending to another's hearing; beside it, in turn, two echoes."""
    place, sessions = stage["one"], stage["sessions"]
    writer, hearer = (Client(server.port, place, one, "p") for one in sessions[:2])
    for client in (writer, hearer):
        await client.open()
    echo = await socket_to(server.port, "/bench/echo/")
    durable = await socket_to(server.port, f"/bench/durable/{stage['durable']['document']}/")
    found = {"propagation": [], "echo": [], "echo, committed": []}
    for _ in range(rounds):
        hearer.heard_at.clear()
        sent = await writer.write()
        await hearer.until(lambda: hearer.heard_at)
        found["propagation"].append(hearer.heard_at[0] - sent)
        await writer.until(lambda: writer.writer.is_saved)
        for name, socket in (("echo", echo), ("echo, committed", durable)):
            await asyncio.sleep(PAUSE)
            began = time.perf_counter()
            await socket.send(AN_UPDATE)
            await socket.recv()
            found[name].append(time.perf_counter() - began)
        await asyncio.sleep(PAUSE)
    for socket in (echo, durable, writer, hearer):
        await socket.close()
    told = {name: spread(seconds) for name, seconds in found.items()}
    for other in ("echo", "echo, committed"):
        ratio = told["propagation"]["p50_ms"] / told[other]["p50_ms"]
        told[f"of the {other}"] = round(ratio, 2)
    return told


async def capacity(server, stage, seconds, rate, logged) -> dict:
    """Many documents with a few people each. ``logged()`` is what the logs say at the end."""
    empty = server.memory()
    clients = [
        Client(server.port, place, session, f"d{number}c{who}")
        for number, place in enumerate(stage["many"])
        for who, session in enumerate(stage["sessions"][: stage["clients"]])
    ]
    for start in range(0, len(clients), OPENING):
        await asyncio.gather(*(one.open() for one in clients[start : start + OPENING]))
    opened, cpu, began = server.memory(), server.cpu_seconds(), time.monotonic()
    deadline = began + seconds
    await asyncio.gather(*(type_on(one, len(clients) / rate, deadline) for one in clients))
    cpu, took = server.cpu_seconds() - cpu, time.monotonic() - began
    for one in clients:
        await one.until(lambda one=one: one.writer.is_saved)
    settled = await settle(clients)
    written = server.memory()
    told = {
        "documents": len(stage["many"]),
        "clients": len(clients),
        "edits": sum(len(one.written) for one in clients),
        "edits_per_second": round(sum(len(one.written) for one in clients) / took),
        "acknowledged": spread([one for client in clients for one in client.stored_after]),
        "cpu_percent": round(100 * cpu / took),
        "cpu_percent_per_client": round(100 * cpu / took / len(clients), 3),
        "memory_mb": {"empty": round(empty), "open": round(opened), "after": round(written)},
        "memory_kb_per_client": round(1024 * (written - empty) / len(clients)),
        "seconds_until_all_had_the_same": settled,
        **compared(clients, await asyncio.to_thread(logged), stage["clients"]),
    }
    await asyncio.gather(*(one.close() for one in clients))
    return told


async def type_on(client, pause, deadline) -> None:
    chance = random.Random(client.name)
    await asyncio.sleep(chance.uniform(0, pause))
    while time.monotonic() < deadline:
        await client.write(chance)
        await asyncio.sleep(min(chance.uniform(0.5, 1.5) * pause, deadline - time.monotonic()))


async def settle(clients) -> float | None:
    """Seconds until everyone in each document had the same text; ``None``: never."""
    began = time.monotonic()
    while time.monotonic() < began + 30:
        together: dict = {}
        for one in clients:
            together.setdefault(one.section, set()).add(one.writer.text(one.section))
        if all(len(texts) == 1 for texts in together.values()):
            return round(time.monotonic() - began, 2)
        await asyncio.sleep(0.05)
    return None


def compared(clients, logged, share) -> dict:
    """Words that are missing or there twice, documents in which somebody has another text."""
    lost = twice = differ = 0
    for start, text in zip(range(0, len(clients), share), logged, strict=True):
        people, words = clients[start : start + share], text.split()
        lost += len({word for one in people for word in one.written} - set(words))
        twice += len(words) - len(set(words))
        differ += any(one.writer.text(one.section) != text for one in people)
    return {"lost": lost, "twice": twice, "differ": differ}


async def cold_opens(server, stage) -> dict:
    """Opening a long document that no one has open, with its log and with a snapshot."""
    told = {}
    for name in ("long", "compacted"):
        seconds = [await opened(server, place, stage["sessions"][0]) for place in stage[name]]
        told[name] = {**spread(seconds), "bytes": stage[name][0]["bytes"]}
    return told


async def opened(server, place, session) -> float:
    client = Client(server.port, place, session)
    seconds = await client.open()
    await client.close()
    return seconds


async def crowds(server, stage, sizes, rounds) -> dict:
    """More and more people in one document, one of whom writes at a time."""
    told = {}
    for size in sizes:
        clients = [
            Client(server.port, stage["one"], session, f"g{size}n{number}")
            for number, session in enumerate(stage["sessions"][:size])
        ]
        for one in clients:
            await one.open()
        deliveries, cpu = [], server.cpu_seconds()
        for number in range(rounds):
            deliveries += await heard_by_all(clients, clients[number % size])
            await asyncio.sleep(PAUSE)
        cpu = server.cpu_seconds() - cpu
        told[size] = {**spread(deliveries), "cpu_ms_per_edit": round(1000 * cpu / rounds, 2)}
        await asyncio.gather(*(one.close() for one in clients))
        await asyncio.sleep(FORGOTTEN)
    return told


async def heard_by_all(clients, writer) -> list:
    others = [one for one in clients if one is not writer]
    for one in others:
        one.heard_at.clear()
    sent = await writer.write()
    for one in others:
        await one.until(lambda one=one: one.heard_at)
    await writer.until(lambda: writer.writer.is_saved)
    return [one.heard_at[0] - sent for one in others]


async def histories(server, stage, rounds) -> dict:
    """Longer and longer histories: opening, and what one more edit takes."""
    told = {}
    for count, place in stage["histories"].items():
        opens = []
        for _ in range(5):
            opens.append(await opened(server, place, stage["sessions"][0]))
            await asyncio.sleep(FORGOTTEN)
        client = Client(server.port, place, stage["sessions"][0], "h")
        await client.open()
        await client.until(lambda client=client: client.writer.is_saved)
        cpu = server.cpu_seconds()
        for _ in range(rounds):
            await client.write()
            await client.until(lambda client=client: client.writer.is_saved)
            await asyncio.sleep(PAUSE)
        cpu = server.cpu_seconds() - cpu
        told[count] = {
            "bytes": place["bytes"],
            "open": spread(opens),
            "stored": spread(client.stored_after[-rounds:]),
            "cpu_ms_per_edit": round(1000 * cpu / rounds, 2),
        }
        await client.close()
    return told
