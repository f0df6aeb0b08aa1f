"""A review room full of people: the facilitator goes on, and everyone's screen is told."""

import asyncio
import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from .client import PATIENCE, socket_to
from .parts import AN_UPDATE, PAUSE, spread

FETCHES = 10  # of rounds, those after which everybody asks for the page too: it is long


class Asker:
    """A browser's other connection: pages and forms, one after the other, kept open."""

    def __init__(self, port, session) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._cookies = {"sessionid": session}

    def ask(self, method, path, values=None) -> int:
        headers = {"Cookie": "; ".join(f"{name}={one}" for name, one in self._cookies.items())}
        headers |= {"HX-Request": "true"} if values else {}
        body = None
        if values is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**values, "csrfmiddlewaretoken": self._cookies["csrftoken"]})
        self._connection.request(method, path, body=body, headers=headers)
        answer = self._connection.getresponse()
        answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        return answer.status

    def get(self, path) -> None:
        if (status := self.ask("GET", path)) != 200:
            raise RuntimeError(f"{path} answered {status}.")

    def post(self, path, values) -> None:
        if (status := self.ask("POST", path, values)) != 204:
            raise RuntimeError(f"{path} answered {status}.")


async def rooms(server, stage, sizes, rounds) -> dict:
    """More and more people in one meeting; beside each change of the stop, in turn, an echo."""
    # As many threads as browsers: nobody waits here for another's answer.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max(sizes)))
    return {size: await room(server, stage, size, rounds) for size in sizes}


async def room(server, stage, size, rounds) -> dict:
    place, sessions = stage["room"], stage["sessions"][:size]
    page = f"/reviews/{place['pk']}/"
    sockets = [await socket_to(server.port, f"/live{page}", one) for one in sessions]
    askers = [Asker(server.port, one) for one in sessions]
    for one in askers:  # warm, and with the token of the forms
        await asyncio.to_thread(one.get, page)
    echo = await socket_to(server.port, "/bench/echo/")
    found = {"told": [], "after the change": [], "where": [], "page": [], "echo": []}
    cpu = 0.0
    for number in range(rounds):
        before = server.cpu_seconds()
        stop = place["stops"][number % len(place["stops"])]
        began = time.perf_counter()
        heard = [asyncio.create_task(hear(socket, stop)) for socket in sockets]
        await asyncio.to_thread(askers[0].post, f"{page}lead/", {"stop": stop})
        answered = time.perf_counter()
        times = [await one for one in heard]
        found["told"].append(max(times) - began)
        found["after the change"].append(max(0.0, max(times) - answered))
        cpu += server.cpu_seconds() - before
        if number < FETCHES:
            found["where"].append(await fetched(askers, f"{page}where/") + max(times) - began)
            found["page"].append(await fetched(askers, page) + max(times) - began)
        await asyncio.sleep(PAUSE)
        began = time.perf_counter()
        await echo.send(AN_UPDATE)
        await echo.recv()
        found["echo"].append(time.perf_counter() - began)
    for socket in (echo, *sockets):
        await socket.close()
    told = {name: spread(seconds) for name, seconds in found.items()}
    told["of the echo"] = round(told["told"]["p50_ms"] / told["echo"]["p50_ms"], 1)
    return {**told, "cpu_ms_per_change": round(1000 * cpu / rounds, 2)}


async def hear(socket, stop) -> float:
    """When this one was told of the stop. The change before it was heard in full."""
    async with asyncio.timeout(PATIENCE):
        while f'"stop": {stop}' not in (await socket.recv()):
            pass
    return time.perf_counter()


async def fetched(askers, path) -> float:
    """Seconds until everyone has it who asks at the same moment."""
    began = time.perf_counter()
    await asyncio.gather(*(asyncio.to_thread(one.get, path) for one in askers))
    return time.perf_counter() - began
