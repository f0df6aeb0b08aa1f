"""How well the helper agrees with labelled sentences: ``make language`` and the tests ask.

A line is ``{"text", "flags": [{"category", "match"}], "people"?, "systems"?}``. A category is
right on a sentence when a finding of that category overlaps one of its matches; a category
that is reported and not labelled is a false alarm.
"""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from .checking import check


@dataclass
class Score:
    right: int = 0
    false: list = field(default_factory=list)
    missed: list = field(default_factory=list)
    clean: int = 0
    alarmed: int = 0

    @property
    def precision(self):
        return self.right / ((self.right + len(self.false)) or 1)

    @property
    def recall(self):
        return self.right / ((self.right + len(self.missed)) or 1)

    def lines(self):
        yield (
            f"precision {self.precision:.3f}, recall {self.recall:.3f} "
            f"({self.right} right, {len(self.false)} false, {len(self.missed)} missed); "
            f"alarms on clean lines: {self.alarmed} of {self.clean}"
        )
        yield from (f"  missed {category}: {text}" for category, text in self.missed)
        yield from (f"  false {category}: {text}" for category, text in self.false)


def read(path):
    with Path(path).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def score_of(rows):
    score = Score()
    for row in rows:
        text, wanted = row["text"], _wanted(row)
        found = check(text, people=row.get("people", ()), systems=row.get("systems", ()))
        for category, places in wanted.items():
            spans = [one for one in found if one.category == category]
            if any(one.start < end and start < one.end for one in spans for start, end in places):
                score.right += 1
            else:
                score.missed.append((category, text))
        score.false += [
            (name, text) for name in sorted({one.category for one in found} - {*wanted})
        ]
        score.clean += not wanted
        score.alarmed += not wanted and bool(found)
    return score


def _wanted(row):
    wanted = {}
    for flag in row["flags"]:
        start = row["text"].index(flag["match"])
        wanted.setdefault(flag["category"], []).append((start, start + len(flag["match"])))
    return wanted


def main(paths):
    for path in paths:
        if not Path(path).exists():
            print(f"{path} is not here: skipped.")
            continue
        print(path)
        print("\n".join(f"  {line}" for line in score_of(read(path)).lines()))


if __name__ == "__main__":
    main(sys.argv[1:])
