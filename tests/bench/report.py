"""The figures of one run as a table, and as JSON."""

import json
import os
import platform
import statistics
from datetime import UTC, datetime

from .measure import LONG

HEAD = ("", "requests/s", "p50 ms", "p95 ms", "CPU ms", "queries", "of bare", "growth")
WIDTHS = (36, 11, 8, 8, 8, 8, 8, 8)


def figures_of(found, started):
    """Everything measured, JSON-ready; ``growth`` is CPU a request against the smallest load."""
    sizes = sorted(found)
    loads = {}
    for size in sizes:
        loads[size] = {one.name: one.figures() for one in found[size]}
        for first, one in zip(found[sizes[0]], found[size], strict=True):
            growth = one.asked.cpu_ms / first.asked.cpu_ms if first.asked.cpu_ms else 0.0
            loads[size][one.name]["growth"] = round(growth, 2)
    medians = {name: statistics.median(values) for name, values in started.items()}
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "load_average": round(os.getloadavg()[0], 2),
        "postmortems": loads,
        "long_timeline": longer(found[sizes[0]]),
        "start_seconds": {name: round(value, 3) for name, value in medians.items()},
        "start_ratio": round(medians["product"] / medians["bare"], 2),
    }


def longer(subjects):
    """CPU of a request for the longer timeline against the shorter one."""
    short, long = (next(one.asked.cpu_ms for one in subjects if one.name == name) for name in LONG)
    return round(long / short, 2) if short else 0.0


def table(figures):
    lines = [f"{figures['machine']}, load average {figures['load_average']}"]
    for size, subjects in figures["postmortems"].items():
        lines += ["", f"With {size} postmortems", row(HEAD)]
        for name, one in subjects.items():
            lines.append(row(cells(name, one["product"], one)))
            lines.append(row(cells(f"  bare view, {one['bytes']} bytes", one["bare"])))
    start = figures["start_seconds"]
    lines += [
        "",
        f"A draft with 500 timeline entries against one with 50: {figures['long_timeline']} times",
        "",
        f"Start to first answer: {start['product']:.2f} s; a bare Django project under the same "
        f"server {start['bare']:.2f} s: {figures['start_ratio']} times",
    ]
    return "\n".join(lines)


def cells(name, measured, subject=None):
    texts = [name, f"{measured['requests_per_second']:.0f}"]
    texts += [f"{measured[key]:.2f}" for key in ("p50_ms", "p95_ms", "cpu_ms")]
    if subject:
        texts += [str(subject["queries"]), f"{subject['ratio']:.2f}", f"{subject['growth']:.2f}"]
    return texts


def row(texts):
    first, *rest = [text.rjust(width) for text, width in zip(texts, WIDTHS, strict=False)]
    return (
        (texts[0].ljust(WIDTHS[0]) + "".join(rest)).rstrip() if texts[0] else first + "".join(rest)
    )


def write(figures, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=2) + "\n")
