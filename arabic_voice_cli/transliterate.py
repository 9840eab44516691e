"""Rewrites the Arabic-script spans of a transcript that stand for a catalogue's term as that term.

A span is rewritten when the odds say so: minus the log probability of its letters as native Arabic (`native`), less
that of its letters as a spelling of the term (`alignment`), plus what a context word adds. Native words that read like
a name are left alone unless the span is longer or a context word comes before.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from .alignment import LetterCosts
from .catalogue import Entry, load_catalogue
from .catalogue_index import LONGEST, CatalogueIndex, Match
from .native import NativeLetters
from .phonetic import fold_arabic
from .result import Result, Span
from .spoken import Reader
from .tables import Table, load_table
from .text import ARABIC_WORD

Clitics = Literal["keep", "space", "drop"]
WORDS = 5
"""Words of the longest span."""
THRESHOLD = 13.0
"""Default of the least evidence, in nats, for a rewrite."""
HOMOGRAPH = 6.0
"""Cost in nats of a listed native word; letter statistics would make it too rare."""
ALIAS_BONUS = 6.0
"""Evidence that a listed Arabic alias adds."""
TYPE_BONUS = 1.5
"""Evidence that a context word adds for the types it speaks of."""
REACH = 2
"""Words back that a context word may stand."""
_WORD = re.compile(ARABIC_WORD.pattern + "|[0-9٠-٩]+")
CACHED = 1 << 16
BLANKS = " \t\u00a0"
"""What may stand between two words of one span."""
ARTICLE, ARTICLE_COST = "ال", 1.0


@dataclass(frozen=True, slots=True)
class _Info:
    """What is known of a word wherever it stands."""

    folded: str
    native: float
    homograph: bool
    peeled: tuple[tuple[str, float, bool], ...]
    """(proclitic, its cost, is the rest a homograph), beginning with no proclitic."""
    context: tuple[float, frozenset[str]] | None


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    info: _Info


@dataclass(frozen=True, slots=True)
class _Hit:
    first: int
    after: int
    """Words of the stretch: first ≤ word < after."""
    proclitic: str
    entry: Entry
    gain: float


@dataclass(frozen=True)
class Rules:
    """The small tables around the alignment."""

    proclitics: Table
    homographs: Table
    context: Table

    @classmethod
    def load(cls) -> Rules:
        return cls(
            load_table("loan_proclitics.tsv", ("proclitic", "cost")),
            load_table("homographs.tsv", ("word", "term")),
            load_table("context_words.tsv", ("word", "types", "weight")),
        )


class Transliterator:
    """Rewrites catalogue terms; everything else of a line stays as it is."""

    def __init__(
        self,
        index: CatalogueIndex,
        native: NativeLetters,
        rules: Rules,
        *,
        signature: str = "transliterate",
        threshold: float = THRESHOLD,
        clitics: Clitics = "space",
        dry_run: bool = False,
        span: bool = False,
        top: int = 1,
    ) -> None:
        self.signature = signature
        self._index, self._native = index, native
        self._threshold, self._clitics, self._dry_run = threshold, clitics, dry_run
        self._span, self._top = span, top
        self._proclitics = sorted(((row["proclitic"], float(row["cost"])) for row in rules.proclitics), key=lambda p: -len(p[0]))
        self._homographs = frozenset(fold_arabic(row["word"]) for row in rules.homographs)
        self._context = {fold_arabic(row["word"]): (float(row["weight"]), frozenset(row["types"].split())) for row in rules.context}
        self._seen: dict[str, _Info] = {}

    @classmethod
    def load(
        cls,
        catalogue: Sequence[str | Path],
        threshold: float = THRESHOLD,
        clitics: Clitics = "space",
        types: Sequence[str] = (),
        dry_run: bool = False,
        span: bool = False,
        top: int = 1,
    ) -> Transliterator:
        """Read catalogues (see `catalogue`) and the rule tables.

        ``threshold`` is the least evidence in nats; ``clitics`` says how و ف ب ل ك ال before a term are written;
        ``types`` keeps entries of these catalogue types only; ``span`` takes each line as one term and ``top`` prints that many.
        """
        letters, reader, native, rules = LetterCosts.load(), Reader.load(), NativeLetters.load(), Rules.load()
        entries = load_catalogue(catalogue, types)
        index = CatalogueIndex(entries, letters, reader)
        tables = [f"{t.name}@{t.version}" for t in (rules.proclitics, rules.homographs, rules.context)]
        parts = [letters.signature, reader.signature, native.signature, *tables]
        signature = "|".join(["transliterate", *parts, f"catalogue:{_digest(entries)}", f"threshold:{threshold:g}"])
        return cls(
            index, native, rules, signature=signature, threshold=threshold, clitics=clitics, dry_run=dry_run, span=span, top=top
        )  # fmt: skip

    def __call__(self, lines: list[str]) -> list[Result]:
        return [self._whole(line) if self._span else self._line(line) for line in lines]

    # -- spans in running text ----------------------------------------------------------------------------------------

    def _line(self, line: str) -> Result:
        text: list[str] = []
        spans: list[Span] = []
        at = 0
        for words in self._stretches(line):
            for hit in _best_row(self._hits(words), len(words)):
                start, end = words[hit.first].start, words[hit.after - 1].end
                inner = start + _length_of(hit.proclitic, line, start)
                spans.append(Span(inner, end, hit.entry.type or "loan", hit.entry.term, hit.entry.id))
                text += [line[at:start], self._written(line[start:inner]), hit.entry.term]
                at = end
        return Result(line, line if self._dry_run else "".join(text) + line[at:], tuple(spans))

    def _written(self, proclitic: str) -> str:
        return {"keep": proclitic, "space": proclitic and proclitic + " ", "drop": ""}[self._clitics]

    def _stretches(self, line: str) -> Iterator[list[_Word]]:
        """Runs of words with nothing but blanks between them."""
        words: list[_Word] = []
        for found in _WORD.finditer(line):
            if words and line[words[-1].end : found.start()].strip(BLANKS):
                yield words
                words = []
            words.append(_Word(found.start(), found.end(), self._info(found[0])))
        if words:
            yield words

    def _info(self, word: str) -> _Info:
        info = self._seen.get(word)
        if info is None:
            folded = fold_arabic(word)
            peeled = [("", 0.0, folded in self._homographs)]
            context = self._context.get(folded)
            for proclitic, cost in self._proclitics:
                rest = folded[len(proclitic) :]
                if folded.startswith(proclitic) and len(rest) > 1:
                    peeled.append((proclitic, cost, rest in self._homographs))
                    context = context or self._context.get(rest)
            info = _Info(folded, HOMOGRAPH if peeled[0][2] else self._native.cost(folded), peeled[0][2], tuple(peeled), context)
            if len(self._seen) >= CACHED:
                self._seen.clear()
            self._seen[word] = info
        return info

    def _hits(self, words: Sequence[_Word]) -> Iterator[_Hit]:
        for first in range(len(words)):
            weight, types = self._context_before(words, first)
            for proclitic, cost, homograph in words[first].info.peeled:
                joined = words[first].info.folded[len(proclitic) :]
                native = weight - cost - self._threshold
                for last in range(first, min(len(words), first + WORDS)):
                    info = words[last].info
                    if last > first:
                        joined += info.folded
                        homograph = homograph and info.homograph
                    native += info.native
                    if len(joined) > LONGEST:
                        break
                    if homograph and not weight or joined.isdigit():
                        continue
                    best = self._match(joined, last - first + 1, native, types)
                    if best:
                        yield _Hit(first, last + 1, proclitic, *best)

    def _context_before(self, words: Sequence[_Word], first: int) -> tuple[float, frozenset[str]]:
        """The nearest context word's weight and types."""
        for word in words[max(0, first - REACH) : first][::-1]:
            if word.info.context:
                return word.info.context
        return 0.0, frozenset()

    def _match(self, joined: str, count: int, evidence: float, types: frozenset[str]) -> tuple[Entry, float] | None:
        """The best entry for a spelling and what it gains over leaving the words alone, if it gains anything."""
        matches: list[Match] = []
        if evidence + ALIAS_BONUS > 0:
            matches = self._index.exact(joined)
        if evidence + TYPE_BONUS > 0:
            matches = [*matches, *self._index.lookup(joined, count, costliest(joined))]
        best: tuple[Entry, float] | None = None
        for match in matches:
            gain = evidence - match.cost + (ALIAS_BONUS if match.alias else 0.0) + (TYPE_BONUS if match.entry.type in types else 0.0)
            if gain > (best[1] if best else 0.0):
                best = match.entry, gain
        return best

    # -- a line that is one span --------------------------------------------------------------------------------------

    def _whole(self, line: str) -> Result:
        found = list(_WORD.finditer(line))
        if not found:
            return Result(line, line)
        matches = self._ranked("".join(fold_arabic(f[0]) for f in found), len(found))
        terms = list(dict.fromkeys(match.entry.term for match in matches))[: self._top]
        if not terms:
            return Result(line, line)
        entry = matches[0].entry
        span = Span(found[0].start(), found[-1].end(), entry.type or "loan", entry.term, entry.id)
        return Result(line, line if self._dry_run else "\t".join(terms), (span,))

    def _ranked(self, folded: str, words: int) -> list[Match]:
        """Entries for a whole line, the likeliest first: aliases, then by cost, with or without the article."""
        if len(folded) > LONGEST:
            return []
        matches = self._index.exact(folded)
        limit = costliest(folded)
        found = self._index.nearest(folded, words, limit)
        if folded.startswith(ARTICLE) and len(folded) > 3:
            bare = folded[len(ARTICLE) :]
            found += [replace(m, cost=m.cost + ARTICLE_COST) for m in self._index.nearest(bare, words, limit - ARTICLE_COST)]
        return matches + sorted(found, key=lambda m: m.cost)


def costliest(folded: str) -> float:
    """The most a spelling may cost, in nats: what is worse is another word, however foreign it looks."""
    return 2.5 + 0.9 * len(folded)


def _length_of(proclitic: str, line: str, start: int) -> int:
    """Characters that the proclitic takes at ``start``, its marks included."""
    end, letters = start, 0
    while letters < len(proclitic) or not fold_arabic(line[end]):
        letters += len(fold_arabic(line[end]))
        end += 1
    return end - start if proclitic else 0


def _best_row(hits: Iterable[_Hit], words: int) -> list[_Hit]:
    """The hits without overlap that gain most together."""
    ending: dict[int, list[_Hit]] = {}
    for hit in hits:
        ending.setdefault(hit.after, []).append(hit)
    if not ending:
        return []
    gained = [0.0]
    taken: list[_Hit | None] = [None]
    for after in range(1, words + 1):
        gained.append(gained[-1])
        taken.append(None)
        for hit in ending.get(after, ()):
            if gained[hit.first] + hit.gain > gained[after]:
                gained[after], taken[after] = gained[hit.first] + hit.gain, hit
    row: list[_Hit] = []
    at = words
    while at:
        hit_here = taken[at]
        if hit_here:
            row.append(hit_here)
        at = hit_here.first if hit_here else at - 1
    return row[::-1]


def _digest(entries: Sequence[Entry]) -> str:
    return hashlib.sha256(repr(entries).encode("utf-8", "surrogatepass")).hexdigest()[:8]
