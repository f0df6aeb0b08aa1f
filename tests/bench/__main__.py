"""``python -m tests.bench [--postmortems 100,10000] [--seconds 10]``: see docs/performance.md."""

import argparse
import tempfile
from pathlib import Path

from .data import KEPT
from .measure import run
from .report import figures_of, table, write


def main():
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--postmortems", default="100,10000", help="sizes, separated by commas")
    parser.add_argument("--seconds", type=float, default=10, help="for each subject and size")
    parser.add_argument("--part", type=float, default=0.5, help="seconds of one turn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=KEPT / "figures.json")
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.postmortems.split(","))
    with tempfile.TemporaryDirectory(prefix="afterword-bench-") as folder:
        found = run(folder, sizes, seconds=options.seconds, part=options.part, seed=options.seed)
    figures = figures_of(*found)
    write(figures, options.out)
    print(table(figures))
    print(f"\nWritten to {options.out}")


if __name__ == "__main__":
    main()
