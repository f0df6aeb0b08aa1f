"""The words of one language, read from its ``words.toml`` once."""

import re
import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


class Lexicon:
    def __init__(self, words):
        grammar, subject = words["subject"]["grammar"], words["subject"]
        self.lists = words["lists"]
        self.people, self.we = frozenset(subject["people"]), frozenset(subject["we"])
        self.doers = frozenset(subject["doers"])
        self.systems = frozenset(subject["systems"])
        self.outsiders = frozenset(subject["outsiders"])
        self.people_after = {word: frozenset(of) for word, of in subject["people_after"].items()}
        self.systems_after = {word: frozenset(of) for word, of in subject["systems_after"].items()}
        self.things = frozenset(subject["things"]["words"])
        self.labels = re.compile(grammar["labels"])
        self.endings = tuple(grammar["person_endings"])
        self.adverb_endings = tuple(grammar["adverb_endings"])
        self.verb_endings = tuple(grammar["verb_endings"])
        for name in WORD_SETS:
            setattr(self, name, frozenset(grammar[name]))

    def is_adverb(self, word):
        return word in self.adverbs or (
            word.endswith(self.adverb_endings) and word not in self.not_adverbs
        )

    def is_verb(self, word):
        return word in self.verbs or (
            word.endswith(self.verb_endings) and word not in self.not_verbs and len(word) > 3
        )

    def is_preposition(self, word):
        """Participles join a noun to what follows as prepositions do: *running the job*."""
        return word in self.prepositions or (
            word.endswith("ing") and len(word) > 4 and word not in self.not_participles
        )

    def is_person(self, word, before=""):
        """Whether a noun means people; ``before`` is the word in front of it."""
        for form in self._forms(word):
            if form in self.people_after:
                return before in self.people_after[form]
            if form in self.systems or form in self.outsiders:
                return False
            if form in self.people:
                return before not in self.systems_after.get(form, ())
        return False

    def may_be_system(self, word):
        return any(form in self.systems_after for form in self._forms(word))

    def is_outsider(self, word):
        return any(form in self.outsiders for form in self._forms(word))

    def _forms(self, word):
        yield word
        for ending in self.endings:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                yield word.removesuffix(ending)


WORD_SETS = (
    "cutters relative relative_person prepositions auxiliaries adverbs not_adverbs determiners "
    "quantifiers verbs not_verbs not_participles time_after_that time_openers asking"
).split()


@cache
def lexicon(locale):
    with (FOLDER / locale / "words.toml").open("rb") as file:
        return Lexicon(tomllib.load(file))
