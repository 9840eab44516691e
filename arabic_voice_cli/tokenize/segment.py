"""Which clitics a word may have: every way that the clitic table lets it be cut, as far as spelling tells.

A word is analysed bare: without marks and tatweel. Its analysis is a tuple of `Segment`, whose letters joined are the
word; inflection stays in the stem (the granularity of the D3 scheme).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..tables import Row, Table
from ..text import ALEF, ALEF_WASLA, EXTENDED, TATWEEL, strip_diacritics

STEM = "STEM"
LONGEST = 32
"""Letters of the longest word that is analysed; longer strings are no words and stay whole."""
COLUMNS = ("piece", "class", "side", "form", "variety", "after", "before", "vowel")

_SHAPES = str.maketrans({c: s for c, s in EXTENDED.items() if c not in "پچژڤڥگڨ"} | {ALEF_WASLA: ALEF})


@dataclass(frozen=True, slots=True)
class Segment:
    """A clitic or the stem: its letters in the word, its class (``STEM`` or a clitic's), its row in the clitic table."""

    letters: str
    label: str
    rule: str = ""


Analysis = tuple[Segment, ...]


Place = tuple[int, int]
"""Where a word is in its line: half-open code-point offsets."""


class Analyzer(Protocol):
    """Lines and the places of their words in, one analysis a word out; it may use the whole line.

    The letters of an analysis are those of the word without marks and tatweel, none added, none lost.
    """

    @property
    def signature(self) -> str: ...

    def __call__(self, lines: Sequence[str], places: Sequence[Sequence[Place]]) -> list[list[Analysis]]: ...


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to cut a word: ids of its proclitics and enclitics, and the stem between them (empty in لك)."""

    proclitics: tuple[Row, ...]
    stem: str
    enclitics: tuple[Row, ...]
    before: str
    after: str
    start: int
    end: int

    def segments(self, word: str) -> Analysis:
        """The analysis this cut stands for, with the letters as ``word`` (of the same length) has them."""
        out: list[Segment] = []
        at = 0
        for rule, label, size in self._parts():
            out.append(Segment(word[at : at + size], label, rule))
            at += size
        return tuple(out)

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Class and letters of each piece."""
        for _, label, size in self._parts():
            yield label, size

    def _parts(self) -> Iterator[tuple[str, str, int]]:
        yield from ((r.id, r["class"], len(r["piece"])) for r in self.proclitics)
        if self.stem:
            yield "", STEM, len(self.stem)
        yield from ((r.id, r["class"], len(r["piece"])) for r in self.enclitics)


def coarse(label: str) -> str:
    """PRON for every pronoun, else the class itself."""
    return "PRON" if label.startswith("PRON") else label


def bare_letters(word: str) -> str:
    """A word without its marks and tatweel."""
    return strip_diacritics(word).replace(TATWEEL, "")


def one_shape(bare: str) -> str:
    """A bare word with Persian and Urdu shapes of Arabic letters made Arabic: کتابی → كتابي."""
    return bare.translate(_SHAPES)


class Clitics:
    """The clitic table, unfolded into the strings of clitics that may begin or end a word."""

    def __init__(self, table: Table) -> None:
        self.table = table
        rows = list(table)
        self.before: dict[str, list[tuple[Row, ...]]] = {"": [()]}
        self.after: dict[str, list[tuple[Row, ...]]] = {"": [()]}
        for chain in _chains([r for r in rows if r["side"] == "pro"], "START"):
            self.before.setdefault("".join(r["piece"] for r in chain), []).append(chain)
        enclitics = [r for r in rows if r["side"] == "enc"]
        for first in (STEM, "PREP"):
            for chain in _chains(enclitics, first):
                chains = self.after.setdefault("".join(r["piece"] for r in chain), [])
                if _may_end(chain) and chain not in chains:
                    chains.append(chain)
        self.longest_before = max(map(len, self.before))
        self.longest_after = max(map(len, self.after))

    def cuts(self, word: str) -> Iterator[Cut]:
        """Every cut of a word that `one_shape` has passed; the first is the whole word."""
        size = len(word)
        heads = [(k, c) for k in range(min(self.longest_before, size) + 1) for c in self.before.get(word[:k], ())]
        tails = [(size - k, c) for k in range(min(self.longest_after, size) + 1) for c in self.after.get(word[size - k :], ())]
        for start, head in heads:
            for end, tail in tails:
                if start <= end and self._fits(head, start < end, tail):
                    yield Cut(head, word[start:end], tail, _ids(head), _ids(tail), start, end)

    def _fits(self, head: tuple[Row, ...], stem: bool, tail: tuple[Row, ...]) -> bool:
        """Whether a stem may stand between two strings of clitics, or nothing: only a preposition takes a pronoun."""
        if stem:
            return (not head or _meets(head[-1], STEM)) and (not tail or STEM in tail[0]["after"].split())
        return bool(head and tail) and _meets(head[-1], "PRON") and "PREP" in tail[0]["after"].split()

    def form(self, clitic: Segment) -> str:
        """What a clitic stands for: ج → ك."""
        row = self.table.by_id.get(clitic.rule)
        return row["form"] if row else clitic.letters

    def proclitics(self, letters: str) -> Analysis:
        """The proclitics that a whole string of letters is; empty where it is none."""
        shaped = one_shape(letters)
        chain = next((c for c in self.before.get(shaped, ()) if c and _meets(c[-1], STEM)), ())
        return Cut(chain, "", (), "", "", 0, 0).segments(letters)


def _ids(chain: tuple[Row, ...]) -> str:
    return "+".join(r.id for r in chain)


def _meets(row: Row, label: str) -> bool:
    return row["before"] == "*" or label in row["before"].split()


def _may_end(chain: tuple[Row, ...]) -> bool:
    return "END" in chain[-1]["before"].split()


def _chains(rows: list[Row], first: str, longest: int = 4) -> Iterator[tuple[Row, ...]]:
    """Every string of clitics that the two neighbour columns allow to follow ``first``."""
    for row in rows:
        if first in row["after"].split():
            yield (row,)
            if longest > 1 and row["before"] != "END":
                for rest in _chains([r for r in rows if _meets(row, coarse(r["class"]))], coarse(row["class"]), longest - 1):
                    yield (row, *rest)
