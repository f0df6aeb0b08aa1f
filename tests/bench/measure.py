"""One run: every subject beside a bare view of the same size, turn by turn."""

import json
import statistics
from contextlib import ExitStack
from dataclasses import dataclass, field

from . import data
from .counting import HEADER
from .load import Asked, ask_for, request_bytes
from .server import BARE, Server

STARTS = 5
SUBJECTS = ("published page", "the same, unchanged (304)", "library", "draft", "home")
LONG = ("draft, 50 entries", "draft, 500 entries")
PALETTE = "palette"
SUBJECTS += (*LONG, PALETTE)


@dataclass
class Subject:
    """One thing that is asked for on one server, and the bare view beside it."""

    name: str
    server: Server
    requests: list
    status: int
    bytes: int
    queries: int
    asked: Asked = field(default_factory=Asked)
    bare: Asked = field(default_factory=Asked)

    @property
    def ratio(self):
        return self.asked.rate / self.bare.rate if self.bare.rate else 0.0

    def slice(self, seconds):
        ask_for(self.server, self.requests, self.status, seconds, self.asked)
        bare = request_bytes(f"/bare/{self.bytes}/", {})
        ask_for(self.server, [[bare]] * len(self.requests), 200, seconds, self.bare)

    def figures(self):
        return {
            "bytes": self.bytes,
            "queries": self.queries,
            "ratio": round(self.ratio, 3),
            **{
                name: {
                    "requests": len(one.latencies),
                    "requests_per_second": round(one.rate, 1),
                    "p50_ms": round(one.at(0.5), 2),
                    "p95_ms": round(one.at(0.95), 2),
                    "cpu_ms": round(one.cpu_ms, 3),
                }
                for name, one in (("product", self.asked), ("bare", self.bare))
            },
        }


def subjects_of(server, settings):
    """The subjects on one server, its caches warm, with what each takes of the database."""
    chosen = json.loads(data.manage(settings, "-m", "tests.bench.subjects"))
    visits = {}
    for name, lists in chosen.items():
        visits[name] = [[visit(server, *pair) for pair in pairs] for pairs in lists]
    visits[SUBJECTS[1]] = visits["published page"]
    with Server({**settings, "BENCH_COUNT": "1"}) as counting:
        return [subject(name, server, counting, visits[name]) for name in SUBJECTS]


def visit(server, path, session):
    """(path, headers of a returning reader): session, token of the forms, the page's tag."""
    cookies = {"sessionid": session}
    asked_by_script = {"HX-Request": "true"} if path.startswith("/jump/") else {}
    for _ in range(2):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        headers |= asked_by_script
        status, answered, _ = server.get(path, headers)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}.")
        for name, value in answered:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                cookies[key] = rest.partition(";")[0]
    tag = dict(answered).get("etag", "")
    return path, headers, tag


def subject(name, server, counting, visits):
    is_conditional = "304" in name
    requests, sizes, queries = [], [], 0
    for pairs in visits:
        requests.append([])
        for path, headers, tag in pairs:
            if is_conditional:
                headers = {**headers, "If-None-Match": tag}
            for _ in range(2):
                _, answered, body = counting.get(path, headers)
            queries = max(queries, int(dict(answered)[HEADER]))
            sizes.append(len(body))
            requests[-1].append(request_bytes(path, headers))
    status = 304 if is_conditional else 200
    return Subject(name, server, requests, status, round(statistics.median(sizes)), queries)


def run(folder, sizes, *, seconds, part, seed=1):
    """Measure for ``seconds`` for each subject and size, in slices of ``part`` seconds."""
    settings = {size: data.environment(folder, data.database(folder, size, seed)) for size in sizes}
    data.manage(settings[sizes[0]], "manage.py", "collectstatic", "--noinput", "--verbosity=0")
    with ExitStack() as stack:
        found = {}
        for size in sizes:
            server = stack.enter_context(Server(settings[size]))
            found[size] = subjects_of(server, settings[size])
        for _ in range(max(1, round(seconds / part))):
            for place in range(len(SUBJECTS)):
                for size in sizes:
                    found[size][place].slice(part)
    return found, starts(settings[sizes[0]])


def starts(settings, count=STARTS):
    """Seconds from nothing to the first answer, product and bare in turn."""
    product, bare = [], []
    for _ in range(count):
        with Server(settings) as server:
            product.append(server.first_answer)
        with Server(settings, application=BARE, path="/") as server:
            bare.append(server.first_answer)
    return {"product": product, "bare": bare}
