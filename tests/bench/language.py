"""``python -m tests.bench.language``: the language helper beside a plain word-list scan.

One text of 2,000 words, made of the helper's own test sentences; the fastest and the middle
of many runs. The word list is what the helper must not become: it flags the same words
whoever failed, and is shown for what a single pass over the text costs.
"""

import json
import re
import statistics
import time
from pathlib import Path

from postmortems.language import check

SENTENCES = Path(__file__).parent.parent / "postmortems/language/sentences.jsonl"
WORDS = 2_000
WORD_LIST = re.compile(
    r"\b(?:failed to|forgot|ignored|missed|skipped|broke|mistake|fault|blame|human error|"
    r"should have|could have|would have|root cause|obviously|clearly|in hindsight|just|simply|"
    r"careless|careful|poor|inadequate|lack of|double-check|remember|who|why did)\b",
    re.IGNORECASE,
)


def text_of(words=WORDS):
    """Paragraphs of five sentences, a code block now and then."""
    rows = [json.loads(line)["text"] for line in SENTENCES.read_text().splitlines()]
    told, count = [], 0
    while count < words:
        for number, sentence in enumerate(rows):
            told.append(sentence + ("\n\n" if number % 5 == 4 else " "))
            count += len(sentence.split())
            if count >= words:
                break
    return "".join(told) + "\n\n```\nthe engineer failed to look\n```\n"


def milliseconds(ask, runs):
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken), statistics.median(taken)


def figures(runs=50):
    text = text_of()
    check(text)  # reads the rules once
    helper = milliseconds(lambda: check(text, people=["Ingrid Solberg", "Omar Haddad"]), runs)
    listed = milliseconds(lambda: WORD_LIST.findall(text), runs)
    return {"words": len(text.split()), "helper": helper, "word list": listed}


def main():
    found = figures()
    print(f"Language helper, {found['words']} words: fastest and middle of 50 runs, milliseconds")
    for name in ("helper", "word list"):
        print(f"  {name:<10} {found[name][0]:7.2f} {found[name][1]:7.2f}")


if __name__ == "__main__":
    main()
