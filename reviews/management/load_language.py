"""Invented words with the frequencies of a real language, for data to measure with.

The commonest words are English function words, the rest is built from syllables; how often
each is used follows Zipf's law, as in any language. The same seed gives the same words.
"""

import random
from itertools import accumulate

FUNCTION_WORDS = """
    the of and to a in was that it for on with at by as from this not is had were be or an
    after before when which while we they all one so then still no more again only into
    nobody because until during first each other some over under than both what how there
""".split()
OWN_WORDS = """
    service deploy alert queue latency database replica cache timeout customer request retry
    dashboard rollback node cluster traffic incident team release config limit connection
    memory disk region backup certificate worker job payment message error log graph pager
""".split()
ONSETS = "b c d f g h l m n p r s t v br cl dr fl gr pl pr sh st th tr".split()
VOWELS = "a e i o u ai ea ou".split()
ENDS = ["", "", "", "n", "r", "s", "t", "l", "nd", "st"]
VOCABULARY = 4000
# Of Mandelbrot's form of the law: it flattens the very first ranks, as real texts do.
SHIFT = 2.7


class Language:
    """A source of words, sentences and paragraphs; not for use by two threads at once."""

    def __init__(self, seed):
        self.random = random.Random(f"language {seed}")
        self.words = self._vocabulary()
        self._weights = list(accumulate(1 / (rank + SHIFT) for rank in range(len(self.words))))

    def _vocabulary(self):
        words = dict.fromkeys(FUNCTION_WORDS)
        # Words of the trade are common here: every tenth rank after the function words.
        own = list(OWN_WORDS)
        while len(words) < VOCABULARY:
            if own and len(words) % 4 == 0:
                words[own.pop(0)] = None
            words[self._word()] = None
        return list(words)

    def _word(self):
        pick = self.random.choice
        syllables = self.random.choices((1, 2, 3), (3, 5, 2))[0]
        return "".join(pick(ONSETS) + pick(VOWELS) for _ in range(syllables)) + pick(ENDS)

    def some(self, count):
        """A list of so many words."""
        return self.random.choices(self.words, cum_weights=self._weights, k=count)

    def phrase(self, low=3, high=9):
        """A few words with a capital, no full stop: a title, a label."""
        text = " ".join(self.some(self.random.randint(low, high)))
        return text[0].upper() + text[1:]

    def sentence(self):
        """Four to forty words, seventeen on average, with a comma where it is long."""
        count = min(40, max(4, round(self.random.gauss(17, 6))))
        words = self.some(count)
        if count > 12:
            words[count // 2] += ","
        text = " ".join(words)
        return f"{text[0].upper()}{text[1:]}."

    def sentences(self, low=1, high=3):
        return " ".join(self.sentence() for _ in range(self.random.randint(low, high)))

    def paragraph(self):
        """A paragraph of Markdown: mostly plain, at times with emphasis, a link or a list."""
        kind = self.random.random()
        if kind < 0.08:
            lines = [f"- {self.sentence()}" for _ in range(self.random.randint(2, 5))]
            return "\n".join(lines)
        text = self.sentences(2, 5)
        if kind < 0.16:
            return f"**{self.phrase(2, 4)}.** {text}"
        if kind < 0.22:
            return f"{text} See [{self.phrase(2, 3)}](https://wiki.example.com/{self._word()})."
        return text
