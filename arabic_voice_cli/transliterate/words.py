"""The words of a line as the search for loans sees them: folded, their proclitics, how native they are, what they announce."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..tables import Table, load_table
from ..text import ARABIC_WORD
from .native import NativeWords
from .phonetic import arabic_key, fold_arabic

HOMOGRAPH = 8.0
"""Cost in nats of a word of homographs.tsv; letter statistics would make it too rare."""
TYPE_BONUS = 3.0
"""Evidence that a context word adds for the types it speaks of, if the span comes right after it; half if one word later."""
DEFINITE = 0.5
"""What is left of a context word with the article: أغنية is followed by its title, الأغنية mostly by a predicate."""
PEOPLE = frozenset({"artist", "person", "band"})
"""Types whose context words are followed by a name with the article too: المغنية إنديلا."""
WORD = re.compile(rf"(?<!\w)(?:{ARABIC_WORD.pattern}+|[0-9٠-٩]++)(?!\w)")
"""A whole word of Arabic letters, or a number; what is glued to other letters is neither."""
_DRAWN_OUT = re.compile(r"([^0-9])\1{2,}")
"""A letter held for emphasis: ليبااااا."""
CACHED = 1 << 15
LONGEST_KEPT = 40
"""Characters of the longest word whose facts are remembered."""
BLANKS = " \t\u00a0"
"""What may stand between two words of one span."""
ARTICLE_ENDS = ("ال", "لل")


@dataclass(frozen=True, slots=True)
class Context:
    """What a context word says of the span after it, in nats."""

    weight: float = 0.0
    types: frozenset[str] = frozenset()
    bonus: float = 0.0
    """On top, for entries of the types."""
    word: str = ""

    def definite(self) -> Context:
        """The word with the article."""
        return Context(self.weight * DEFINITE, word=self.word)


@dataclass(frozen=True, slots=True)
class Peeled:
    """A word without one of its possible proclitics."""

    proclitic: str
    cost: float
    rest: str
    key: str
    native: bool
    """Whether the rest is a known native word."""
    loanword: bool
    """Whether the rest is a loanword at home in Arabic."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a word wherever it stands."""

    folded: str
    native: float
    peeled: tuple[Peeled, ...]
    """Beginning with the whole word."""
    context: Context | None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line."""

    start: int
    end: int
    facts: Facts
    joined: bool
    """Whether only blanks part it from the word before."""


@dataclass(frozen=True)
class Rules:
    """The small tables around the alignment."""

    proclitics: Table
    homographs: Table
    context: Table

    @classmethod
    def load(cls) -> Rules:
        return cls(
            load_table("loan_proclitics.tsv", ("proclitic", "cost", "term")),
            load_table("homographs.tsv", ("word", "term")),
            load_table("context_words.tsv", ("word", "types", "weight", "term")),
        )


class WordReader:
    """Reads lines as words."""

    def __init__(self, native: NativeWords, rules: Rules, loanwords: Iterable[str] = ()) -> None:
        """``loanwords`` are at home in Arabic: راديو is not Radio."""
        self._native = native
        self._loanwords = frozenset(map(fold_arabic, loanwords))
        self._proclitics = sorted(((row["proclitic"], float(row["cost"])) for row in rules.proclitics), key=lambda p: -len(p[0]))
        self._homographs = frozenset(fold_arabic(row["word"]) for row in rules.homographs)
        self._context = {
            fold_arabic(row["word"]): Context(float(row["weight"]), frozenset(row["types"].split()), TYPE_BONUS, row["word"])
            for row in rules.context
        }
        self._seen: dict[str, Facts] = {}

    def words(self, line: str) -> Iterator[Word]:
        """The words of a line, from left to right."""
        end = 0
        for found in WORD.finditer(line):
            start = found.start()
            joined = start - end == 1 and line[end] in BLANKS or not line[end:start].strip(BLANKS)
            end = found.end()
            yield Word(start, end, self.facts(found[0]), joined)

    def facts(self, word: str) -> Facts:
        """What is known of a word as it is written."""
        facts = self._seen.get(word)
        if facts is None:
            facts = self._look_at(_DRAWN_OUT.sub(r"\1", fold_arabic(word)))
            if len(word) <= LONGEST_KEPT:
                if len(self._seen) >= CACHED:
                    self._seen.clear()
                self._seen[word] = facts
        return facts

    def _look_at(self, folded: str) -> Facts:
        peeled = [self._peeled("", 0.0, folded)]
        context = self._context.get(folded)
        if context is None:  # فيلم is not ف and something
            for proclitic, cost in self._proclitics:
                rest = folded[len(proclitic) :]
                if folded.startswith(proclitic) and len(rest) > 1:
                    peeled.append(self._peeled(proclitic, cost, rest))
                    if context is None and (context := self._context.get(rest)) and proclitic.endswith(ARTICLE_ENDS):
                        context = context if context.types and context.types <= PEOPLE else context.definite()
        listed = [HOMOGRAPH + p.cost for p in peeled if p.rest in self._homographs]
        native = self._native.cost(folded, [(p.rest, p.cost) for p in peeled[1:]])
        return Facts(folded, min([native, *listed]), tuple(peeled), context)

    def is_native(self, folded: str) -> bool:
        """Whether this is a known native word."""
        return folded in self._homographs or len(folded) == 1 or self._native.listed(folded)

    def is_at_home(self, folded: str) -> bool:
        """Whether this is a native word or loanword, with or without its article."""
        return any(self.is_native(word) or word in self._loanwords for word in (folded, folded.removeprefix(ARTICLE_ENDS[0])))

    def _peeled(self, proclitic: str, cost: float, rest: str) -> Peeled:
        return Peeled(proclitic, cost, rest, arabic_key(rest), self.is_native(rest), rest in self._loanwords)


def length_of(proclitic: str, line: str, start: int) -> int:
    """Characters that the proclitic takes at ``start``, its marks included."""
    end, letters = start, 0
    while letters < len(proclitic) or not fold_arabic(line[end]):
        letters += len(fold_arabic(line[end]))
        end += 1
    return end - start if proclitic else 0


def length_at_end(ending: str, line: str, end: int) -> int:
    """Characters that the ending takes before ``end``, its marks included."""
    start, letters = end, 0
    while letters < len(ending):
        start -= 1
        letters += len(fold_arabic(line[start]))
    return end - start
