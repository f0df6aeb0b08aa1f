"""The figures of one run as a page of text."""

import os
import platform
from datetime import UTC, datetime


def about(address):
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "database": address.partition(":")[0],
        "load_average": round(os.getloadavg()[0], 2),
    }


def table(figures):
    lines = [f"{figures['machine']}, {figures['database']}, load {figures['load_average']}", ""]
    lines += rooms(figures["rooms"])
    if "propagation" not in figures:
        return "\n".join(lines)
    lines.append("")
    found = figures["propagation"]
    for name in ("propagation", "echo", "echo, committed"):
        lines.append(row(f"{name}: p50, p95", *times(found[name]), "ms"))
    lines.append(row("of the echo", found["of the echo"]))
    lines.append(row("of the echo, committed", found["of the echo, committed"]))
    many = figures["capacity"]
    lines += [
        "",
        f"{many['documents']} documents, {many['clients']} clients",
        row("edits; a second", many["edits"], many["edits_per_second"]),
        row("lost, twice, differ", many["lost"], many["twice"], many["differ"]),
        row("acknowledged: p50, p95", *times(many["acknowledged"]), "ms"),
        row("processor; for each client", many["cpu_percent"], many["cpu_percent_per_client"], "%"),
        row("memory: empty, open, after", *many["memory_mb"].values(), "MB"),
        row("memory for each client", many["memory_kb_per_client"], "KB"),
        row("all had the same after", many["seconds_until_all_had_the_same"], "s"),
        "",
        "Cold open: p50, p95",
    ]
    for name, one in figures["cold"].items():
        lines.append(row(f"{name}, {one['bytes'] // 1000} KB", *times(one), "ms"))
    lines += ["", "People in one document: p50, p95, processor for an edit"]
    for size, one in figures["crowds"].items():
        lines.append(row(size, *times(one), one["cpu_ms_per_edit"], "ms"))
    lines += ["", "Updates in the history: open p50, stored p50, processor for an edit"]
    for count, one in figures["histories"].items():
        halves = one["open"]["p50_ms"], one["stored"]["p50_ms"]
        lines.append(row(count, *halves, one["cpu_ms_per_edit"], "ms"))
    return "\n".join(lines)


def rooms(found):
    lines = []
    for size, one in found.items():
        lines.append(
            f"A meeting with {size} people: the facilitator goes to another stop; p50, p95"
        )
        lines.append(row("until all are told", *times(one["told"]), "ms"))
        lines.append(row("of it after the answer", *times(one["after the change"]), "ms"))
        lines.append(row("and all asked where it is", *times(one["where"]), "ms"))
        lines.append(row("and all fetched the page too", *times(one["page"]), "ms"))
        lines.append(row("echo", *times(one["echo"]), "ms"))
        lines.append(row("told, of the echo", one["of the echo"]))
        lines.append(row("processor for a change", one["cpu_ms_per_change"], "ms"))
    return lines


def times(one):
    return one["p50_ms"], one["p95_ms"]


def row(name, *values):
    return f"{name!s:34}" + "".join(f"{value!s:>11}" for value in values)
