"""Who or what a sentence speaks about at one place: a person, a system, or it does not say.

A handful of word lists and positions, no grammar. What is not known to be a person is a
system: silence is the default.
"""

import re
from dataclasses import dataclass

PERSON, SYSTEM, NOBODY, ASKED = "person", "system", "nobody", "asked"
STRONG = re.compile(r"[.;:!?()—–\u2026]|, | - |,$|\n[ \t]*\n")
FARTHEST = 4  # clauses looked at, leftwards
MOST = 40  # words of one clause
PRODUCT = re.compile(r"[A-Z]\w*[a-z]\w* ")


@dataclass(frozen=True, slots=True)
class Subject:
    kind: str
    word: str = ""


class Cast:
    """The people and systems that this text's readers know by name, and the role nouns."""

    def __init__(self, lexicon, people=(), systems=(), roles=()):
        self.lexicon = lexicon
        self.names = {part for name in people for part in name.lower().split() if len(part) > 1}
        self.system_names = {name.lower() for name in systems}
        self.roles = {role.lower().split()[-1] for role in roles if role.strip()}

    def is_person(self, word, before="", product=False):
        """``product`` says that the word before is written as a proper name."""
        word = word.removesuffix("'s").removesuffix("'")
        if {word, before, f"{before} {word}", f"{before}-{word}"} & self.system_names:
            return False
        if word.startswith("@") or word in self.names or word in self.roles:
            return True
        if product and self.lexicon.may_be_system(word):
            return False
        return self.lexicon.is_person(word, before)


class Resolver:
    """Answers for one sentence; words are asked for once."""

    def __init__(self, sentence, cast, typed):
        self.sentence, self.cast, self.lexicon = sentence, cast, cast.lexicon
        begun = sentence.opening(cast.lexicon.labels)
        self.words = [word for word in _merged(sentence.words) if word.start >= begun]
        self.typed = typed

    def is_person(self, words, index):
        if not index:
            return self.cast.is_person(words[index].text)
        before, word = words[index - 1], words[index]
        product = before.start > self.sentence.start and PRODUCT.match(
            self.typed, before.start, word.start
        )
        return self.cast.is_person(
            word.text, before.text, bool(product) and self.typed[word.start].islower()
        )

    def before(self, place, far=False):
        """The subject of a verb that begins at ``place``; ``far`` where the verb came earlier."""
        near = not far
        for words, opener in self._clauses(place):
            if opener in self.lexicon.relative_person:
                return self._relative(opener, words, place)
            stripped = self._without_helpers(words)
            if not stripped:
                named = not opener and self._past_aside(place)
                if named:
                    return named
                near = opener in self.lexicon.relative
                continue
            if opener in self.lexicon.relative and self._tells_more(stripped, near):
                near = True
                continue
            found = self._last_noun(stripped) if near else self._first_noun(stripped, opener)
            if found:
                return found
            near = False
        return Subject(NOBODY)

    def _tells_more(self, words, near):
        """Whether a clause after *which* or *that* has a verb: *the job that the team starts*."""
        if near and any(self._is_deed(words, index) for index in range(len(words))):
            return True
        return self.lexicon.is_verb(words[0].text) or self.lexicon.is_verb(words[-1].text)

    def _past_aside(self, place):
        """What stands before an aside: *the scheduler, which the team maintains, …*."""
        left = [word for word in self.words if word.end <= place]
        while left and (
            left[-1].text in self.lexicon.auxiliaries or self.lexicon.is_adverb(left[-1].text)
        ):
            place = left.pop().start
        commas = [index for index, word in enumerate(left) if index and "," in word.before]
        if not commas or "," not in self.sentence.whole[left[-1].end : place]:
            return None
        begun = commas[-2] if len(commas) > 1 else 0
        named = left[begun : commas[-1]]
        return self._last_noun(named) if self._only_a_noun(named) else None

    def _only_a_noun(self, words):
        """Whether words are one noun with its article: no verb, no clause, nothing before it."""
        first = words[0].text
        return (
            len(words) < 8
            and first not in self.lexicon.prepositions
            and not self.lexicon.is_adverb(first)
            and not any(
                word.text in self.lexicon.cutters
                or word.text in self.lexicon.auxiliaries
                or (self.lexicon.is_verb(word.text) and not self._adjective(words, index))
                or STRONG.search(word.before if index else "")
                for index, word in enumerate(words)
            )
        )

    def after(self, place):
        """Who is spoken of right after ``place``: *remind all engineers*."""
        words, reached = [], place
        for word in self.words:
            if word.start < place:
                continue
            cut = STRONG.search(self.sentence.whole, reached, word.start)
            if cut or len(words) > 8 or word.text in self.lexicon.cutters:
                break
            words.append(word)
            reached = word.end
        while words and (
            self.lexicon.is_adverb(words[0].text) or words[0].text in self.lexicon.quantifiers
            or words[0].text in ("of", "the", "a", "an")
        ):  # fmt: skip
            if self.cast.is_person(words[0].text):
                break
            words = words[1:]
        return self._first_noun(words) or Subject(NOBODY)

    def owner(self, place):
        """Whose it is, where ``place`` begins the thing owned: *Ana's mistake*, *our fault*."""
        words = [word for word in self.words if word.end <= place][-4:]
        for index in range(len(words) - 1, -1, -1):
            word = words[index].text
            if word in ("my", "our", "your", "his", "her", "their", "someone's", "whose"):
                return Subject(PERSON, word)
            if word.endswith(("'s", "s'")):
                return Subject(PERSON if self.is_person(words, index) else SYSTEM, word)
            if word in self.lexicon.determiners or word in self.lexicon.prepositions:
                break
        return Subject(NOBODY)

    def asks(self, place):
        """Whether a question word at ``place`` asks, and does not tell more of a noun."""
        left = [word for word in self.words if word.end <= place]
        if not left or place <= self.sentence.opening(self.lexicon.labels):
            return True
        between = self.sentence.whole[left[-1].end : place]
        if "," in between:
            return len(left) < 4 and not self.is_person(left, len(left) - 1)
        return bool(STRONG.search(between)) or left[-1].text in self.lexicon.asking

    def _relative(self, opener, words, place):
        """*the customers who …* are no people of the story; *who …?* asks for one."""
        first = words[0].start if words else place
        left = [word for word in self.words if word.end <= first]
        at = max(index for index, word in enumerate(left) if word.text == opener)
        if at and self.lexicon.is_outsider(left[at - 1].text):
            return Subject(SYSTEM, left[at - 1].text)
        return Subject(ASKED if self.asks(left[at].start) else PERSON, opener)

    def _clauses(self, place):
        """``(words, the word that opened the clause)``, the nearest first."""
        words, reached, count = [], place, 0
        left = [word for word in self.words if word.end <= place]
        for index in range(len(left) - 1, -1, -1):
            word = left[index]
            cut = STRONG.search(self.sentence.whole[word.end : reached])
            opens = self._opens(word, left, index)
            if cut or opens or len(words) >= MOST:
                yield words[::-1], word.text if opens and not cut else ""
                words, count = [], count + 1
                if count >= FARTHEST:
                    return
            if not opens:
                words.append(word)
            elif cut:
                yield [], word.text
            reached = word.start
        yield words[::-1], ""

    def _opens(self, word, left, index):
        if word.text not in self.lexicon.cutters:
            return False
        follows = left[index + 1].text if index + 1 < len(left) else ""
        return not (word.text == "that" and follows in self.lexicon.time_after_that)

    def _without_helpers(self, words):
        words = list(words)
        while words and (
            words[-1].text in self.lexicon.auxiliaries or self.lexicon.is_adverb(words[-1].text)
        ):
            words.pop()
        if len(words) > 2 and words[-1].text in self.lexicon.time_after_that:
            if words[-2].text in self.lexicon.determiners:
                return words[:-2]
        return words

    def _last_noun(self, words):
        """The noun right before a verb, past what hangs on it: *the engineer on the shift*."""
        last = words[-1].text
        if last in self.lexicon.doers:
            return self._judged(words, len(words) - 1)
        if self.lexicon.is_preposition(last) or (self.lexicon.is_verb(last) and len(words) > 1):
            return self._first_noun(words)
        head, fresh = None, True
        for index in range(len(words) - 1, -1, -1):
            word, before = words[index].text, words[index - 1].text if index else ""
            if self.lexicon.is_preposition(word):
                if word != "of" or before not in self.lexicon.quantifiers:
                    head = None
                elif head is not None:
                    break
                fresh = True
            elif self._begins_noun(words, index, before):
                break
            elif fresh and word not in self.lexicon.determiners:
                head, fresh = index, False
        return self._judged(words, head) if head is not None else None

    def _begins_noun(self, words, index, before):
        """Whether what follows a word leftwards no longer belongs to the noun."""
        word = words[index].text
        if word in self.lexicon.determiners:
            return not self.lexicon.is_preposition(before)
        return self.lexicon.is_verb(word) and not self._adjective(words, index)

    def _adjective(self, words, index):
        return index == 0 or words[index - 1].text in self.lexicon.determiners

    def _first_noun(self, words, opener=""):
        """The first noun of a clause that has a verb of its own; none hangs on a preposition."""
        last, hanging = None, False
        for index, word in enumerate(words):
            free = not hanging or word.text in self.lexicon.doers
            if free and self.is_person(words, index) and not self._thing(words, index):
                return self._judged(words, index)
            if word.text in self.lexicon.determiners:
                if last == 0 and opener in self.lexicon.time_openers:
                    last = None  # *after lunch the engineer …*
                elif last is not None and not hanging:
                    break
                hanging = hanging and last is None
            elif self._is_deed(words, index):
                break
            elif self.lexicon.is_preposition(word.text):
                if self._counts(words, index, last):
                    last = None  # *two of the engineers*
                    continue
                if last is not None and not hanging:
                    break
                hanging = True
            else:
                last = index
        return self._judged(words, last) if last is not None and not hanging else None

    def _is_deed(self, words, index):
        return words[index].text in self.lexicon.auxiliaries or (
            self.lexicon.is_verb(words[index].text) and not self._adjective(words, index)
        )

    def _counts(self, words, index, last):
        return (
            words[index].text == "of"
            and last == index - 1
            and words[last].text in self.lexicon.quantifiers
        )

    def _thing(self, words, index):
        follows = words[index + 1].text if index + 1 < len(words) else ""
        return words[index].text.endswith(("'s", "s'")) or follows in self.lexicon.things

    def _judged(self, words, index):
        word = words[index].text
        if self.is_person(words, index):
            if word == "they" and self._things_before(words[index].start):
                return Subject(SYSTEM, word)
            return Subject(PERSON, word)
        return Subject(SYSTEM, word)

    def _things_before(self, place):
        """*The pods restarted because they failed to …*: they are what was named before."""
        left = [word for word in self.words if word.end <= place]
        if any(self.is_person(left, index) for index in range(len(left))):
            return False
        return any(
            word.text.endswith("s") and not word.text.endswith("ss") and len(word.text) > 3
            for word in left
        )


def _merged(words):
    """*on call* is one word here, and so is *no one*."""
    merged = []
    for word in words:
        pair = (merged[-1].text, word.text) if merged and word.before == " " else ()
        if pair in (("on", "call"), ("no", "one")):
            first = merged.pop()
            merged.append(type(word)("-".join(pair), first.start, word.end, first.before))
        else:
            merged.append(word)
    return merged
