"""What came of it: figures, what is to be found afterwards, and what of it is wrong."""

import asyncio
from collections import Counter
from signal import SIGTERM

from tests.writer import Writer

from .crowd import visit

FRESH = "still-here"
MAY_END_WITH = {"4400", "4413", "4500", "4508", "1007", "1009"}


def told_of(vandals) -> dict:
    taken = sum((one.taken for one in vandals), Counter())
    refused = sum((one.refused for one in vandals), Counter())
    codes = sum((one.codes for one in vandals), Counter())
    times = sorted(second for one in vandals for second in one.seconds)
    return {
        "messages of editors": len(times),
        "taken": sum(taken.values()),
        "refused": sum(refused.values()),
        "interrupted": sum(one.interrupted for one in vandals),
        "connections": sum(one.connections for one in vandals),
        "close codes": {str(code): count for code, count in sorted(codes.items(), key=str)},
        "ms a message": {
            "p50": round(1000 * times[len(times) // 2], 2),
            "p95": round(1000 * times[len(times) * 95 // 100], 2),
            "p99": round(1000 * times[len(times) * 99 // 100], 2),
            "most": round(1000 * times[-1], 1),
        },
        "kinds": {name: [taken[name], refused[name]] for name in sorted({*taken, *refused})},
    }


def afterwards(scene, canaries) -> dict:
    """Is it alive, is the canary untouched, can the others still be opened and written in?"""
    drafts = {one.pk: one for one in [*scene.targets, scene.canary]}
    sessions = dict.fromkeys(drafts, scene.session("contributor"))
    sections = {pk: scene.sections(one)[-1] for pk, one in drafts.items()}
    told = {"alive": scene.is_alive() and scene.answers(), "canary": canary(scene, canaries)}
    fresh = asyncio.run(in_each(sessions, write_fresh, scene.port, sections))
    told["fresh words"] = all(fresh) and all(
        scene.wait_for_text(section, FRESH) for section in sections.values()
    )
    told["stopped with"] = scene.stop()
    told["log"] = scene.log_errors()
    told["documents"] = [scene.reads(one) for one in drafts.values()]
    scene.start()
    told["opened again"] = all(asyncio.run(in_each(sessions, write_fresh, scene.port, sections)))
    return told


def canary(scene, canaries) -> dict:
    whole = {one.writer.text(one.section) for one in canaries}
    written = {word for one in canaries for word in one.written}
    return {
        "words": len(written),
        "missing": len(written - set("".join(whole).split())),
        "texts": len(whole),
        "updates that are not theirs": scene.canary_differs(canaries),
        "connections": sum(one.connections for one in canaries),
    }


async def in_each(sessions, visit_one, port, sections) -> list:
    return [await visit_one(port, pk, session, sections[pk]) for pk, session in sessions.items()]


async def write_fresh(port, pk, session, section) -> bool:
    writer = Writer()
    async with asyncio.timeout(60), visit(port, pk, session) as socket:
        await socket.send(writer.hello())
        while not writer.is_synced:
            if answer := writer.take(await socket.recv()):
                await socket.send(answer)
        await socket.send(writer.write(section, f" {FRESH} "))
        while not writer.is_saved:
            writer.take(await socket.recv())
    return True


def wrong(told) -> list:
    """What must not be, in words."""
    canary, drafts = told["canary"], told["documents"]
    conditions = {
        "the server fell": told["alive"] and told["stopped with"] in (0, -SIGTERM),
        "errors in its log": told["log"]["errors"] == 0,
        "a stranger was let in": told["strangers let in"] == 0,
        "another end than those it may have": set(told["close codes"]) <= MAY_END_WITH,
        "words of the canary are missing": canary["missing"] == 0 and canary["texts"] == 1,
        "the canary's log was touched": canary["updates that are not theirs"] == 0,
        "the canary was cut off": canary["connections"] == 2,
        "the canary reads otherwise": drafts[-1]["reads otherwise when compacted"] == 0,
        "a document takes no words": told["fresh words"],
        "a document does not open": told["opened again"],
    }
    return [words for words, holds in conditions.items() if not holds]
