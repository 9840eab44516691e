"""The other direction: the Arabic spellings to expect for a Latin term, for annotators and biasing lists.

The costs are those that the search goes by (`alignment`), so what is listed first is what is most often written. They
are for folded spelling; the hamza of a first alef and the final ة are put back here. The Gulf writes g as ق before it
writes it as غ, and drops the hamza of loans.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from itertools import product
from operator import itemgetter
from pathlib import Path
from typing import Literal

from ..result import Result, Span
from ..tables import Table, load_table
from ..text import ALEF, ALEF_HAMZA, ALEF_HAMZA_BELOW, ALEF_MADDA, ARABIC_WORD, HEH, TEH_MARBUTA, YEH
from .alignment import LetterCosts
from .catalogue import Entry, read_catalogue
from .phonetic import EDGE, fold_arabic
from .spoken import Reader

Variety = Literal["msa", "gulf"]
VARIETIES: tuple[Variety, ...] = ("msa", "gulf")
G: Mapping[Variety, Mapping[str, float]] = {"msa": {"ق": 2.5, "ج": 0.6}, "gulf": {"ق": -1.2, "غ": 1.2}}
"""What a variety adds to the cost of a letter that stands for g, in nats."""
AS_A_WORD = 2.0
"""Cost in nats of reading a few capitals as a word, where they can be read by name: HBO."""
FRENCH_END = 2.5
"""Cost of a French word's last consonant being heard."""
_FRENCH_END = re.compile(rf"[tdsxzp]\{EDGE}$")
_HEARD = ("ت", "د", "س", "ز", "ب")
SIGNS = frozenset(f"{EDGE}{sign}{EDGE}" for sign in ("plus", "and", "et", "at", "sharp"))
"""Words that a sign is read as: they stand apart."""
WORD_FORMS, TERM_FORMS = 12, 40
"""Spellings of a word, and of a term, that are gone on with."""
ALIAS_COST = -3.0
"""A spelling that the catalogue lists comes first."""
BROADEST = 7.0
"""Nats beyond the best spelling where the list ends."""

Spelling = tuple[float, str]
"""Cost in nats, Arabic letters."""


class VariantLister:
    """Lists spellings: each line is a Latin term, the result its ``top`` likeliest Arabic spellings, parted by tabs."""

    def __init__(self, letters: LetterCosts, reader: Reader, names: Table, entries: Iterable[Entry] = (), top: int = 5) -> None:
        self.signature = f"transliterate|variants:{top}|{letters.signature}|{reader.signature}"
        self._letters, self._reader, self._top = letters, reader, top
        self._names = {(row["letter"], fold_arabic(row["arabic"]).replace(" ", "")): row["arabic"] for row in names}
        self._known: dict[str, list[Entry]] = {}
        for entry in entries:
            self._known.setdefault(entry.term, []).append(entry)

    @classmethod
    def load(cls, catalogue: Sequence[str | Path] = (), top: int = 5) -> VariantLister:
        """With the rule tables, and the catalogue's languages and Arabic aliases for the terms it has."""
        entries = read_catalogue(catalogue)[0] if catalogue else []
        names = load_table("letter_names.tsv", ("letter", "arabic", "cost"))
        return cls(LetterCosts.load(), Reader.load(), names, entries, top)

    def __call__(self, lines: list[str]) -> list[Result]:
        return [self._listed(line) for line in lines]

    def _listed(self, line: str) -> Result:
        found = self.spellings(line.strip(" \t"))[: self._top]
        if not found:
            return Result(line, line)
        total = sum(share for _, share, _ in found)
        spans = (Span(0, len(line), variety, form, confidence=round(share / max(total, 1), 4)) for form, share, variety in found)
        return Result(line, "\t".join(form for form, _, _ in found), tuple(spans))

    def spellings(self, term: str) -> list[tuple[str, float, str]]:
        """(spelling, its share of what is written, msa, gulf or both), the likeliest first."""
        shares: dict[str, dict[Variety, float]] = {}
        for variety in VARIETIES:
            costs = self._costs(term, variety)
            best = min(costs.values(), default=0.0)
            weights = {form: math.exp(best - cost) for form, cost in costs.items() if cost < best + BROADEST}
            for form, weight in weights.items():
                shares.setdefault(form, {})[variety] = weight / sum(weights.values())
        out = [(form, sum(s.values()) / len(VARIETIES), _mostly(s)) for form, s in shares.items()]
        return sorted(out, key=lambda item: (-item[1], item[0]))

    def _costs(self, term: str, variety: Variety) -> dict[str, float]:
        """Spellings and their costs in nats."""
        costs: dict[str, float] = {}
        known = self._known.get(term, [Entry(term)])
        short_capitals = term.isupper() and len(term) < 5
        for alias in (alias for entry in known for alias in entry.aliases if ARABIC_WORD.search(alias)):
            costs[alias] = ALIAS_COST
        for lang in dict.fromkeys(entry.lang for entry in known):
            for words in self._readings(term, lang):
                forms = [self._word(word, variety, lang == "fr") for word in words]
                for parts in _cheapest(forms, TERM_FORMS):
                    form, cost = " ".join(p[1] for p in parts), sum(p[0] for p in parts)
                    if short_capitals and words[0][0].startswith(EDGE):
                        cost += AS_A_WORD
                    costs[form] = min(cost, costs.get(form, math.inf))
        return costs

    def _readings(self, term: str, lang: str) -> list[list[tuple[str, ...]]]:
        """Each reading as the term's words, and each of those as what it is read as: YouTube is one word read as two."""
        written = term.split()
        whole = self._reader.readings(term, lang)
        if whole and all(len(reading) == len(written) for reading in whole):
            return [[(word,) for word in reading] for reading in whole]
        each = [self._reader.readings(word, lang)[:2] for word in written]
        return [list(words) for words in product(*(e for e in each if e))][:8] if any(each) else []

    def _word(self, parts: Sequence[str], variety: Variety, french: bool) -> list[Spelling]:
        """One written word; letters read by name and signs stand apart, other parts are joined."""
        forms = [self._sounded(part, variety, french) if part.startswith(EDGE) else self._named(part, variety) for part in parts]
        named = [not part.startswith(EDGE) or part in SIGNS for part in parts]
        out = []
        for chosen in _cheapest(forms, WORD_FORMS):
            text = chosen[0][1]
            for at in range(1, len(parts)):
                text += (" " if named[at] or named[at - 1] else "") + chosen[at][1]
            out.append((sum(cost for cost, _ in chosen), text))
        return out

    def _named(self, letters: str, variety: Variety) -> list[Spelling]:
        names = []
        for letter in letters:
            options = self._letters.options(letter)[0]
            written = [(cost, self._names.get((letter, folded), folded)) for folded, cost in options if folded]
            names.append([(cost, fold_hamza(form) if variety == "gulf" else form) for cost, form in written])
        return [(sum(c for c, _ in chosen), " ".join(w for _, w in chosen)) for chosen in _cheapest(names, WORD_FORMS)]

    def _sounded(self, word: str, variety: Variety, french: bool) -> list[Spelling]:
        best: list[tuple[float, str, str]] = [(0.0, "", "")]  # cost, letters so far, the first grapheme that is heard
        for grapheme in self._letters.graphemes(word):
            extra = G[variety] if "g" in grapheme else {}
            silent = french and _FRENCH_END.search(grapheme)
            options = self._letters.options(grapheme)[0] if grapheme.strip(EDGE) else ()
            grown: dict[tuple[str, str], float] = {}
            for cost, text, first in best:
                for letters, price in options:
                    total = cost + price + sum(extra.get(letter, 0.0) for letter in letters)
                    if silent and letters.endswith(_HEARD):
                        total += FRENCH_END
                    key = text + letters, first or (letters and grapheme.strip(EDGE))
                    grown[key] = min(total, grown.get(key, math.inf))
            if grown:
                best = nsmallest(WORD_FORMS, ((cost, text, first) for (text, first), cost in grown.items()))
        return [(cost, written(text, first, variety)) for cost, text, first in best if text]


_INITIAL: Sequence[tuple[re.Pattern[str], str, str]] = [
    (re.compile("i[^aeiouy]e|igh"), ALEF + YEH, ALEF_MADDA + YEH),  # Ice
    (re.compile("[aeo]?[iy]|e"), ALEF + YEH, ALEF_HAMZA_BELOW + YEH),
    (re.compile("[ei]"), ALEF, ALEF_HAMZA_BELOW),
    (re.compile(""), ALEF, ALEF_HAMZA),
]
"""A word's first grapheme and folded letters → how careful writing begins; the first row that fits counts."""


def written(folded: str, grapheme: str, variety: Variety) -> str:
    """Folded letters as they are written: with hamza (MSA) and ة."""
    if len(folded) > 2 and folded.endswith(HEH) and folded[-2] not in "اويى":
        folded = folded[:-1] + TEH_MARBUTA
    if variety == "gulf":
        return folded
    if folded == ALEF + YEH and grapheme == "i":  # the i of iPhone
        return ALEF_MADDA + YEH
    for pattern, letters, instead in _INITIAL:
        if folded.startswith(letters) and pattern.match(grapheme):
            return instead + folded[len(letters) :]
    return folded


def fold_hamza(text: str) -> str:
    """Every alef without its hamza or madda, as everyday writing has it."""
    return text.translate(dict.fromkeys(map(ord, ALEF_HAMZA + ALEF_HAMZA_BELOW + ALEF_MADDA), ALEF))


def _cheapest(options: Sequence[Sequence[Spelling]], most: int) -> list[tuple[Spelling, ...]]:
    """The ``most`` cheapest ways to take one of each."""
    best: list[tuple[float, tuple[Spelling, ...]]] = [(0.0, ())]
    for spellings in options:
        grown = [(cost + s[0], (*chosen, s)) for cost, chosen in best for s in spellings]
        best = nsmallest(most, grown, key=itemgetter(0))
    return [chosen for _, chosen in best if chosen]


def _mostly(shares: Mapping[Variety, float]) -> str:
    """The variety that a spelling is mostly of, or both."""
    msa, gulf = (shares.get(variety, 0.0) for variety in VARIETIES)
    return "both" if min(msa, gulf) * 3 > max(msa, gulf) else "msa" if msa > gulf else "gulf"
